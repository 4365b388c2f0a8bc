package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.GateTable.GateRow;
import dev.carillon.engine.store.LimitTable;
import dev.carillon.engine.store.StoreFailure;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

final class JdbcLimits extends JdbcTable implements LimitTable {
    private static final String FIND = "SELECT active, waiting FROM limit_key WHERE name = ?";
    private static final String LOCK = FIND + " FOR UPDATE";
    private static final String INSERT =
            """
            INSERT INTO limit_key (name, active, waiting) VALUES (?, 0, 0)
            """;
    private static final String LOCK_ALL =
            """
            SELECT active, waiting, name FROM limit_key WHERE name = ANY(?) ORDER BY name FOR UPDATE
            """;
    private static final String INSERT_ALL =
            """
            INSERT INTO limit_key (name, active, waiting)
            SELECT name, 0, 0 FROM unnest(CAST(? AS text[])) AS given (name) ORDER BY name
            """;
    private static final String SAVE =
            """
            UPDATE limit_key SET active = ?, waiting = ? WHERE name = ?
            """;
    private static final String DELETE =
            """
            DELETE FROM limit_key WHERE name = ?
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
    // or makes it once more when the first left it idle, and so without it. Each time round
    // somebody
    // else made and removed it meanwhile.
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

    // In order of the names. Only one that is not there yet may be waited for while a later one is
    // held, and a deadlock of that is repeated.
    @Override
    public Map<String, GateRow> lock(Collection<String> names) {
        var locked = new HashMap<String, GateRow>();
        if (!dialect.takesArrays()) {
            new TreeSet<>(names).forEach(name -> locked.put(name, lock(name)));
            return locked;
        }
        var left = new TreeSet<>(names);
        while (!left.isEmpty()) {
            list(
                    LOCK_ALL,
                    select -> setTexts(select, 1, left),
                    row -> locked.put(row.getString(3), row(row)));
            left.removeAll(locked.keySet());
            if (!left.isEmpty()) {
                createAll(left).forEach(name -> locked.put(name, new GateRow(0, 0)));
                left.removeAll(locked.keySet());
            }
        }
        return locked;
    }

    // Those that somebody else makes at this moment are not among them.
    private List<String> createAll(Collection<String> names) {
        return list(
                dialect.unlessThere(INSERT_ALL) + " RETURNING name",
                insert -> setTexts(insert, 1, names),
                row -> row.getString(1));
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
        var idle = new GateRow(0, 0);
        batch(
                dialect,
                SAVE,
                limits.entrySet().stream().filter(limit -> !limit.getValue().equals(idle)).toList(),
                List.of(
                        Column.small(limit -> limit.getValue().active()),
                        Column.small(limit -> limit.getValue().waiting()),
                        Column.text(Map.Entry::getKey)));
        batch(
                DELETE,
                limits.entrySet().stream().filter(limit -> limit.getValue().equals(idle)).toList(),
                (delete, limit) -> delete.setString(1, limit.getKey()));
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
