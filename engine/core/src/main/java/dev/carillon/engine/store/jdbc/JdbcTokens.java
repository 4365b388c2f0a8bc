package dev.carillon.engine.store.jdbc;

import dev.carillon.api.Role;
import dev.carillon.engine.store.TokenTable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;

final class JdbcTokens extends JdbcTable implements TokenTable {
    private static final String COLUMNS =
            """
            SELECT name, hash, role, created_us, created_by, last_used_us, expires_us, revoked_us FROM token
            """;
    private static final String ALL = COLUMNS + "ORDER BY name";
    private static final String FIND = COLUMNS + "WHERE name = ?";
    private static final String BY_HASH = COLUMNS + "WHERE hash = ?";
    private static final String INSERT =
            """
            INSERT INTO token (name, hash, role, created_us, created_by, last_used_us, expires_us, revoked_us)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String USED =
            """
            UPDATE token SET last_used_us = ? WHERE name = ? AND (last_used_us IS NULL OR last_used_us <= ?)
            """;
    private static final String REVOKE =
            """
            UPDATE token SET revoked_us = ? WHERE name = ? AND revoked_us IS NULL
            """;

    JdbcTokens(Connection connection) {
        super(connection);
    }

    @Override
    public List<TokenRow> all() {
        return list(ALL, select -> {}, JdbcTokens::token);
    }

    @Override
    public Optional<TokenRow> find(String name) {
        return first(FIND, select -> select.setString(1, name), JdbcTokens::token);
    }

    @Override
    public Optional<TokenRow> byHash(String hash) {
        return first(BY_HASH, select -> select.setString(1, hash), JdbcTokens::token);
    }

    private static TokenRow token(ResultSet row) throws SQLException {
        return new TokenRow(
                row.getString(1),
                row.getString(2),
                Role.valueOf(row.getString(3)),
                row.getLong(4),
                row.getString(5),
                nullableLong(row, 6),
                nullableLong(row, 7),
                nullableLong(row, 8));
    }

    @Override
    public void insert(TokenRow token) {
        update(
                INSERT,
                insert -> {
                    insert.setString(1, token.name());
                    insert.setString(2, token.hash());
                    insert.setString(3, token.role().name());
                    insert.setLong(4, token.createdUs());
                    insert.setString(5, token.createdBy());
                    insert.setObject(6, token.lastUsedUs(), Types.BIGINT);
                    insert.setObject(7, token.expiresUs(), Types.BIGINT);
                    insert.setObject(8, token.revokedUs(), Types.BIGINT);
                });
    }

    @Override
    public void used(String name, long nowUs, long unlessAfterUs) {
        update(
                USED,
                update -> {
                    update.setLong(1, nowUs);
                    update.setString(2, name);
                    update.setLong(3, unlessAfterUs);
                });
    }

    @Override
    public boolean revoke(String name, long nowUs) {
        return update(
                        REVOKE,
                        update -> {
                            update.setLong(1, nowUs);
                            update.setString(2, name);
                        })
                == 1;
    }
}
