package dev.carillon.engine.store.jdbc;

import dev.carillon.api.FailureState;
import dev.carillon.engine.store.FailureTable;
import dev.carillon.engine.store.JobPattern;
import dev.carillon.engine.store.StoreFailure;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

final class JdbcFailures extends JdbcTable implements FailureTable {
    private static final int MOST_MESSAGE = 2_000;
    private static final long HOUR_US = 3_600_000_000L;
    private static final String INSERT =
            """
            INSERT INTO failure (run_id, fingerprint, at_us) VALUES (?, ?, ?)
            """;
    private static final String COUNT =
            """
            UPDATE failure_group SET failures = failures + ?, message = ?, exit_code = ?, last_us = ?, last_run = ?,
                state = CASE WHEN state = 'RESOLVED' OR (state = 'SNOOZED' AND snoozed_until_us <= ?)
                    THEN 'NEW' ELSE state END,
                snoozed_until_us = CASE WHEN state = 'SNOOZED' AND snoozed_until_us > ?
                    THEN snoozed_until_us END
            WHERE fingerprint = ?
            """;
    private static final String CREATE =
            """
            INSERT INTO failure_group (fingerprint, job_key, message, exit_code, failures, first_us, last_us, last_run,
                state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'NEW')""";
    private static final String COLUMNS =
            """
            SELECT g.fingerprint, g.job_key, g.message, g.exit_code, g.failures, g.first_us, g.last_us, g.last_run,
                g.state, g.snoozed_until_us, g.assignee, g.note, g.changed_us, g.changed_by
            FROM failure_group g""";
    private static final String FIND = COLUMNS + " WHERE g.fingerprint = ?";
    private static final String UPDATE =
            """
            UPDATE failure_group SET state = ?, snoozed_until_us = ?, assignee = ?, note = ?, changed_us = ?,
                changed_by = ?
            WHERE fingerprint = ?
            """;
    private static final String OLD =
            """
            SELECT g.fingerprint FROM failure_group g
            WHERE g.last_us < ? AND g.state <> 'MUTED'
                AND NOT EXISTS (SELECT 1 FROM failure f WHERE f.fingerprint = g.fingerprint)
            ORDER BY g.last_us LIMIT ?
            """;
    private static final String DELETE = "DELETE FROM failure_group WHERE fingerprint = ?";

    private final Dialect dialect;
    private final Consumer<String> changed;

    /// @param changed told the fingerprint of each group that changes
    JdbcFailures(Connection connection, Dialect dialect, Consumer<String> changed) {
        super(connection);
        this.dialect = dialect;
        this.changed = changed;
    }

    /// The failures of one group in this transaction.
    private record Share(int count, Failed newest) {
        private static Share of(Failed one) {
            return new Share(1, one);
        }

        private Share and(Share other) {
            return new Share(count + other.count, other.newest);
        }
    }

    @Override
    public void add(List<Failed> failed, long nowUs) {
        batch(
                INSERT,
                failed,
                (insert, one) -> {
                    insert.setObject(1, one.run());
                    insert.setString(2, one.fingerprint());
                    insert.setLong(3, nowUs);
                });
        // In order, so that two transactions do not wait for each other.
        var shares = new TreeMap<String, Share>();
        failed.forEach(one -> shares.merge(one.fingerprint(), Share.of(one), Share::and));
        shares.values().forEach(share -> add(share, nowUs));
    }

    // When two find that a group is not there, one of them makes it and the other one then counts
    // in it.
    private void add(Share share, long nowUs) {
        if (!count(share, nowUs) && !create(share, nowUs)) {
            count(share, nowUs);
        }
        changed.accept(share.newest.fingerprint());
    }

    private boolean count(Share share, long nowUs) {
        return update(
                        COUNT,
                        update -> {
                            update.setInt(1, share.count);
                            update.setString(2, cut(share.newest.message(), MOST_MESSAGE));
                            update.setObject(3, share.newest.exitCode(), Types.INTEGER);
                            update.setLong(4, nowUs);
                            update.setObject(5, share.newest.run());
                            update.setLong(6, nowUs);
                            update.setLong(7, nowUs);
                            update.setString(8, share.newest.fingerprint());
                        })
                == 1;
    }

