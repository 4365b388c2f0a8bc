package dev.carillon.engine.queue;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunState;
import dev.carillon.engine.store.Database;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What a person or the start of a node does to runs: cancel, and recover after a crash.
public final class RunChanges {
    private static final int MOST_LOSSES = 5;

    private static final String OPEN =
            """
            SELECT id, job_id, state, fence, gated, at_most_once, losses, attempt, started_us, node
            FROM run WHERE id = ?
            """;
    private static final String ORPHANS =
            """
            SELECT id, job_id, state, fence, gated, at_most_once, losses, attempt, started_us, node
            FROM run WHERE state IN ('CLAIMED', 'RUNNING', 'STOPPING') AND node <> ? ORDER BY id
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
            UPDATE run SET state = 'QUEUED', queue_rank = due_us - priority * CAST(? AS BIGINT), node = NULL,
                losses = losses + ?, message = ?, version = version + 1
            WHERE id = ? AND state = ? AND fence = ?
            """;
    private static final String KEEP_LOST =
            """
            INSERT INTO attempt (run_id, attempt, fence, node, state, started_us, finished_us, exit_code, message)
            VALUES (?, ?, ?, ?, 'LOST', ?, ?, NULL, 'the node ended while the attempt was running')
            """;
    private static final String STOPPING_HERE =
            """
            SELECT id FROM run WHERE node = ? AND state = 'STOPPING'
            """;

    private record Open(
            UUID id,
            UUID jobId,
            RunState state,
            long fence,
            boolean gated,
            boolean atMostOnce,
            int losses,
            int attempt,
            @Nullable Long startedUs,
            @Nullable UUID node) {}

    /// What recovery found.
    public record Recovered(int requeued, int lost, int cancelled) {}

    private final Database database;

    public RunChanges(Database database) {
        this.database = database;
    }

    /// Ends a run that has not begun; asks a running one to stop. Cancelling a finished run changes
    /// nothing.
    ///
    /// @return the state after it
    public RunState cancel(UUID id, long nowUs) {
        for (int tries = 0; tries < 10; tries++) {
            var after = database.transaction(connection -> tryCancel(connection, id, nowUs));
            if (after.isPresent()) {
                return after.get();
            }
        }
        throw new CarillonException(
                ErrorCode.CHANGED_MEANWHILE, "run " + id + " keeps changing; try again");
    }

    // Empty when the run changed between the read and the write.
    private static Optional<RunState> tryCancel(Connection connection, UUID id, long nowUs)
            throws SQLException {
        var run = read(connection, id);
        if (run.state.finished() || run.state == RunState.STOPPING) {
            return Optional.of(run.state);
        }
        if (run.state == RunState.RUNNING) {
            try (var stop = connection.prepareStatement(STOP)) {
                stop.setObject(1, id);
                stop.setLong(2, run.fence);
                return stop.executeUpdate() == 1
                        ? Optional.of(RunState.STOPPING)
                        : Optional.empty();
            }
        }
        return end(connection, run, RunState.CANCELLED, "cancelled before it started", nowUs)
                ? Optional.of(RunState.CANCELLED)
                : Optional.empty();
    }

    /// Settles what an ended process left open: claimed but not begun runs and at-least-once runs go
    /// back to the queue, at-most-once runs end as LOST. Call it only when the other process is known
    /// to be gone and its processes are killed. Running it twice changes nothing the second time.
    ///
    /// @param node this process
    public Recovered recover(UUID node, long nowUs) {
        var orphans =
                database.transaction(
                        connection -> {
                            try (var select = connection.prepareStatement(ORPHANS)) {
                                select.setObject(1, node);
                                return readAll(select.executeQuery());
                            }
                        });
        int requeued = 0;
        int lost = 0;
        int cancelled = 0;
        for (var run : orphans) {
            switch (database.transaction(connection -> settle(connection, run, nowUs))) {
                case QUEUED -> requeued++;
                case LOST -> lost++;
                case CANCELLED -> cancelled++;
                default -> {}
            }
        }
        return new Recovered(requeued, lost, cancelled);
    }

