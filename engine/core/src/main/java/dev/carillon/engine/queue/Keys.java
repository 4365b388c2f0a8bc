package dev.carillon.engine.queue;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.store.KeyTable.KeyRow;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Idempotency keys. The key and the run are stored in one transaction, so a repeated request finds
/// either both or neither.
public final class Keys {
    /// How long a key gives the same run.
    public static final Duration KEPT = Duration.ofHours(24);

    private static final int FORGOTTEN_AT_ONCE = 1_000;
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

    /// Those of the keys that were used within 24 hours. Those that were used before are forgotten, so that they can be
    /// stored anew.
    static Map<Key.Name, KeyRow> used(Tx tx, Set<Key.Name> names, long nowUs) {
        var ofPrincipals =
                names.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Key.Name::principal,
                                        Collectors.mapping(Key.Name::key, Collectors.toSet())));
        var used = new HashMap<Key.Name, KeyRow>();
        var old = new ArrayList<KeyRow>();
        ofPrincipals.forEach(
                (principal, keys) -> {
                    for (var row : tx.keys().find(principal, keys)) {
                        if (row.createdUs() < nowUs - KEPT_US) {
                            old.add(row);
                        } else {
                            used.put(new Key.Name(principal, row.key()), row);
                        }
                    }
                });
        tx.keys().expire(old, nowUs - KEPT_US);
        return used;
    }

    /// The run the key was used for, if it was.
    ///
    /// @param used as [#used] found it
    /// @throws CarillonException IDEMPOTENCY_KEY_REUSED
    static Optional<UUID> earlier(Map<Key.Name, KeyRow> used, Key key) {
        var row = used.get(key.name());
        if (row == null) {
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

    /// A key with its run as it is stored; two at once make the second transaction fail as a duplicate.
    static KeyRow row(Key key, UUID run, long nowUs) {
        return new KeyRow(key.principal, key.key, hash(key.body), run.toString(), nowUs);
    }

    /// Forgets keys older than 24 hours, in small transactions.
    ///
    /// @return how many
    public static int expire(Stores stores, long nowUs) {
        int forgotten = 0;
        int some;
        do {
            some = stores.transaction(tx -> expireSome(tx, nowUs - KEPT_US));
            forgotten += some;
        } while (some == FORGOTTEN_AT_ONCE);
        return forgotten;
    }

    private static int expireSome(Tx tx, long beforeUs) {
        var old = tx.keys().madeBefore(beforeUs, FORGOTTEN_AT_ONCE);
        tx.keys().expire(old, beforeUs);
        return old.size();
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
