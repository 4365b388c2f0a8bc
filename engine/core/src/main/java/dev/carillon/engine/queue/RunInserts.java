package dev.carillon.engine.queue;

import dev.carillon.api.JobDefinition.Delivery;
import dev.carillon.api.Json;
import dev.carillon.api.RunState;
import dev.carillon.engine.run.NewRun;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Puts runs into the queue inside the transaction of whoever makes them, so that a due time and its
/// run, or a submission and its key, are stored together or not at all.
public final class RunInserts {
    /// By so much a step of priority lets a run overtake others.
    public static final Duration AGE_STEP = Duration.ofMinutes(1);

    static final long AGE_STEP_US = AGE_STEP.toNanos() / 1_000;
    private static final String INSERT =
            """
            INSERT INTO run (id, job_id, job_version, job_key, schedule_id, schedule_key, nominal_us, cause,
                state, due_us, queue, queue_rank, priority, attempt, failures, losses, max_attempts,
                at_most_once, gated, fence, created_us, finished_us, message, parameters, version)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, 0, ?, ?, ?, ?, 1)
            """;

    private RunInserts() {}

    /// Inserts the runs; overlap policies are applied under the gates of their jobs.
    ///
    /// @param aheadUs runs due later than this wait as DELAYED
    public static void insert(Connection connection, List<NewRun> runs, long nowUs, long aheadUs)
            throws SQLException {
        if (runs.isEmpty()) {
            return;
        }
        var gatedJobs = new ArrayList<java.util.UUID>();
        for (var run : runs) {
            if (Gates.gated(run) && run.finalState() == null) {
                gatedJobs.add(run.job().id());
            }
        }
        var gates = Gates.lock(connection, gatedJobs);
        var admitted = gates.admit(runs, nowUs);
        try (var statement = connection.prepareStatement(INSERT)) {
            for (var each : admitted) {
                bind(statement, each, nowUs, aheadUs);
                statement.addBatch();
            }
            statement.executeBatch();
        }
        gates.save();
    }

    private static void bind(
            java.sql.PreparedStatement statement, Gates.Admitted admitted, long nowUs, long aheadUs)
            throws SQLException {
        var run = admitted.run();
        var definition = run.job().definition();
        int i = 0;
        statement.setObject(++i, run.id());
        statement.setObject(++i, run.job().id());
        statement.setInt(++i, run.job().version());
        statement.setString(++i, definition.key());
        statement.setObject(++i, run.scheduleId(), Types.OTHER);
        statement.setString(++i, run.scheduleKey());
        statement.setObject(++i, run.nominalUs(), Types.BIGINT);
        statement.setString(++i, run.cause().name());
        var state = state(admitted, aheadUs);
        statement.setString(++i, state.name());
        statement.setLong(++i, run.dueUs());
        statement.setString(++i, definition.queue());
        statement.setLong(++i, rank(state, run.dueUs(), definition.priority()));
        statement.setInt(++i, definition.priority());
        statement.setInt(++i, definition.retry().attempts());
        statement.setBoolean(++i, definition.delivery() == Delivery.AT_MOST_ONCE);
        statement.setBoolean(++i, Gates.gated(run));
        statement.setLong(++i, nowUs);
        statement.setObject(++i, run.finalState() == null ? null : nowUs, Types.BIGINT);
        statement.setString(++i, run.message());
        statement.setString(++i, Json.mapper().writeValueAsString(run.parameters()));
    }

    /// The order of a run within its state, see the column `queue_rank`.
    static long rank(RunState state, long dueUs, int priority) {
        return switch (state) {
            case QUEUED -> dueUs - priority * AGE_STEP_US;
            case DELAYED -> dueUs;
            default -> 0;
        };
    }

    private static RunState state(Gates.Admitted admitted, long aheadUs) {
        var finalState = admitted.run().finalState();
        if (finalState != null) {
            return finalState;
        }
        if (admitted.waiting()) {
            return RunState.WAITING;
        }
        return admitted.run().dueUs() > aheadUs ? RunState.DELAYED : RunState.QUEUED;
    }
}
