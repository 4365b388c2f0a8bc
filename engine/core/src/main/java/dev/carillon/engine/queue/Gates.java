package dev.carillon.engine.queue;

import dev.carillon.api.JobDefinition.Overlap;
import dev.carillon.engine.run.NewRun;
import dev.carillon.engine.run.Rank;
import dev.carillon.engine.store.GateTable.GateRow;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// The overlap policy, decided under the job's `job_gate` row. Each path that inserts or ends a run
/// of a gated job locks that row first, in order of job id, so that two fires at once cannot both
/// find the job idle. A job is busy until its run is terminal; a retry that waits is still busy.
final class Gates {
    private static final int MOST_WAITING = 100;
    private static final String REPLACED = "replaced by a newer run";

    private static final class Gate {
        private int active;
        private int waiting;

        private Gate(GateRow row) {
            active = row.active();
            waiting = row.waiting();
        }
    }

    /// The decision about a run.
    ///
    /// @param refusal why it may not run; null when it may
    /// @param waiting whether it waits for an earlier run of the job
    record Admission(boolean waiting, @Nullable String refusal) {
        private static final Admission NOW = new Admission(false, null);
        private static final Admission LATER = new Admission(true, null);

        private static Admission refused(String why) {
            return new Admission(false, why);
        }
    }

    private final Tx tx;
    private final Map<UUID, Gate> gates = new TreeMap<>();

    private Gates(Tx tx) {
        this.tx = tx;
    }

    /// Locks the gates of these jobs until the transaction ends.
    static Gates lock(Tx tx, Collection<UUID> jobs) {
        var gates = new Gates(tx);
        for (var job : new TreeSet<>(jobs)) {
            gates.gates.put(job, new Gate(tx.gates().lock(job).orElse(new GateRow(0, 0))));
        }
        return gates;
    }

    static boolean gated(NewRun run) {
        return run.job().definition().overlap() != Overlap.ALLOW;
    }

    /// Decides whether the run may go into the queue, and counts it.
    Admission admit(NewRun run, long nowUs) {
        if (run.finalState() != null || !gated(run)) {
            return Admission.NOW;
        }
        var gate = of(run.job().id());
        if (gate.active == 0) {
            gate.active = 1;
            return Admission.NOW;
        }
        return switch (run.job().definition().overlap()) {
            case ALLOW -> Admission.NOW;
            case SKIP ->
                    Admission.refused("an earlier run of the job is not finished (overlap: skip)");
            case QUEUE -> {
                if (gate.waiting >= MOST_WAITING) {
                    yield Admission.refused(
                            MOST_WAITING + " runs of the job wait already (overlap: queue)");
                }
                gate.waiting++;
                yield Admission.LATER;
            }
            case REPLACE -> {
                replace(run.job().id(), gate, nowUs);
                if (gate.active == 0) {
                    gate.active = 1;
                    yield Admission.NOW;
                }
                gate.waiting = 1;
                yield Admission.LATER;
            }
        };
    }

    private void replace(UUID job, Gate gate, long nowUs) {
        tx.runs().stopAll(job, REPLACED);
        int cancelled = tx.runs().cancelUnbegun(job, REPLACED, nowUs);
        gate.active = Math.max(0, gate.active - (cancelled - gate.waiting));
        gate.waiting = 0;
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
    void save() {
        var rows = new TreeMap<UUID, GateRow>();
        gates.forEach(
                (job, gate) -> {
                    if (gate.active == 0 && gate.waiting > 0 && releaseOldest(job)) {
                        gate.active = 1;
                        gate.waiting--;
                    }
                    rows.put(job, new GateRow(gate.active, gate.waiting));
                });
        tx.gates().save(rows);
    }

    private boolean releaseOldest(UUID job) {
        var oldest = tx.runs().oldestWaiting(job);
        return oldest.isPresent()
                && tx.runs()
                        .release(
                                oldest.get().id(),
                                Rank.of(oldest.get().dueUs(), oldest.get().priority()));
    }

    private Gate of(UUID job) {
        var gate = gates.get(job);
        if (gate == null) {
            throw new IllegalStateException("the gate of job " + job + " is not locked");
        }
        return gate;
    }
}
