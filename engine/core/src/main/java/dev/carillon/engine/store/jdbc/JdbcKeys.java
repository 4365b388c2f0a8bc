package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.KeyTable;

import java.sql.Connection;
import java.util.Optional;

final class JdbcKeys extends JdbcTable implements KeyTable {
    private static final String FIND =
            """
            SELECT principal, idempotency_key, body_hash, result, created_us FROM idempotency
            WHERE principal = ? AND idempotency_key = ?
            """;
    private static final String INSERT =
            """
            INSERT INTO idempotency (principal, idempotency_key, body_hash, result, created_us)
            VALUES (?, ?, ?, ?, ?)
            """;
    private static final String DELETE =
            """
            DELETE FROM idempotency WHERE principal = ? AND idempotency_key = ?
            """;
    private static final String EXPIRE =
            """
            DELETE FROM idempotency WHERE created_us < ?
            """;

    JdbcKeys(Connection connection) {
        super(connection);
    }

    @Override
    public Optional<KeyRow> find(String principal, String key) {
        return first(
                FIND,
                select -> {
                    select.setString(1, principal);
                    select.setString(2, key);
                },
                row ->
                        new KeyRow(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getLong(5)));
    }

    @Override
    public void insert(KeyRow row) {
        update(
                INSERT,
                insert -> {
                    insert.setString(1, row.principal());
                    insert.setString(2, row.key());
                    insert.setString(3, row.bodyHash());
                    insert.setString(4, row.result());
                    insert.setLong(5, row.createdUs());
                });
    }

    @Override
    public void delete(String principal, String key) {
        update(
                DELETE,
                delete -> {
                    delete.setString(1, principal);
                    delete.setString(2, key);
                });
    }

    @Override
    public int expire(long beforeUs) {
        return update(EXPIRE, delete -> delete.setLong(1, beforeUs));
    }
}
