package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.EventTable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

final class JdbcEvents extends JdbcTable implements EventTable {
    private static final String INSERT =
            """
            INSERT INTO event (at_us, runs, jobs, changes, failures) VALUES (?, ?, ?, ?, ?)""";
    private static final String SIZES =
            """
            SELECT OCTET_LENGTH(runs) FROM event WHERE %s ORDER BY tx, id LIMIT ?
            """;
    private static final String AFTER =
            """
            SELECT tx, id, at_us, CASE WHEN OCTET_LENGTH(runs) <= %d THEN runs END, jobs, changes, failures
            FROM event WHERE %s ORDER BY tx, id LIMIT ?
            """;
    private static final String LAST =
            """
            SELECT tx, id FROM event WHERE %s ORDER BY tx DESC, id DESC LIMIT 1
            """;
    private static final String OLDEST =
            """
            SELECT tx, id, at_us FROM event WHERE %s ORDER BY tx, id LIMIT ?
            """;
    private static final String DELETE = "DELETE FROM event WHERE %s AND %s";

    private final Dialect dialect;

    JdbcEvents(Connection connection, Dialect dialect) {
        super(connection);
        this.dialect = dialect;
    }

    /// The last statement of a transaction; commits it where that saves the way to the database and back.
    void insertLast(Changes changes, long nowUs) {
        update(
                dialect.andCommit(INSERT),
                insert -> {
                    insert.setLong(1, nowUs);
                    insert.setBytes(2, changes.runs());
                    insert.setString(3, changes.jobs());
                    insert.setString(4, changes.changes());
                    insert.setString(5, changes.failures());
                });
    }

    // How many fit is asked first, since a driver holds all rows of an answer. Rows that are
    // removed in between only let later ones move up.
    @Override
    public Part after(Position position, int mostRows, int mostRuns) {
        int mostBytes = mostRuns * Changes.RUN_BYTES;
        var sizes =
                list(
                        SIZES.formatted(dialect.eventsAfter()),
                        select -> bind(select, position, mostRows),
                        row -> row.getInt(1));
        int fit = fit(sizes, mostBytes);
        return fit == 0
                ? new Part(List.of(), false)
                : new Part(
                        list(
                                AFTER.formatted(mostBytes, dialect.eventsAfter()),
                                select -> bind(select, position, fit),
                                JdbcEvents::event),
                        fit < sizes.size() || fit == mostRows);
    }

    private static int fit(List<Integer> sizes, int mostBytes) {
        int bytes = 0;
        for (int i = 0; i < sizes.size(); i++) {
            // What does not fit alone is not read at all.
            bytes += sizes.get(i) <= mostBytes ? sizes.get(i) : 0;
            if (bytes > mostBytes) {
                return i;
            }
        }
        return sizes.size();
    }

    private static void bind(PreparedStatement select, Position after, int most)
            throws SQLException {
        select.setLong(1, after.tx());
        select.setLong(2, after.id());
        select.setInt(3, most);
    }

    private static EventRow event(ResultSet row) throws SQLException {
        var runs = row.getBytes(4);
        String jobs = row.getString(5);
        return new EventRow(
                position(row),
                row.getLong(3),
                runs == null ? List.of() : Changes.runs(runs),
                Changes.names(jobs),
                Changes.changes(row.getString(6)),
                Changes.names(row.getString(7)),
                runs == null || jobs.equals(Changes.OVERFLOW));
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
    public Optional<Position> prune(Position after, long keptFromUs, long keptUntilUs, int most) {
        var oldest =
                list(
                        OLDEST.formatted(dialect.eventsAfter()),
                        select -> bind(select, after, most),
                        row -> new Timed(position(row), row.getLong(3)));
        return oldest.stream()
                .takeWhile(row -> row.atUs < keptFromUs || row.atUs > keptUntilUs)
                .reduce((_, later) -> later)
                .map(Timed::position)
                .filter(last -> delete(after, last) > 0);
    }

    private record Timed(Position position, long atUs) {}

    private int delete(Position after, Position last) {
        return update(
                DELETE.formatted(dialect.eventsAfter(), dialect.eventsUntil()),
                delete -> {
                    delete.setLong(1, after.tx());
                    delete.setLong(2, after.id());
                    delete.setLong(3, last.tx());
                    delete.setLong(4, last.id());
                });
    }
}
