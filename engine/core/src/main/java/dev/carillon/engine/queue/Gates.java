package dev.carillon.engine.queue;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition.Overlap;
import dev.carillon.api.RunState;
import dev.carillon.engine.run.NewRun;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// The overlap policy, decided under the job's `job_gate` row. Each path that inserts or ends a run
/// of a gated job locks that row first, in order of job id, so that two fires at once cannot both
/// find the job idle. A job is busy until its run is terminal; a retry that waits is still busy.
final class Gates {
    private static final int MOST_WAITING = 100;

    private static final String LOCK =
            "SELECT active, waiting FROM job_gate WHERE job_id = ? FOR UPDATE";
    private static final String UPDATE =
            "UPDATE job_gate SET active = ?, waiting = ? WHERE job_id = ?";
    private static final String OLDEST_WAITING =
            """
            SELECT id FROM run WHERE state = 'WAITING' AND job_id = ? ORDER BY state, queue_rank, id LIMIT 1
            """;
    private static final String RELEASE =
            """
            UPDATE run SET state = 'QUEUED', queue_rank = due_us - priority * CAST(? AS BIGINT), version = version + 1
            WHERE id = ? AND state = 'WAITING'
            """;
    private static final String REPLACE_RUNNING =
            """
            UPDATE run SET state = 'STOPPING', version = version + 1, message = 'replaced by a newer run'
            WHERE job_id = ? AND state = 'RUNNING'
            """;
    private static final String REPLACE_UNSTARTED =
            """
            UPDATE run
            SET state = 'CANCELLED', queue_rank = 0, finished_us = ?, version = version + 1, message = 'replaced by a newer run'
            WHERE job_id = ? AND gated = TRUE AND state IN ('WAITING', 'DELAYED', 'QUEUED', 'CLAIMED')
            """;

    private static final class Gate {
        private int active;
        private int waiting;

        private Gate(int active, int waiting) {
            this.active = active;
            this.waiting = waiting;
        }
    }

    /// A run with the decision of its gate.
    record Admitted(NewRun run, boolean waiting) {}

    private final Connection connection;
    private final Map<UUID, Gate> gates = new TreeMap<>();

    private Gates(Connection connection) {
        this.connection = connection;
    }

    /// Locks the gates of these jobs until the transaction ends.
    static Gates lock(Connection connection, Collection<UUID> jobs) throws SQLException {
        var gates = new Gates(connection);
        if (jobs.isEmpty()) {
            return gates;
        }
        try (var statement = connection.prepareStatement(LOCK)) {
            for (var job : new TreeSet<>(jobs)) {
                statement.setObject(1, job);
                try (var rows = statement.executeQuery()) {
                    gates.gates.put(
                            job,
                            rows.next()
                                    ? new Gate(rows.getInt(1), rows.getInt(2))
                                    : new Gate(0, 0));
                }
            }
        }
        return gates;
    }

    static boolean gated(NewRun run) {
        return run.job().definition().overlap() != Overlap.ALLOW;
    }

    /// Decides for each run in order; a run that may not start becomes a SKIPPED record.
    ///
    /// @throws CarillonException JOB_BUSY when a person asked for the run, since a silent record
    ///     would not answer them
    List<Admitted> admit(List<NewRun> runs, long nowUs) throws SQLException {
        var admitted = new ArrayList<Admitted>(runs.size());
        for (var run : runs) {
            admitted.add(
                    run.finalState() != null || !gated(run)
                            ? new Admitted(run, false)
                            : decide(run, nowUs));
        }
        return admitted;
    }

    private Admitted decide(NewRun run, long nowUs) throws SQLException {
        var gate = of(run.job().id());
        if (gate.active == 0) {
            gate.active = 1;
            return new Admitted(run, false);
        }
        return switch (run.job().definition().overlap()) {
            case ALLOW -> new Admitted(run, false);
            case SKIP -> refuse(run, "an earlier run of the job is not finished (overlap: skip)");
            case QUEUE -> {
                if (gate.waiting >= MOST_WAITING) {
                    yield refuse(
                            run, MOST_WAITING + " runs of the job wait already (overlap: queue)");
                }
                gate.waiting++;
                yield new Admitted(run, true);
            }
            case REPLACE -> {
                replace(run.job().id(), gate, nowUs);
                if (gate.active == 0) {
                    gate.active = 1;
                    yield new Admitted(run, false);
                }
                gate.waiting = 1;
                yield new Admitted(run, true);
            }
        };
    }

    private static Admitted refuse(NewRun run, String why) {
        if (run.cause() == NewRun.Cause.MANUAL || run.cause() == NewRun.Cause.RETRY) {
            throw new CarillonException(
                    ErrorCode.JOB_BUSY,
                    "job " + run.job().definition().key() + " was not run: " + why);
        }
        return new Admitted(run.recorded(RunState.SKIPPED, why), false);
    }

    private void replace(UUID job, Gate gate, long nowUs) throws SQLException {
        try (var running = connection.prepareStatement(REPLACE_RUNNING);
                var unstarted = connection.prepareStatement(REPLACE_UNSTARTED)) {
            running.setObject(1, job);
            running.executeUpdate();
            unstarted.setLong(1, nowUs);
            unstarted.setObject(2, job);
            int cancelled = unstarted.executeUpdate();
            gate.active = Math.max(0, gate.active - (cancelled - gate.waiting));
            gate.waiting = 0;
        }
    }

    /// Notes that a run of the job reached its end.
    void ended(UUID job, boolean wasWaiting) {
        var gate = of(job);
        if (wasWaiting) {
            gate.waiting = Math.max(0, gate.waiting - 1);
        } else {
            gate.active = Math.max(0, gate.active - 1);
        }
    }

    /// Lets waiting runs of idle jobs into the queue and writes the counters. Call it last, once.
    void save() throws SQLException {
        if (gates.isEmpty()) {
            return;
        }
        try (var update = connection.prepareStatement(UPDATE)) {
            for (var entry : gates.entrySet()) {
                var gate = entry.getValue();
                if (gate.active == 0 && gate.waiting > 0 && releaseOldest(entry.getKey())) {
                    gate.active = 1;
                    gate.waiting--;
                }
                update.setInt(1, gate.active);
                update.setInt(2, gate.waiting);
                update.setObject(3, entry.getKey());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private boolean releaseOldest(UUID job) throws SQLException {
        try (var oldest = connection.prepareStatement(OLDEST_WAITING);
                var release = connection.prepareStatement(RELEASE)) {
            oldest.setObject(1, job);
            try (var rows = oldest.executeQuery()) {
                if (!rows.next()) {
                    return false;
                }
                release.setLong(1, RunInserts.AGE_STEP_US);
                release.setObject(2, rows.getObject(1, UUID.class));
            }
            return release.executeUpdate() == 1;
        }
    }

    private Gate of(UUID job) {
        var gate = gates.get(job);
        if (gate == null) {
            throw new IllegalStateException("the gate of job " + job + " is not locked");
        }
        return gate;
    }
}
