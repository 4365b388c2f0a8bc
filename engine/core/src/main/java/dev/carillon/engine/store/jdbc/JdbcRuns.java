package dev.carillon.engine.store.jdbc;

import dev.carillon.api.RunState;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.store.RunTable;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// On H2 an index is read in order only when ORDER BY names all its columns from the first, which is
/// why the state is part of it.
final class JdbcRuns extends JdbcTable implements RunTable {
    private static final int MOST_MESSAGE = 2000;
    private static final int MOST_RESULT = 4000;

    private static final String INSERT =
            """
            INSERT INTO run (id, job_id, job_version, job_key, schedule_id, schedule_key, nominal_us, cause,
                state, due_us, queue, queue_rank, priority, attempt, failures, losses, max_attempts,
                at_most_once, gated, keyed, fence, created_us, finished_us, message, parameters, version)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, ?, 0, ?, ?, ?, ?, 1)
            """;
    private static final String DELAYED =
            """
            SELECT id, due_us, priority FROM run WHERE state = 'DELAYED' ORDER BY state, queue_rank, id LIMIT ?
            """;
    private static final String PROMOTE =
            """
            UPDATE run SET state = 'QUEUED', queue_rank = ?, version = version + 1
            WHERE id = ? AND state = 'DELAYED'
            """;
    private static final String QUEUED =
            """
            SELECT id, job_id, job_version, job_key, nominal_us, due_us, attempt, failures, max_attempts,
                gated, fence, parameters
            FROM run WHERE state = 'QUEUED' ORDER BY state, queue_rank, id LIMIT ?
            """;
    private static final String CLAIM =
            """
            UPDATE run SET state = ?, queue_rank = 0, node = ?, attempt = attempt + 1, fence = fence + 1,
                started_us = ?, message = NULL, exit_code = NULL, progress = NULL, result = NULL,
                version = version + 1
            WHERE id = ? AND state = 'QUEUED' AND fence = ?
            """;
    private static final String BEGIN =
            """
            UPDATE run SET state = 'RUNNING', started_us = ?, version = version + 1
            WHERE id = ? AND state IN ('CLAIMED', 'RUNNING') AND fence = ?
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
    private static final String OPEN_COLUMNS =
            "SELECT id, job_id, state, fence, gated, at_most_once, losses, attempt, due_us, priority,"
                    + " started_us, node FROM run ";
    private static final String OPEN = OPEN_COLUMNS + "WHERE id = ?";
    private static final String OPEN_ELSEWHERE =
            OPEN_COLUMNS
                    + "WHERE state IN ('CLAIMED', 'RUNNING', 'STOPPING') AND node <> ? ORDER BY id";
    private static final String OPEN_ON =
            OPEN_COLUMNS
                    + "WHERE state IN ('CLAIMED', 'RUNNING', 'STOPPING') AND node = ? ORDER BY id";
    private static final String OLDEST_WAITING =
            OPEN_COLUMNS
                    + "WHERE state = 'WAITING' AND job_id = ? ORDER BY state, queue_rank, id LIMIT 1";
    private static final String STOPPING =
            """
            SELECT id FROM run WHERE state = 'STOPPING' AND node = ?
            """;
    private static final String END =
            """
            UPDATE run SET state = ?, queue_rank = 0, finished_us = ?, message = ?, version = version + 1
            WHERE id = ? AND state = ? AND fence = ?
            """;
    private static final String STOP =
            """
            UPDATE run SET state = 'STOPPING', version = version + 1
            WHERE id = ? AND state = 'RUNNING' AND fence = ?
            """;
    private static final String REQUEUE =
            """
            UPDATE run SET state = 'QUEUED', queue_rank = ?, node = NULL, losses = ?, message = ?,
                version = version + 1
            WHERE id = ? AND state = ? AND fence = ?
            """;
    private static final String RELEASE =
            """
            UPDATE run SET state = 'QUEUED', queue_rank = ?, version = version + 1
            WHERE id = ? AND state = 'WAITING'
            """;
    private static final String STOP_ALL =
            """
            UPDATE run SET state = 'STOPPING', message = ?, version = version + 1
            WHERE job_id = ? AND state = 'RUNNING'
            """;
    private static final String CANCEL_UNBEGUN =
            """
            UPDATE run SET state = 'CANCELLED', queue_rank = 0, finished_us = ?, message = ?,
                version = version + 1
            WHERE job_id = ? AND gated = TRUE AND state IN ('WAITING', 'DELAYED', 'QUEUED', 'CLAIMED')
            """;
    private static final String BEYOND_NEWEST =
            """
            SELECT id FROM run
            WHERE job_id = ? AND finished_us IS NOT NULL AND (keyed = FALSE OR created_us < ?)
            ORDER BY job_id DESC, id DESC LIMIT ? OFFSET ?
            """;
    private static final String TOO_OLD =
            """
            SELECT id FROM run
            WHERE job_id = ? AND finished_us < ? AND (keyed = FALSE OR created_us < ?)
            ORDER BY job_id, id LIMIT ?
            """;
    private static final String DELETE = "DELETE FROM run WHERE id = ?";
    private static final String DELETE_ATTEMPTS = "DELETE FROM attempt WHERE run_id = ?";
    private static final String DELETE_LOG = "DELETE FROM run_log WHERE run_id = ?";

    private final Dialect dialect;

    JdbcRuns(Connection connection, Dialect dialect) {
        super(connection);
        this.dialect = dialect;
    }

    @Override
    public void insert(List<RunRow> runs) {
        batch(INSERT, runs, JdbcRuns::bind);
    }

    private static void bind(PreparedStatement insert, RunRow run) throws SQLException {
        insert.setObject(1, run.id());
        insert.setObject(2, run.jobId());
        insert.setInt(3, run.jobVersion());
        insert.setString(4, run.jobKey());
        insert.setObject(5, run.scheduleId(), Types.OTHER);
        insert.setString(6, run.scheduleKey());
        insert.setObject(7, run.nominalUs(), Types.BIGINT);
        insert.setString(8, run.cause());
        insert.setString(9, run.state().name());
        insert.setLong(10, run.dueUs());
        insert.setString(11, run.queue());
        insert.setLong(12, run.rank());
        insert.setInt(13, run.priority());
        insert.setInt(14, run.maxAttempts());
        insert.setBoolean(15, run.atMostOnce());
        insert.setBoolean(16, run.gated());
        insert.setBoolean(17, run.keyed());
        insert.setLong(18, run.createdUs());
        insert.setObject(19, run.finishedUs(), Types.BIGINT);
        insert.setString(20, cut(run.message(), MOST_MESSAGE));
        insert.setString(21, run.parameters());
    }

    @Override
    public List<DelayedRun> delayed(int limit) {
        return list(
                DELAYED,
                select -> select.setInt(1, limit),
                row -> new DelayedRun(row.getObject(1, UUID.class), row.getLong(2), row.getInt(3)));
    }

    @Override
    public void promote(Map<UUID, Long> ranks) {
        batch(
                PROMOTE,
                ranks.entrySet(),
                (update, rank) -> {
                    update.setLong(1, rank.getValue());
                    update.setObject(2, rank.getKey());
                });
    }

    @Override
    public List<ClaimedRun> queued(int limit, long dueUntilUs) {
        return list(
                QUEUED + dialect.skipLocked(),
                select -> select.setInt(1, limit),
                row -> claimed(row, dueUntilUs));
    }

    private static ClaimedRun claimed(ResultSet row, long dueUntilUs) throws SQLException {
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
                dueUs <= dueUntilUs);
    }

    @Override
    public List<ClaimedRun> claim(List<ClaimedRun> runs, UUID node, long nowUs) {
        return hits(
                CLAIM,
                runs,
                (claim, run) -> {
                    claim.setString(
                            1, (run.running() ? RunState.RUNNING : RunState.CLAIMED).name());
                    claim.setObject(2, node);
                    claim.setObject(3, run.running() ? nowUs : null, Types.BIGINT);
                    claim.setObject(4, run.id());
                    claim.setLong(5, run.fence() - 1);
                });
    }

    @Override
    public List<ClaimedRun> begin(List<ClaimedRun> runs, long nowUs) {
        return hits(
                BEGIN,
                runs,
                (begin, run) -> {
                    begin.setLong(1, Math.max(nowUs, run.dueUs()));
                    begin.setObject(2, run.id());
                    begin.setLong(3, run.fence());
                });
    }

    @Override
    public List<Finish> finish(List<Finish> finishes, long nowUs) {
        return hits(
                FINISH,
                finishes,
                (update, finish) -> {
                    var state = finish.state() == null ? RunState.CANCELLED : finish.state();
                    update.setString(1, state.name());
                    update.setLong(2, finish.startedUs());
                    update.setLong(3, nowUs);
                    update.setObject(4, finish.exitCode(), Types.INTEGER);
                    update.setString(5, cut(finish.message(), MOST_MESSAGE));
                    update.setObject(6, finish.progress(), Types.DOUBLE);
                    update.setString(7, cut(finish.result(), MOST_RESULT));
                    update.setObject(8, finish.run().id());
                    update.setLong(9, finish.run().fence());
                });
    }

    @Override
    public List<Finish> retry(List<Finish> finishes) {
        return hits(
                RETRY,
                finishes,
                (update, finish) -> {
                    update.setLong(1, finish.retryAtUs());
                    update.setLong(2, finish.retryAtUs());
                    update.setObject(3, finish.exitCode(), Types.INTEGER);
                    update.setString(4, cut(finish.message(), MOST_MESSAGE));
                    update.setObject(5, finish.run().id());
                    update.setLong(6, finish.run().fence());
                });
    }

    @Override
    public void keepAttempts(List<AttemptRow> attempts) {
        batch(
                KEEP_ATTEMPT,
                attempts,
                (insert, attempt) -> {
                    insert.setObject(1, attempt.run());
                    insert.setInt(2, attempt.attempt());
                    insert.setLong(3, attempt.fence());
                    insert.setObject(4, attempt.node(), Types.OTHER);
                    insert.setString(5, attempt.state().name());
                    insert.setObject(6, attempt.startedUs(), Types.BIGINT);
                    insert.setLong(7, attempt.finishedUs());
                    insert.setObject(8, attempt.exitCode(), Types.INTEGER);
                    insert.setString(9, cut(attempt.message(), MOST_MESSAGE));
                });
    }

    @Override
    public Optional<OpenRun> open(UUID id) {
        return first(OPEN, select -> select.setObject(1, id), JdbcRuns::openRun);
    }

    @Override
    public List<OpenRun> openElsewhere(UUID node) {
        return list(OPEN_ELSEWHERE, select -> select.setObject(1, node), JdbcRuns::openRun);
    }

    @Override
    public List<OpenRun> openOn(UUID node) {
        return list(OPEN_ON, select -> select.setObject(1, node), JdbcRuns::openRun);
    }

    @Override
    public Optional<OpenRun> oldestWaiting(UUID job) {
        return first(OLDEST_WAITING, select -> select.setObject(1, job), JdbcRuns::openRun);
    }

    private static OpenRun openRun(ResultSet row) throws SQLException {
        return new OpenRun(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                RunState.valueOf(row.getString(3)),
                row.getLong(4),
                row.getBoolean(5),
                row.getBoolean(6),
                row.getInt(7),
                row.getInt(8),
                row.getLong(9),
                row.getInt(10),
                nullableLong(row, 11),
                row.getObject(12, UUID.class));
    }

    @Override
    public List<UUID> stopping(UUID node) {
        return list(
                STOPPING, select -> select.setObject(1, node), row -> row.getObject(1, UUID.class));
    }

    @Override
    public boolean end(OpenRun run, RunState state, String why, long nowUs) {
        return update(
                        END,
                        update -> {
                            update.setString(1, state.name());
                            update.setLong(2, nowUs);
                            update.setString(3, cut(why, MOST_MESSAGE));
                            update.setObject(4, run.id());
                            update.setString(5, run.state().name());
                            update.setLong(6, run.fence());
                        })
                == 1;
    }

    @Override
    public boolean stop(OpenRun run) {
        return update(
                        STOP,
                        update -> {
                            update.setObject(1, run.id());
                            update.setLong(2, run.fence());
                        })
                == 1;
    }

    @Override
    public boolean requeue(OpenRun run, long rank, int losses, @Nullable String why) {
        return update(
                        REQUEUE,
                        update -> {
                            update.setLong(1, rank);
                            update.setInt(2, losses);
                            update.setString(3, cut(why, MOST_MESSAGE));
                            update.setObject(4, run.id());
                            update.setString(5, run.state().name());
                            update.setLong(6, run.fence());
                        })
                == 1;
    }

    @Override
    public boolean release(UUID id, long rank) {
        return update(
                        RELEASE,
                        update -> {
                            update.setLong(1, rank);
                            update.setObject(2, id);
                        })
                == 1;
    }

    @Override
    public void stopAll(UUID job, String why) {
        update(
                STOP_ALL,
                update -> {
                    update.setString(1, why);
                    update.setObject(2, job);
                });
    }

    @Override
    public int cancelUnbegun(UUID job, String why, long nowUs) {
        return update(
                CANCEL_UNBEGUN,
                update -> {
                    update.setLong(1, nowUs);
                    update.setString(2, why);
                    update.setObject(3, job);
                });
    }

    @Override
    public List<UUID> prunable(
            UUID job, int keep, long finishedBeforeUs, long keyedBeforeUs, int limit) {
        var beyond =
                list(
                        BEYOND_NEWEST,
                        select -> {
                            select.setObject(1, job);
                            select.setLong(2, keyedBeforeUs);
                            select.setInt(3, limit);
                            select.setInt(4, keep);
                        },
                        row -> row.getObject(1, UUID.class));
        return beyond.isEmpty()
                ? list(
                        TOO_OLD,
                        select -> {
                            select.setObject(1, job);
                            select.setLong(2, finishedBeforeUs);
                            select.setLong(3, keyedBeforeUs);
                            select.setInt(4, limit);
                        },
                        row -> row.getObject(1, UUID.class))
                : beyond;
    }

    @Override
    public void delete(Collection<UUID> ids) {
        for (String sql : List.of(DELETE_LOG, DELETE_ATTEMPTS, DELETE)) {
            batch(sql, ids, (delete, id) -> delete.setObject(1, id));
        }
    }
}