    private boolean create(Share share, long nowUs) {
        var newest = share.newest;
        try {
            return update(
                            dialect.unlessThere(CREATE),
                            insert -> {
                                insert.setString(1, newest.fingerprint());
                                insert.setString(2, newest.job());
                                insert.setString(3, cut(newest.message(), MOST_MESSAGE));
                                insert.setObject(4, newest.exitCode(), Types.INTEGER);
                                insert.setInt(5, share.count);
                                insert.setLong(6, nowUs);
                                insert.setLong(7, nowUs);
                                insert.setObject(8, newest.run());
                            })
                    == 1;
        } catch (StoreFailure e) {
            if (e.kind() == StoreFailure.Kind.DUPLICATE) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public Optional<GroupRow> find(String fingerprint) {
        return first(FIND, select -> select.setString(1, fingerprint), JdbcFailures::group);
    }

    @Override
    public Optional<GroupRow> lock(String fingerprint) {
        return first(
                FIND + " FOR UPDATE",
                select -> select.setString(1, fingerprint),
                JdbcFailures::group);
    }

    private static GroupRow group(ResultSet row) throws SQLException {
        return new GroupRow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                nullableInt(row, 4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getObject(8, UUID.class),
                FailureState.valueOf(row.getString(9)),
                nullableLong(row, 10),
                row.getString(11),
                row.getString(12),
                nullableLong(row, 13),
                row.getString(14));
    }

    @Override
    public List<GroupRow> list(Filter filter, @Nullable Place before, int limit) {
        var where = where(filter);
        if (before != null) {
            where =
                    where.and(
                            "(g.last_us < ? OR (g.last_us = ? AND g.fingerprint < ?))",
                            before.lastUs(),
                            before.lastUs(),
                            before.fingerprint());
        }
        var all = where;
        return list(
                COLUMNS + all.sql() + " ORDER BY g.last_us DESC, g.fingerprint DESC LIMIT ?",
                select -> select.setInt(all.bind(select, 1), limit),
                JdbcFailures::group);
    }

    private static Where where(Filter filter) {
        var where = Where.ANY;
        if (!filter.states().isEmpty()) {
            var any = new ArrayList<String>();
            var values = new ArrayList<Object>();
            for (var state : filter.states()) {
                any.add(
                        switch (state) {
                            case NEW ->
                                    "g.state = 'NEW' OR (g.state = 'SNOOZED' AND g.snoozed_until_us <= ?)";
                            case SNOOZED -> "(g.state = 'SNOOZED' AND g.snoozed_until_us > ?)";
                            case ACKNOWLEDGED, MUTED, RESOLVED -> "g.state = ?";
                        });
                values.add(
                        switch (state) {
                            case NEW, SNOOZED -> filter.nowUs();
                            case ACKNOWLEDGED, MUTED, RESOLVED -> state.name();
                        });
            }
            where = where.and("(" + String.join(" OR ", any) + ")", values.toArray());
        }
        if (filter.job() != null) {
            where = where.and("g.job_key LIKE ? ESCAPE '!'", new JobPattern(filter.job()).like());
        }
        if (filter.assignee() != null) {
            where = where.and("g.assignee = ?", filter.assignee());
        }
        return where;
    }

    @Override
    public void update(GroupRow group) {
        update(
                UPDATE,
                update -> {
                    update.setString(1, group.state().name());
                    update.setObject(2, group.snoozedUntilUs(), Types.BIGINT);
                    update.setString(3, group.assignee());
                    update.setString(4, group.note());
                    update.setObject(5, group.changedUs(), Types.BIGINT);
                    update.setString(6, group.changedBy());
                    update.setString(7, group.fingerprint());
                });
        changed.accept(group.fingerprint());
    }

    /// One hour of one group.
    private record Hour(String fingerprint, int number, long count) {}

    @Override
    public Map<String, long[]> perHour(Collection<String> fingerprints, long fromUs, int hours) {
        var counts = new HashMap<String, long[]>();
        if (fingerprints.isEmpty()) {
            return counts;
        }
        fingerprints.forEach(each -> counts.put(each, new long[hours]));
        var where =
                Where.ANY
                        .in("f.fingerprint", fingerprints)
                        .and("f.at_us >= ?", fromUs)
                        .and("f.at_us < ?", fromUs + hours * HOUR_US);
        String sql =
                "SELECT fingerprint, number, COUNT(*) FROM (SELECT f.fingerprint, (f.at_us - "
                        + fromUs
                        + ") / "
                        + HOUR_US
                        + " AS number FROM failure f"
                        + where.sql()
                        + ") s GROUP BY fingerprint, number";
        list(
                        sql,
                        select -> where.bind(select, 1),
                        row -> new Hour(row.getString(1), row.getInt(2), row.getLong(3)))
                .forEach(
                        hour -> {
                            long[] ofGroup = counts.get(hour.fingerprint);
                            if (ofGroup != null) {
                                ofGroup[hour.number] = hour.count;
                            }
                        });
        return counts;
    }

    @Override
    public void prune(long beforeUs, int limit) {
        var old =
                list(
                        OLD,
                        select -> {
                            select.setLong(1, beforeUs);
                            select.setInt(2, limit);
                        },
                        row -> row.getString(1));
        batch(DELETE, old, (delete, fingerprint) -> delete.setString(1, fingerprint));
    }
}
