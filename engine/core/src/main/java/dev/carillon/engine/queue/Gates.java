package dev.carillon.engine.queue;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.Overlap;
import dev.carillon.engine.run.RunTraits;
import dev.carillon.engine.store.GateTable.GateRow;
import dev.carillon.engine.store.RunTable.OpenRun;
import dev.carillon.engine.store.RunTable.Wait;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// The overlap policy, decided under the job's `job_gate` row. Each path that inserts or ends a run
/// of a gated job locks that row first, in order of job id, so that two fires at once cannot both
/// find the job idle. A job is busy until its run is terminal; a retry that waits is still busy.
final class Gates {
    /// The decision about a run.
    ///
    /// @param refusal why it may not run; null when it may
    /// @param waiting whether it waits for an earlier run of the job
    /// @param replacing whether other runs are to be ended before it
    record Admission(boolean waiting, @Nullable String refusal, boolean replacing) {
        private static final Admission NOW = new Admission(false, null, false);
        private static final Admission LATER = new Admission(true, null, false);

        private static Admission refused(String why) {
            return new Admission(false, why, false);
        }
    }

    private static final GateRow NONE = new GateRow(0, 0);

    private final Tx tx;
    private final Map<UUID, Count> gates = new TreeMap<>();

    private Gates(Tx tx) {
        this.tx = tx;
    }

    /// Locks the gates of these jobs until the transaction ends.
    static Gates lock(Tx tx, Collection<UUID> jobs) {
        var gates = new Gates(tx);
        var rows = tx.gates().lock(jobs);
        jobs.forEach(job -> gates.put(job, rows.getOrDefault(job, NONE)));
        return gates;
    }

    /// Locks the gate of one more job, if it is not locked yet.
    void hold(UUID job) {
        of(job);
    }

    /// Decides whether a run may go on, and counts it.
    ///
    /// @param patient waits however many wait, and however the policy is: a run that somebody asked for
    ///     among many others
    Admission admit(UUID job, JobDefinition definition, boolean patient) {
        if (definition.overlap() == Overlap.ALLOW) {
            return Admission.NOW;
        }
        var gate = of(job);
        if (gate.active == 0 && gate.waiting == 0) {
            gate.active = 1;
            return Admission.NOW;
        }
        if (patient) {
            gate.waiting++;
            return Admission.LATER;
        }
        return switch (definition.overlap()) {
            case ALLOW -> Admission.NOW;
            case SKIP ->
                    Admission.refused("an earlier run of the job is not finished (overlap: skip)");
            case QUEUE -> {
                if (gate.waiting >= definition.maxWaiting()) {
                    yield Admission.refused(
                            definition.maxWaiting()
                                    + " runs of the job wait already (overlap: queue)");
                }
                gate.waiting++;
                yield Admission.LATER;
            }
            case REPLACE -> new Admission(false, null, true);
        };
    }

    /// Counts a run in after those it replaces were ended or asked to end.
    ///
    /// @return whether it waits for them
    boolean admitAfterReplacing(UUID job) {
        var gate = of(job);
        if (gate.active == 0 && gate.waiting == 0) {
            gate.active = 1;
            return false;
        }
        gate.waiting++;
        return true;
    }

    /// Notes that a run reached its end.
    void ended(RunTraits run, @Nullable Wait waitedFor) {
        if (!run.gated()) {
            return;
        }
        var gate = of(run.jobId());
        if (waitedFor == Wait.GATE) {
            gate.leaveOne();
        } else {
            gate.endOne();
        }
    }

    /// Lets a run that waited go on, if its job is idle.
    boolean enter(UUID job) {
        var gate = of(job);
        if (gate.active > 0) {
            return false;
        }
        gate.active = 1;
        gate.leaveOne();
        return true;
    }

    /// The oldest waiting runs of jobs that are idle now, counted in.
    List<OpenRun> takeReleased() {
        var released = new ArrayList<OpenRun>();
        gates.forEach(
                (job, gate) -> {
                    if (gate.active == 0 && gate.waiting > 0) {
                        var oldest =
                                tx.runs()
                                        .oldestWaiting(
                                                Wait.GATE,
                                                Places.of(Wait.GATE, job),
                                                job.toString());
                        if (oldest.isPresent()) {
                            gate.active = 1;
                            gate.waiting--;
                            released.add(oldest.get());
                        }
                    }
                });
        return released;
    }

    /// Writes the counters that changed. Call it last, once.
    void save() {
        var rows = new TreeMap<UUID, GateRow>();
        gates.forEach(
                (job, gate) -> {
                    if (gate.changed()) {
                        rows.put(job, gate.row());
                    }
                });
        tx.gates().save(rows);
    }

    private Count put(UUID job, GateRow row) {
        return gates.computeIfAbsent(job, id -> new Count(row));
    }

    // A gate that was not known beforehand is locked when it is met.
    private Count of(UUID job) {
        var gate = gates.get(job);
        return gate != null ? gate : put(job, tx.gates().lock(job).orElse(NONE));
    }
}
