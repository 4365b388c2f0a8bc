package dev.carillon.engine.queue;

import dev.carillon.api.RunState;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.store.Database;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/// The way of a run through the queue: promote, claim, begin, finish. Each method is one transaction
/// and may be repeated after a failure: what already happened no longer matches its condition.
public final class RunQueue {
    private static final int MOST_PROMOTED = 1_000;

    private static final String DELAYED =
            """
            SELECT id, queue_rank FROM run WHERE state = 'DELAYED' ORDER BY state, queue_rank, id LIMIT ?
            """;
    private static final String PROMOTE =
            """
            UPDATE run SET state = 'QUEUED', queue_rank = due_us - priority * CAST(? AS BIGINT), version = version + 1
            WHERE id = ? AND state = 'DELAYED'
            """;
    private static final String CANDIDATES =
            """
            SELECT id, job_id, job_version, job_key, nominal_us, due_us, attempt, failures, max_attempts,
                gated, fence, parameters
            FROM run WHERE state = 'QUEUED' ORDER BY state, queue_rank, id LIMIT ?
            """;
    private static final String CLAIM =
            """
            UPDATE run SET state = ?, queue_rank = 0, node = ?, attempt = attempt + 1, fence = fence + 1,
                started_us = ?, version = version + 1
            WHERE id = ? AND state = 'QUEUED' AND fence = ?
            """;
    private static final String BEGIN =
            """
            UPDATE run SET state = 'RUNNING', started_us = ?, version = version + 1
            WHERE id = ? AND state = 'CLAIMED' AND fence = ?
            """;
    private static final String FINISH =
            """
            UPDATE run SET state = ?, started_us = ?, finished_us = ?, exit_code = ?, message = ?,
                progress = ?, result = ?, version = version + 1
            WHERE id = ? AND state IN ('RUNNING', 'STOPPING') AND fence = ?
            """;
    private static final String RETRY =
            """
            UPDATE run SET state = 'DELAYED', due_us = ?, queue_rank = ?, failures = failures + 1,
                node = NULL, exit_code = ?, message = ?, version = version + 1
            WHERE id = ? AND state = 'RUNNING' AND fence = ?
            """;
    private static final String KEEP_ATTEMPT =
            """
            INSERT INTO attempt (run_id, attempt, fence, node, state, started_us, finished_us, exit_code, message)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final Database database;
    private final UUID node;

    /// @param node this process's id, written into what it claims
    public RunQueue(Database database, UUID node) {
        this.database = database;
        this.node = node;
    }

    /// Moves delayed runs into the queue, at most 1,000 at once.
    ///
    /// @param untilUs those due up to then
    /// @return when the next delayed run is due, which may be before `untilUs`
    public OptionalLong promote(long untilUs) {
        return database.transaction(
                connection -> {
                    var next = OptionalLong.empty();
                    try (var select = connection.prepareStatement(DELAYED);
                            var update = connection.prepareStatement(PROMOTE)) {
                        select.setInt(1, MOST_PROMOTED + 1);
                        int found = 0;
                        try (var rows = select.executeQuery()) {
                            while (next.isEmpty() && rows.next()) {
                                long dueUs = rows.getLong(2);
                                if (dueUs > untilUs || found == MOST_PROMOTED) {
                                    next = OptionalLong.of(dueUs);
                                } else {
                                    found++;
                                    update.setLong(1, RunInserts.AGE_STEP_US);
                                    update.setObject(2, rows.getObject(1, UUID.class));
                                    update.addBatch();
                                }
                            }
                        }
                        if (found > 0) {
                            update.executeBatch();
                        }
                        return next;
                    }
                });
    }

    /// Claims up to `limit` runs, lowest rank first, then id. A run that is due begins with the claim:
    /// the same write is the mark that its process may have been started.
    ///
    /// @param nowUs lower bound of the database's clock
    public List<ClaimedRun> claim(int limit, long nowUs) {
        return database.transaction(
                connection -> {
                    var candidates = candidates(connection, limit, nowUs);
                    if (candidates.isEmpty()) {
                        return candidates;
                    }
                    try (var claim = connection.prepareStatement(CLAIM)) {
                        for (var run : candidates) {
                            claim.setString(1, run.running() ? "RUNNING" : "CLAIMED");
                            claim.setObject(2, node);
                            claim.setObject(3, run.running() ? nowUs : null, Types.BIGINT);
                            claim.setObject(4, run.id());
                            claim.setLong(5, run.fence() - 1);
                            claim.addBatch();
                        }
                        return hits(candidates, claim.executeBatch());
                    }
                });
    }

    private List<ClaimedRun> candidates(Connection connection, int limit, long nowUs)
            throws SQLException {
        var runs = new ArrayList<ClaimedRun>();
        try (var select =
                connection.prepareStatement(CANDIDATES + database.dialect().skipLocked())) {
            select.setInt(1, limit);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    runs.add(claimed(rows, nowUs));
                }
            }
        }
        return runs;
    }

    private static ClaimedRun claimed(ResultSet row, long nowUs) throws SQLException {
        long dueUs = row.getLong(6);
        return new ClaimedRun(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getInt(3),
                row.getString(4),
                nullableLong(row, 5),
                dueUs,
                row.getInt(7) + 1,
                row.getInt(8),
                row.getInt(9),
                row.getBoolean(10),
                row.getLong(11) + 1,
                row.getString(12),
                dueUs <= nowUs);
    }

    /// Marks runs that were claimed ahead as running, at their due time. A run that was cancelled,
    /// edited away or taken over meanwhile is not among the answered.
    public List<ClaimedRun> begin(List<ClaimedRun> runs, long nowUs) {
        return database.transaction(
                connection -> {
                    try (var begin = connection.prepareStatement(BEGIN)) {
                        for (var run : runs) {
                            begin.setLong(1, nowUs);
                            begin.setObject(2, run.id());
                            begin.setLong(3, run.fence());
                            begin.addBatch();
                        }
                        return hits(runs, begin.executeBatch());
                    }
                });
    }

    /// Writes how attempts ended, all in one commit. A fenced attempt changes nothing.
    ///
    /// @return ids of the runs that were changed
    public Set<UUID> finish(List<Finish> finishes, long nowUs) {
        return database.transaction(
                connection -> {
                    var gates = Gates.lock(connection, gatedJobs(finishes));
                    var done = new HashSet<UUID>();
                    var requeued = writeRetries(connection, finishes, nowUs, done);
                    keepAttempts(connection, requeued, nowUs);
                    for (var finish : writeEnds(connection, finishes, nowUs, requeued)) {
                        done.add(finish.run().id());
                        if (finish.run().gated()) {
                            gates.ended(finish.run().jobId(), false);
                        }
                    }
                    gates.save();
                    return done;
                });
    }

    private static Set<UUID> gatedJobs(List<Finish> finishes) {
        var jobs = new HashSet<UUID>();
        for (var finish : finishes) {
            if (finish.run().gated()) {
                jobs.add(finish.run().jobId());
            }
        }
        return jobs;
    }

    // A retry applies to a RUNNING run only: one that is being stopped ends instead.
    private static List<Finish> writeRetries(
            Connection connection, List<Finish> finishes, long nowUs, Set<UUID> done)
            throws SQLException {
        var retries = finishes.stream().filter(finish -> finish.state() == null).toList();
        if (retries.isEmpty()) {
            return List.of();
        }
        var requeued = new ArrayList<Finish>();
        try (var update = connection.prepareStatement(RETRY)) {
            for (var finish : retries) {
                update.setLong(1, finish.retryAtUs());
                update.setLong(2, finish.retryAtUs());
                update.setObject(3, finish.exitCode(), Types.INTEGER);
                update.setString(4, cut(finish.message(), 2000));
                update.setObject(5, finish.run().id());
                update.setLong(6, finish.run().fence());
                update.addBatch();
            }
            int[] counts = update.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                if (hit(counts[i])) {
                    requeued.add(retries.get(i));
                    done.add(retries.get(i).run().id());
                }
            }
        }
        return requeued;
    }

    private void keepAttempts(Connection connection, List<Finish> requeued, long nowUs)
            throws SQLException {
        if (requeued.isEmpty()) {
            return;
        }
        try (var insert = connection.prepareStatement(KEEP_ATTEMPT)) {
            for (var finish : requeued) {
                insert.setObject(1, finish.run().id());
                insert.setInt(2, finish.run().attempt());
                insert.setLong(3, finish.run().fence());
                insert.setObject(4, node);
                insert.setString(5, finish.attemptState().name());
                insert.setLong(6, finish.startedUs());
                insert.setLong(7, nowUs);
                insert.setObject(8, finish.exitCode(), Types.INTEGER);
                insert.setString(9, cut(finish.message(), 2000));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static List<Finish> writeEnds(
            Connection connection, List<Finish> finishes, long nowUs, List<Finish> requeued)
            throws SQLException {
        var ends = finishes.stream().filter(finish -> !requeued.contains(finish)).toList();
        if (ends.isEmpty()) {
            return List.of();
        }
        try (var update = connection.prepareStatement(FINISH)) {
            for (var finish : ends) {
                bindEnd(update, finish, nowUs);
                update.addBatch();
            }
            return hits(ends, update.executeBatch());
        }
    }

    private static void bindEnd(PreparedStatement update, Finish finish, long nowUs)
            throws SQLException {
        var state = finish.state() == null ? RunState.CANCELLED : finish.state();
        update.setString(1, state.name());
        update.setLong(2, finish.startedUs());
        update.setLong(3, nowUs);
        update.setObject(4, finish.exitCode(), Types.INTEGER);
        update.setString(5, cut(finish.message(), 2000));
        update.setObject(6, finish.progress(), Types.DOUBLE);
        update.setString(7, cut(finish.result(), 4000));
        update.setObject(8, finish.run().id());
        update.setLong(9, finish.run().fence());
    }

    static <T> List<T> hits(List<T> all, int[] counts) {
        var hits = new ArrayList<T>(all.size());
        for (int i = 0; i < counts.length; i++) {
            if (hit(counts[i])) {
                hits.add(all.get(i));
            }
        }
        return hits;
    }

    static boolean hit(int count) {
        return count == 1 || count == Statement.SUCCESS_NO_INFO;
    }

    static @Nullable Long nullableLong(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static @Nullable String cut(@Nullable String text, int most) {
        if (text == null) {
            return null;
        }
        String clean = text.replace('\0', '\uFFFD');
        return clean.length() <= most ? clean : clean.substring(0, most);
    }
}
