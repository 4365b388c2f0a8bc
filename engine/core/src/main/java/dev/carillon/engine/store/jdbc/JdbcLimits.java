package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.GateTable.GateRow;
import dev.carillon.engine.store.LimitTable;
import dev.carillon.engine.store.StoreFailure;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

final class JdbcLimits extends JdbcTable implements LimitTable {
    private static final String FIND = "SELECT active, waiting FROM limit_key WHERE name = ?";
    private static final String LOCK = FIND + " FOR UPDATE";
    private static final String INSERT =
            """
            INSERT INTO limit_key (name, active, waiting) VALUES (?, 0, 0)
            """;
    private static final String SAVE =
            """
            UPDATE limit_key SET active = ?, waiting = ? WHERE name = ?
            """;
    private static final String DELETE_IDLE =
            """
            DELETE FROM limit_key WHERE name = ? AND active = 0 AND waiting = 0
            """;
    private static final String HOLDER = "SELECT run_id FROM unique_key WHERE name = ?";
    private static final String TAKE = "INSERT INTO unique_key (name, run_id) VALUES (?, ?)";
    private static final String GIVE_BACK = "DELETE FROM unique_key WHERE name = ? AND run_id = ?";

    private final Dialect dialect;

    JdbcLimits(Connection connection, Dialect dialect) {
        super(connection);
        this.dialect = dialect;
    }

    // Of two that make the same row at once, the second waits for the first and then finds the row,
    // or makes it once
    // more when the first left it idle, and so without it. Each time round somebody else made and
    // removed it meanwhile.
    @Override
    public GateRow lock(String name) {
        while (true) {
            var found = first(LOCK, select -> select.setString(1, name), JdbcLimits::row);
            if (found.isPresent()) {
                return found.get();
            }
            if (create(name)) {
                return new GateRow(0, 0);
            }
        }
    }

    private boolean create(String name) {
        try {
            return update(dialect.unlessThere(INSERT), insert -> insert.setString(1, name)) == 1;
        } catch (StoreFailure e) {
            if (e.kind() == StoreFailure.Kind.DUPLICATE) {
                return false;
            }
            throw e;
        }
    }

    private static GateRow row(ResultSet row) throws SQLException {
        return new GateRow(row.getInt(1), row.getInt(2));
    }

    @Override
    public Optional<GateRow> find(String name) {
        return first(FIND, select -> select.setString(1, name), JdbcLimits::row);
    }

    @Override
    public void save(Map<String, GateRow> limits) {
        batch(
                SAVE,
                limits.entrySet(),
                (update, limit) -> {
                    update.setInt(1, limit.getValue().active());
                    update.setInt(2, limit.getValue().waiting());
                    update.setString(3, limit.getKey());
                });
        var idle =
                limits.entrySet().stream()
                        .filter(limit -> limit.getValue().equals(new GateRow(0, 0)))
                        .map(Map.Entry::getKey)
                        .toList();
        batch(DELETE_IDLE, idle, (delete, name) -> delete.setString(1, name));
    }

    @Override
    public Optional<UUID> holder(String uniqueKey) {
        return first(
                HOLDER,
                select -> select.setString(1, uniqueKey),
                row -> row.getObject(1, UUID.class));
    }

    @Override
    public void take(String uniqueKey, UUID run) {
        update(
                TAKE,
                insert -> {
                    insert.setString(1, uniqueKey);
                    insert.setObject(2, run);
                });
    }

    @Override
    public void giveBack(String uniqueKey, UUID run) {
        update(
                GIVE_BACK,
                delete -> {
                    delete.setString(1, uniqueKey);
                    delete.setObject(2, run);
                });
    }
}
