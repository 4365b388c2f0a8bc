package dev.carillon.engine.store.jdbc;

import dev.carillon.api.Definitions;
import dev.carillon.api.QueueDefinition;
import dev.carillon.engine.store.QueueTable;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

final class JdbcQueues extends JdbcTable implements QueueTable {
    private static final String COLUMNS =
            "SELECT definition, paused_until_us, changed_definition, changed_until_us, tat_us, version,"
                    + " updated_us, updated_by FROM queue";
    static final String ALL = COLUMNS + " ORDER BY name";
    private static final String LOCK = COLUMNS + " WHERE name = ? FOR UPDATE";
    private static final String UPDATE =
            """
            UPDATE queue SET definition = ?, paused_until_us = ?, changed_definition = ?,
                changed_until_us = ?, tat_us = ?, version = ?, updated_us = ?, updated_by = ?
            WHERE name = ?
            """;
    private static final String INSERT =
            """
            INSERT INTO queue (definition, paused_until_us, changed_definition, changed_until_us, tat_us,
                version, updated_us, updated_by, name)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String DELETE = "DELETE FROM queue WHERE name = ?";
    private static final String USE = "UPDATE queue SET tat_us = ? WHERE name = ?";
    private static final String LINES = "SELECT id, queue, placement FROM waiting_line";
    private static final String LINE = LINES + " WHERE queue = ? AND placement = ?";
    private static final String INSERT_LINE =
            """
            INSERT INTO waiting_line (id, queue, placement) VALUES (?, ?, ?)
            """;

    private static final Map<String, QueueDefinition> PARSED = new ConcurrentHashMap<>();
    private static final int MOST_PARSED = 10_000;

    JdbcQueues(Connection connection) {
        super(connection);
    }

    @Override
    public List<QueueRow> all() {
        return list(ALL, select -> {}, JdbcQueues::queue);
    }

    @Override
    public Optional<QueueRow> lock(String name) {
        return first(LOCK, select -> select.setString(1, name), JdbcQueues::queue);
    }

    static QueueRow queue(ResultSet row) throws SQLException {
        String changed = row.getString(3);
        return new QueueRow(
                definition(row.getString(1)),
                nullableLong(row, 2),
                changed == null ? null : definition(changed),
                nullableLong(row, 4),
                row.getLong(5),
                row.getInt(6),
                row.getLong(7),
                row.getString(8));
    }

    // Each claim reads them, and few are ever stored.
    private static QueueDefinition definition(String json) {
        if (PARSED.size() > MOST_PARSED) {
            PARSED.clear();
        }
        return PARSED.computeIfAbsent(json, text -> Definitions.parseQueue(text, "stored queue"));
    }

    @Override
    public void save(QueueRow queue) {
        if (update(UPDATE, update -> bind(update, queue)) == 0) {
            update(INSERT, insert -> bind(insert, queue));
        }
    }

    private static void bind(PreparedStatement statement, QueueRow queue) throws SQLException {
        statement.setString(1, text(queue.own()));
        statement.setObject(2, queue.pausedUntilUs(), Types.BIGINT);
        statement.setString(3, text(queue.changed()));
        statement.setObject(4, queue.changedUntilUs(), Types.BIGINT);
        statement.setLong(5, queue.tatUs());
        statement.setInt(6, queue.version());
        statement.setLong(7, queue.updatedUs());
        statement.setString(8, queue.updatedBy());
        statement.setString(9, queue.name());
    }

    private static @Nullable String text(@Nullable QueueDefinition definition) {
        return definition == null ? null : Definitions.toJson(definition).toString();
    }

    @Override
    public void delete(String name) {
        update(DELETE, delete -> delete.setString(1, name));
    }

    @Override
    public void use(String name, long tatUs) {
        update(
                USE,
                update -> {
                    update.setLong(1, tatUs);
                    update.setString(2, name);
                });
    }

    @Override
    public List<LineRow> lines() {
        return list(LINES, select -> {}, JdbcQueues::line);
    }

    private static LineRow line(ResultSet row) throws SQLException {
        return new LineRow(row.getInt(1), row.getString(2), row.getString(3));
    }

    @Override
    public Optional<LineRow> line(String queue, String placement) {
        return first(
                LINE,
                select -> {
                    select.setString(1, queue);
                    select.setString(2, placement);
                },
                JdbcQueues::line);
    }

    @Override
    public void insert(LineRow line) {
        update(
                INSERT_LINE,
                insert -> {
                    insert.setInt(1, line.id());
                    insert.setString(2, line.queue());
                    insert.setString(3, line.placement());
                });
    }
}
