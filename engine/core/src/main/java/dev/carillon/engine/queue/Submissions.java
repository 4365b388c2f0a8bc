package dev.carillon.engine.queue;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.run.NewRun;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/// Runs made on demand, with their idempotency keys: the key and the run are stored in one
/// transaction, so a repeated request finds either both or neither.
public final class Submissions {
    private static final Duration KEPT = Duration.ofHours(24);

    private static final String FIND =
            """
            SELECT body_hash, result, created_us FROM idempotency WHERE principal = ? AND idempotency_key = ?
            """;
    private static final String INSERT =
            """
            INSERT INTO idempotency (principal, idempotency_key, body_hash, result, created_us)
            VALUES (?, ?, ?, ?, ?)
            """;
    private static final String EXPIRE_ONE =
            """
            DELETE FROM idempotency WHERE principal = ? AND idempotency_key = ?
            """;
    private static final String EXPIRE =
            """
            DELETE FROM idempotency WHERE created_us < ?
            """;

    private Submissions() {}

    /// A key of one principal.
    ///
    /// @param body what the request asks for; the same key with another body is refused
    public record Key(String principal, String key, String body) {
        public Key {
            if (key.isBlank() || key.length() > 200) {
                throw new CarillonException(
                        ErrorCode.MALFORMED_REQUEST, "an idempotency key has 1 to 200 characters");
            }
        }
    }

    /// The id of the run the key was used for, if it was within 24 hours.
    ///
    /// @throws CarillonException IDEMPOTENCY_KEY_REUSED
    public static Optional<String> earlier(Connection connection, Key key, long nowUs)
            throws SQLException {
        try (var find = connection.prepareStatement(FIND);
                var expire = connection.prepareStatement(EXPIRE_ONE)) {
            find.setString(1, key.principal);
            find.setString(2, key.key);
            try (var rows = find.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                if (rows.getLong(3) < nowUs - KEPT.toNanos() / 1_000) {
                    expire.setString(1, key.principal);
                    expire.setString(2, key.key);
                    expire.executeUpdate();
                    return Optional.empty();
                }
                if (!rows.getString(1).equals(hash(key.body))) {
                    throw new CarillonException(
                            ErrorCode.IDEMPOTENCY_KEY_REUSED,
                            "the idempotency key \""
                                    + key.key
                                    + "\" was used for another request; use a new key");
                }
                return Optional.of(rows.getString(2));
            }
        }
    }

    /// Stores the key with the run; two at once make the second transaction fail as a duplicate.
    public static void keep(Connection connection, Key key, NewRun run, long nowUs)
            throws SQLException {
        try (var insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, key.principal);
            insert.setString(2, key.key);
            insert.setString(3, hash(key.body));
            insert.setString(4, run.id().toString());
            insert.setLong(5, nowUs);
            insert.executeUpdate();
        }
    }

    /// Forgets keys older than 24 hours.
    public static int expire(Connection connection, long nowUs) throws SQLException {
        try (var expire = connection.prepareStatement(EXPIRE)) {
            expire.setLong(1, nowUs - KEPT.toNanos() / 1_000);
            return expire.executeUpdate();
        }
    }

    /// Whether a failure says that another request with the same key was first.
    public static boolean isDuplicate(@Nullable Throwable error) {
        return error instanceof SQLException sql
                && sql.getSQLState() != null
                && (sql.getSQLState().startsWith("23505") || isDuplicate(sql.getNextException()));
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
