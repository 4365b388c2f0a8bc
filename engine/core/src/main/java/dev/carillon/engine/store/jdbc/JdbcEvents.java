package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.EventTable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

final class JdbcEvents extends JdbcTable implements EventTable {
    private static final String INSERT =
            """
            INSERT INTO event (at_us, runs, jobs, changes, failures) VALUES (?, ?, ?, ?, ?)
            """;
    private static final String AFTER =
            """
            SELECT tx, id, at_us, runs, jobs, changes, failures FROM event WHERE %s
            ORDER BY tx, id LIMIT ?
            """;
    private static final String LAST =
            """
            SELECT tx, id FROM event WHERE %s ORDER BY tx DESC, id DESC LIMIT 1
            """;
    private static final String OLD =
            """
            SELECT tx, id FROM event WHERE at_us < ? ORDER BY tx, id LIMIT ?
            """;
    private static final String DELETE = "DELETE FROM event WHERE tx = ? AND id = ?";

    private final Dialect dialect;

    JdbcEvents(Connection connection, Dialect dialect) {
        super(connection);
        this.dialect = dialect;
    }

    void insert(Changes changes, long nowUs) {
        update(
                INSERT,
                insert -> {
                    insert.setLong(1, nowUs);
                    insert.setBytes(2, changes.runs());
                    insert.setString(3, changes.jobs());
                    insert.setString(4, changes.changes());
                    insert.setString(5, changes.failures());
                });
    }

    @Override
    public List<EventRow> after(Position position, int limit) {
        return list(
                AFTER.formatted(dialect.eventsAfter()),
                select -> {
                    select.setLong(1, position.tx());
                    select.setLong(2, position.id());
                    select.setInt(3, limit);
                },
                row -> {
                    String jobs = row.getString(5);
                    return new EventRow(
                            position(row),
                            row.getLong(3),
                            Changes.runs(row.getBytes(4)),
                            Changes.names(jobs),
                            Changes.changes(row.getString(6)),
                            Changes.names(row.getString(7)),
                            jobs.equals(Changes.OVERFLOW));
                });
    }

    private static Position position(ResultSet row) throws SQLException {
        return new Position(row.getLong(1), row.getLong(2));
    }

    @Override
    public Position last() {
        return first(LAST.formatted(dialect.settledEvents()), select -> {}, JdbcEvents::position)
                .orElse(Position.START);
    }

    @Override
    public Optional<Position> prune(long beforeUs, int limit) {
        var old =
                list(
                        OLD,
                        select -> {
                            select.setLong(1, beforeUs);
                            select.setInt(2, limit);
                        },
                        JdbcEvents::position);
        batch(
                DELETE,
                old,
                (delete, position) -> {
                    delete.setLong(1, position.tx());
                    delete.setLong(2, position.id());
                });
        return old.isEmpty() ? Optional.empty() : Optional.of(old.getLast());
    }
}
