package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.KeyTable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

final class JdbcKeys extends JdbcTable implements KeyTable {
    private static final String COLUMNS =
            "SELECT principal, idempotency_key, body_hash, result, created_us FROM idempotency ";
    private static final String FIND = COLUMNS + "WHERE principal = ? AND idempotency_key = ?";
    private static final String FIND_ALL =
            COLUMNS + "WHERE principal = ? AND idempotency_key = ANY(?)";
    private static final RowInsert<KeyRow> INSERT =
            RowInsert.of(
                    "idempotency",
                    Column.<KeyRow>text(KeyRow::principal).as("principal"),
                    Column.<KeyRow>text(KeyRow::key).as("idempotency_key"),
                    Column.<KeyRow>text(KeyRow::bodyHash).as("body_hash"),
                    Column.<KeyRow>text(KeyRow::result).as("result"),
                    Column.<KeyRow>number(KeyRow::createdUs).as("created_us"));
    private static final String DELETE =
            """
            DELETE FROM idempotency WHERE principal = ? AND idempotency_key = ? AND created_us < ?
            """;
    static final String MADE_BEFORE = COLUMNS + "WHERE created_us < ? ORDER BY created_us LIMIT ?";

    private final Dialect dialect;

    JdbcKeys(Connection connection, Dialect dialect) {
        super(connection);
        this.dialect = dialect;
    }

    // H2 looks for the values of an array by the first column of an index only, and would pass all
    // keys of the principal; within one process a statement for each costs little.
    @Override
    public List<KeyRow> find(String principal, Collection<String> keys) {
        return dialect.takesArrays()
                ? list(FIND_ALL, select -> bind(select, principal, keys), JdbcKeys::row)
                : keys.stream().flatMap(key -> find(principal, key).stream()).toList();
    }

    private void bind(PreparedStatement select, String principal, Collection<String> keys)
            throws SQLException {
        select.setString(1, principal);
        setTexts(select, 2, keys);
    }

    private List<KeyRow> find(String principal, String key) {
        return list(
                FIND,
                select -> {
                    select.setString(1, principal);
                    select.setString(2, key);
                },
                JdbcKeys::row);
    }

    private static KeyRow row(ResultSet row) throws SQLException {
        return new KeyRow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5));
    }

    @Override
    public void insert(List<KeyRow> rows) {
        insert(dialect, INSERT, rows);
    }

    @Override
    public void expire(List<KeyRow> rows, long beforeUs) {
        batch(
                DELETE,
                rows,
                (delete, row) -> {
                    delete.setString(1, row.principal());
                    delete.setString(2, row.key());
                    delete.setLong(3, beforeUs);
                });
    }

    @Override
    public List<KeyRow> madeBefore(long beforeUs, int limit) {
        return list(
                MADE_BEFORE,
                select -> {
                    select.setLong(1, beforeUs);
                    select.setInt(2, limit);
                },
                JdbcKeys::row);
    }
}
