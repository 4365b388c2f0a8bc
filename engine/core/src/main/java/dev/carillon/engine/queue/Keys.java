package dev.carillon.engine.queue;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.store.KeyTable.KeyRow;
import dev.carillon.engine.store.Tx;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/// Idempotency keys. The key and the run are stored in one transaction, so a repeated request finds
/// either both or neither.
public final class Keys {
    /// How long a key gives the same run.
    public static final Duration KEPT = Duration.ofHours(24);

    private static final long KEPT_US = KEPT.toNanos() / 1_000;

    private Keys() {}

    /// A key of one principal.
    ///
    /// @param body what the request asks for; the same key with another body is refused
    record Key(String principal, String key, String body) {
        Key {
            if (key.isBlank() || key.length() > 200) {
                throw new CarillonException(
                        ErrorCode.MALFORMED_REQUEST, "an idempotency key has 1 to 200 characters");
            }
        }

        Name name() {
            return new Name(principal, key);
        }

        /// The key without what was asked for.
        record Name(String principal, String key) {}
    }

    /// The run the key was used for, if it was within 24 hours.
    ///
    /// @throws CarillonException IDEMPOTENCY_KEY_REUSED
    static Optional<UUID> earlier(Tx tx, Key key, long nowUs) {
        var found = tx.keys().find(key.principal, key.key);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var row = found.get();
        if (row.createdUs() < nowUs - KEPT_US) {
            tx.keys().delete(key.principal, key.key);
            return Optional.empty();
        }
        if (!row.bodyHash().equals(hash(key.body))) {
            throw reused(key);
        }
        return Optional.of(UUID.fromString(row.result()));
    }

    static CarillonException reused(Key key) {
        return new CarillonException(
                ErrorCode.IDEMPOTENCY_KEY_REUSED,
                "the idempotency key \""
                        + key.key
                        + "\" was used for another request; use a new key");
    }

    /// Stores the key with the run; two at once make the second transaction fail as a duplicate.
    static void keep(Tx tx, Key key, UUID run, long nowUs) {
        tx.keys().insert(new KeyRow(key.principal, key.key, hash(key.body), run.toString(), nowUs));
    }

    /// Forgets keys older than 24 hours.
    public static int expire(Tx tx, long nowUs) {
        return tx.keys().expire(nowUs - KEPT_US);
    }

    private static String hash(String body) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