    private static RunState settle(Connection connection, Open run, long nowUs)
            throws SQLException {
        if (run.state == RunState.STOPPING) {
            end(connection, run, RunState.CANCELLED, "its node ended while it was stopping", nowUs);
            return RunState.CANCELLED;
        }
        boolean begun = run.state == RunState.RUNNING;
        if (begun && (run.atMostOnce || run.losses + 1 > MOST_LOSSES)) {
            String why =
                    run.atMostOnce
                            ? "its node ended while it was running; at-most-once is not started again"
                            : "its node ended while it was running, for the "
                                    + (run.losses + 1)
                                    + "th time";
            end(connection, run, RunState.LOST, why, nowUs);
            return RunState.LOST;
        }
        try (var requeue = connection.prepareStatement(REQUEUE)) {
            requeue.setLong(1, RunInserts.AGE_STEP_US);
            requeue.setInt(2, begun ? 1 : 0);
            requeue.setString(
                    3, begun ? "its node ended while it was running; queued again" : null);
            requeue.setObject(4, run.id);
            requeue.setString(5, run.state.name());
            requeue.setLong(6, run.fence);
            if (requeue.executeUpdate() == 1 && begun) {
                keepLost(connection, run, nowUs);
            }
        }
        return RunState.QUEUED;
    }

    private static void keepLost(Connection connection, Open run, long nowUs) throws SQLException {
        try (var insert = connection.prepareStatement(KEEP_LOST)) {
            insert.setObject(1, run.id);
            insert.setInt(2, run.attempt);
            insert.setLong(3, run.fence);
            insert.setObject(4, run.node, java.sql.Types.OTHER);
            insert.setObject(5, run.startedUs, java.sql.Types.BIGINT);
            insert.setLong(6, nowUs);
            insert.executeUpdate();
        }
    }

    /// Runs of this node that somebody asked to stop.
    public List<UUID> stopping(UUID node) {
        return database.transaction(
                connection -> {
                    var ids = new ArrayList<UUID>();
                    try (var select = connection.prepareStatement(STOPPING_HERE)) {
                        select.setObject(1, node);
                        try (var rows = select.executeQuery()) {
                            while (rows.next()) {
                                ids.add(rows.getObject(1, UUID.class));
                            }
                        }
                    }
                    return ids;
                });
    }

    // Lock order: gate, then run.
    private static boolean end(
            Connection connection, Open run, RunState state, String why, long nowUs)
            throws SQLException {
        var gates = Gates.lock(connection, run.gated ? List.of(run.jobId) : List.of());
        try (var end = connection.prepareStatement(END)) {
            end.setString(1, state.name());
            end.setLong(2, nowUs);
            end.setString(3, why);
            end.setObject(4, run.id);
            end.setString(5, run.state.name());
            end.setLong(6, run.fence);
            if (end.executeUpdate() != 1) {
                return false;
            }
        }
        if (run.gated) {
            gates.ended(run.jobId, run.state == RunState.WAITING);
        }
        gates.save();
        return true;
    }

    private static Open read(Connection connection, UUID id) throws SQLException {
        try (var select = connection.prepareStatement(OPEN)) {
            select.setObject(1, id);
            var found = readAll(select.executeQuery());
            if (found.isEmpty()) {
                throw new CarillonException(ErrorCode.NOT_FOUND, "there is no run " + id);
            }
            return found.getFirst();
        }
    }

    private static List<Open> readAll(java.sql.ResultSet rows) throws SQLException {
        var runs = new ArrayList<Open>();
        try (rows) {
            while (rows.next()) {
                runs.add(
                        new Open(
                                rows.getObject(1, UUID.class),
                                rows.getObject(2, UUID.class),
                                RunState.valueOf(rows.getString(3)),
                                rows.getLong(4),
                                rows.getBoolean(5),
                                rows.getBoolean(6),
                                rows.getInt(7),
                                rows.getInt(8),
                                RunQueue.nullableLong(rows, 9),
                                rows.getObject(10, UUID.class)));
            }
        }
        return runs;
    }
}
