package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.ChangeTable;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

final class JdbcChangeLog extends JdbcTable implements ChangeTable {
    private static final int NOTE_LENGTH = 1_000;
    private static final String COLUMNS =
            "SELECT id, at_us, actor, action, kind, subject, note, undoes, undone_by";
    private static final String FIND =
            COLUMNS + ", before_state, after_state FROM change WHERE id = ?";
    private static final String LIST = COLUMNS + " FROM change WHERE id < ?";
    private static final String AFTER =
            COLUMNS
                    + " FROM change WHERE kind = ? AND subject = ? AND id > ? AND action IN (%s) ORDER BY id";
    private static final String INSERT =
            """
            INSERT INTO change (at_us, actor, action, kind, subject, note, before_state, after_state, undoes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String UNDONE =
            """
            UPDATE change SET undone_by = ? WHERE id = ? AND undone_by IS NULL
            """;
    private static final String HOLDS_AGAIN = "UPDATE change SET undone_by = NULL WHERE id = ?";
    private static final String OLD =
            "SELECT id FROM change WHERE at_us < ? ORDER BY at_us LIMIT ?";
    private static final String DELETE = "DELETE FROM change WHERE id = ?";

    private final LongConsumer changed;

    /// @param changed told the id of each change that is stored
    JdbcChangeLog(Connection connection, LongConsumer changed) {
        super(connection);
        this.changed = changed;
    }

    @Override
    public long insert(StoredChange change) {
        var row = change.row();
        long id =
                insertWithId(
                        INSERT,
                        insert -> {
                            insert.setLong(1, row.atUs());
                            insert.setString(2, row.actor());
                            insert.setString(3, row.action());
                            insert.setString(4, row.kind());
                            insert.setString(5, row.subject());
                            insert.setString(6, cut(row.note(), NOTE_LENGTH));
                            insert.setString(7, change.before());
                            insert.setString(8, change.after());
                            insert.setObject(9, row.undoes(), Types.BIGINT);
                        });
        changed.accept(id);
        return id;
    }

    @Override
    public Optional<StoredChange> find(long id) {
        return first(
                FIND,
                select -> select.setLong(1, id),
                row -> new StoredChange(change(row), row.getString(10), row.getString(11)));
    }

    private static ChangeRow change(ResultSet row) throws SQLException {
        return new ChangeRow(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                nullableLong(row, 8),
                nullableLong(row, 9));
    }

    @Override
    public List<ChangeRow> list(Wanted wanted, long below, int limit) {
        var sql = new StringBuilder(LIST);
        var values = new ArrayList<Object>(List.of(below));
        only(" AND kind = ?", wanted.kind(), sql, values);
        only(" AND subject = ?", wanted.subject(), sql, values);
        only(" AND actor = ?", wanted.actor(), sql, values);
        only(" AND at_us >= ?", wanted.sinceUs(), sql, values);
        sql.append(" ORDER BY id DESC LIMIT ?");
        values.add(limit);
        return list(
                sql.toString(),
                select -> {
                    for (int i = 0; i < values.size(); i++) {
                        select.setObject(i + 1, values.get(i));
                    }
                },
                JdbcChangeLog::change);
    }

    private static void only(
            String condition, @Nullable Object value, StringBuilder sql, List<Object> values) {
        if (value != null) {
            sql.append(condition);
            values.add(value);
        }
    }

    @Override
    public List<ChangeRow> after(ChangeRow change, Set<String> actions) {
        return list(
                AFTER.formatted("?, ".repeat(actions.size() - 1) + "?"),
                select -> {
                    select.setString(1, change.kind());
                    select.setString(2, change.subject());
                    select.setLong(3, change.id());
                    int at = 4;
                    for (var action : actions) {
                        select.setString(at++, action);
                    }
                },
                JdbcChangeLog::change);
    }

    @Override
    public boolean undone(long id, long by) {
        return update(
                        UNDONE,
                        update -> {
                            update.setLong(1, by);
                            update.setLong(2, id);
                        })
                == 1;
    }

    @Override
    public void holdsAgain(long id) {
        update(HOLDS_AGAIN, update -> update.setLong(1, id));
    }

    @Override
    public int prune(long beforeUs, int limit) {
        var old =
                list(
                        OLD,
                        select -> {
                            select.setLong(1, beforeUs);
                            select.setInt(2, limit);
                        },
                        row -> row.getLong(1));
        batch(DELETE, old, (delete, id) -> delete.setLong(1, id));
        return old.size();
    }
}
