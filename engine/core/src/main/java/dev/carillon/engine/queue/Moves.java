package dev.carillon.engine.queue;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.RunState;
import dev.carillon.api.Schedule;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.policy.Fingerprint;
import dev.carillon.engine.run.Rank;
import dev.carillon.engine.run.RunTraits;
import dev.carillon.engine.store.FailureTable.Failed;
import dev.carillon.engine.store.RunTable.OpenRun;
import dev.carillon.engine.store.RunTable.Wait;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// The moves of runs between states within one transaction, with all that follows from them: the end
/// of a run lets the next of its job or key go on, moves its flow and starts what depends on it.
///
/// Rows are locked first, as far as they are known, in the order flow, gate, limit key; then runs
/// change. [#settle] follows up until nothing follows any more; call it last.
final class Moves {
    private static final String REPLACED = "replaced by a newer run";

    /// A run that ended, for those that depend on its job.
    record Ended(UUID id, RunTraits traits, RunState state) {}

    /// Runs that are about to be inserted.
    ///
    /// @param counted those that gates or keys count, or that wait for other jobs
    /// @param recorded the jobs of those that are only recorded
    record Coming(Collection<RunTraits> counted, Collection<UUID> recorded) {}

    final Tx tx;
    final Ground ground;
    final long nowUs;
    final Gates gates;
    final KeyLimits keys;
    private final long aheadUs;
    private final Set<UUID> flows = new LinkedHashSet<>();
    private final ArrayDeque<Ended> ended = new ArrayDeque<>();
    private final Set<UUID> recorded = new LinkedHashSet<>();
    private final Set<UUID> waiting = new LinkedHashSet<>();
    private final Set<UUID> stopping = new HashSet<>();
    private final Set<UUID> changed = new HashSet<>();
    private final Set<UUID> tired = new HashSet<>();
    private final List<Failed> failed = new ArrayList<>();

    // Of the jobs whose runs were known beforehand, whose gates are held.
    private final Map<UUID, List<UUID>> dependents;

    private Moves(
            Tx tx,
            Ground ground,
            long nowUs,
            Gates gates,
            KeyLimits keys,
            Map<UUID, List<UUID>> dependents) {
        this.tx = tx;
        this.dependents = dependents;
        this.ground = ground;
        this.nowUs = nowUs;
        this.gates = gates;
        this.keys = keys;
        aheadUs = nowUs + ground.aheadUs();
    }

    /// Locks what a change of these runs may touch.
    static Moves lock(Tx tx, Ground ground, long nowUs, Collection<RunTraits> runs) {
        var known = new Reach(tx, ground.catalog());
        runs.forEach(known::add);
        return lock(tx, ground, nowUs, known);
    }

    /// The same for runs that are not there yet.
    static Moves lock(Tx tx, Ground ground, long nowUs, Coming coming) {
        var known = new Reach(tx, ground.catalog());
        coming.counted.forEach(known::add);
        known.jobs.addAll(coming.recorded);
        return lock(tx, ground, nowUs, known);
    }

    /// The same for runs that may be runs of several.
    static Moves lockAll(Tx tx, Ground ground, long nowUs, Collection<OpenRun> runs) {
        var known = new Reach(tx, ground.catalog());
        for (var run : runs) {
            if (run.traits().ofSeveral()) {
                known.addFlow(run.id());
            } else {
                known.add(run.traits());
            }
        }
        return lock(tx, ground, nowUs, known);
    }

    /// Locks a run of several, with what its parts may touch.
    static Moves lockFlow(Tx tx, Ground ground, long nowUs, UUID flow) {
        var known = new Reach(tx, ground.catalog());
        known.addFlow(flow);
        return lock(tx, ground, nowUs, known);
    }

    private static Moves lock(Tx tx, Ground ground, long nowUs, Reach known) {
        known.flows.forEach(tx.flows()::lock);
        var dependents = known.dependents();
        dependents.values().forEach(known.gates::addAll);
        var gates = Gates.lock(tx, known.gates);
        var keys = KeyLimits.lock(tx, ground.catalog(), known.keys);
        return new Moves(tx, ground, nowUs, gates, keys, dependents);
    }

    /// What runs can reach by ending.
    private static final class Reach {
        private final Tx tx;
        private final JobCatalog catalog;
        private final Set<UUID> flows = new TreeSet<>();
        private final Set<UUID> jobs = new TreeSet<>();
        private final Set<UUID> gates = new TreeSet<>();
        private final Set<String> keys = new TreeSet<>();

        private Reach(Tx tx, JobCatalog catalog) {
            this.tx = tx;
            this.catalog = catalog;
        }

        private void add(RunTraits run) {
            if (run.gated() || Dependencies.apply(run, definition(run))) {
                gates.add(run.jobId());
            }
            if (run.limitKey() != null) {
                keys.add(run.limitKey());
            }
            if (run.flow() == null) {
                jobs.add(run.jobId());
            } else {
                addFlow(run.flow());
            }
        }

        private void addFlow(UUID flow) {
            if (!flows.add(flow)) {
                return;
            }
            tx.runs()
                    .open(flow)
                    .ifPresent(
                            parent -> {
                                add(parent.traits());
                                gates.addAll(FlowMoves.jobsOfSteps(definition(parent.traits())));
                            });
        }

        private JobDefinition definition(RunTraits run) {
            return catalog.read(tx, run.jobId(), run.jobVersion()).definition();
        }

        private Map<UUID, List<UUID>> dependents() {
            var dependents = tx.jobs().dependents(jobs);
            jobs.forEach(job -> dependents.putIfAbsent(job, List.of()));
            return dependents;
        }
    }

    /// The definition of the job of a run.
    JobDefinition ofJob(RunTraits run) {
        return ground.catalog().read(tx, run.jobId(), run.jobVersion()).definition();
    }

    long rank(OpenRun run) {
        return Rank.of(run.dueUs(), run.traits().priority());
    }

    /// Moves a run on that passed its gate, or needs none.
    void enter(OpenRun run) {
        var definition = ofJob(run.traits());
        if (!Dependencies.apply(run.traits(), definition)) {
            queue(run);
            return;
        }
        var verdict =
                new Dependencies(tx, ground.catalog()).of(definition, run.traits().nominalUs());
        switch (verdict.state()) {
            case MET -> queue(run);
            case PENDING -> park(run, Wait.JOB);
            case IMPOSSIBLE -> {
                // Its gate counts it as one that goes on, though its row says that it waits there.
                if (tx.runs().end(run, RunState.SKIPPED, verdict.why(), nowUs)) {
                    ended(run.id(), run.traits(), null, false, RunState.SKIPPED);
                }
            }
        }
    }

    /// Moves a run into the queue when it is due and its key allows.
    void queue(OpenRun run) {
        changed.add(run.id());
        if (run.dueUs() > aheadUs) {
            tx.runs().delay(run, run.dueUs());
        } else if (keys.admit(run.traits())) {
            if (!tx.runs().queue(run, rank(run))) {
                keys.giveBack(run.traits());
            }
        } else if (!park(run, Wait.KEY)) {
            keys.leave(run.traits());
        }
    }

    boolean park(OpenRun run, Wait waitsFor) {
        changed.add(run.id());
        return tx.runs().park(run, waitsFor, Places.of(waitsFor, run.traits()), rank(run));
    }

    /// Ends a run that is not running.
    ///
    /// @return false when it is in another state by now
    boolean end(OpenRun run, RunState state, String why) {
        if (!tx.runs().end(run, state, why, nowUs)) {
            return false;
        }
        ended(run, state);
        failed(run.id(), run.traits(), state, null, why);
        return true;
    }

    /// Notes a run that failed for good. A part counts in what its whole says.
    void failed(
            UUID id,
            RunTraits run,
            RunState state,
            @Nullable Integer exitCode,
            @Nullable String why) {
        boolean isFailure =
                switch (state) {
                    case FAILED, TIMED_OUT, LOST -> true;
                    default -> false;
                };
        if (isFailure && run.flow() == null) {
            failed.add(
                    new Failed(
                            id,
                            Fingerprint.of(run.jobKey(), state.name(), exitCode, why),
                            run.jobKey(),
                            why == null ? state.name() : why,
                            exitCode));
        }
    }

    /// Follows the end of a run that is written already.
    void ended(OpenRun run, RunState state) {
        // A run that is held waits for its key no more.
        boolean left = run.state() == RunState.HELD && run.waitsFor() == Wait.KEY;
        ended(run.id(), run.traits(), left ? null : run.waitsFor(), run.holdsKey(), state);
    }

    /// @param waitedFor of a run that was WAITING
    /// @param heldKey whether it had its place under the limit of its key
    void ended(UUID id, RunTraits run, @Nullable Wait waitedFor, boolean heldKey, RunState state) {
        changed.add(id);
        if (waitedFor != Wait.STEP) {
            gates.ended(run, waitedFor);
        }
        if (heldKey) {
            keys.giveBack(run);
        } else if (waitedFor == Wait.KEY) {
            keys.leave(run);
        }
        String unique = run.uniqueName();
        if (unique != null) {
            tx.limits().giveBack(unique, id);
        }
        if (run.flow() != null) {
            flows.add(run.flow());
            return;
        }
        var definition = ofJob(run);
        unblock(run, definition);
        countFailures(run, definition, state);
        ended.add(new Ended(id, run, state));
    }

    /// Notes that a due time of a job became a record, for which runs of others may have waited.
    void recorded(RunTraits run) {
        recorded.add(run.jobId());
    }

    /// Notes that runs of the job wait for other jobs. What they wait for is looked at when all is written.
    void waits(RunTraits run) {
        waiting.add(run.jobId());
    }

    /// A schedule that counts from the last end goes on.
    void unblock(RunTraits run, JobDefinition definition) {
        for (var schedule : definition.schedules()) {
            if (schedule.id().equals(run.scheduleKey())
                    && schedule.when() instanceof Schedule.Delay delay) {
                tx.triggers()
                        .unblock(
                                run.jobId(),
                                schedule.id(),
                                nowUs / 1_000 + delay.pause().toMillis());
            }
        }
    }

    private void countFailures(RunTraits run, JobDefinition definition, RunState state) {
        if (definition.pauseAfter() == 0) {
            return;
        }
        switch (state) {
            case SUCCEEDED -> tx.jobs().countFailure(run.jobId(), false);
            case FAILED, TIMED_OUT, LOST -> {
                if (tx.jobs().countFailure(run.jobId(), true) >= definition.pauseAfter()) {
                    tired.add(run.jobId());
                }
            }
            default -> {}
        }
    }

    /// Asks a run to end, whatever it is doing.
    ///
    /// @return false when it changed meanwhile
    boolean cancel(OpenRun run, RunState as, String why) {
        if (run.state().finished() || run.state() == RunState.STOPPING) {
            return true;
        }
        if (run.state() != RunState.RUNNING) {
            return end(run, as, why);
        }
        if (!tx.runs().stop(run, why)) {
            return false;
        }
        changed.add(run.id());
        if (run.traits().ofSeveral()) {
            for (var part : tx.flows().steps(run.id())) {
                cancel(part.run(), RunState.CANCELLED, "its flow was ended");
            }
            flows.add(run.id());
        } else {
            stopping.add(run.id());
        }
        return true;
    }

    /// Ends all other runs of a job that its overlap policy counts.
    void replaceAll(UUID job) {
        tx.runs().runningOf(job).forEach(run -> cancel(run, RunState.CANCELLED, REPLACED));
        tx.runs().unbegun(job).forEach(run -> end(run, RunState.CANCELLED, REPLACED));
    }

    /// The flow is looked at when all is settled.
    void look(UUID flow) {
        flows.add(flow);
    }

    /// Follows up what the changes set free, and writes the counters and the failures.
    void settle() {
        follow();
        countFailures();
    }

    /// Counts the failures in their groups. Other nodes that count in the same group wait for the commit, so it comes
    /// as the last of a transaction.
    void countFailures() {
        if (!failed.isEmpty()) {
            tx.failures().add(failed, nowUs);
            failed.clear();
        }
    }

    /// The same as [#settle] but for the failures.
    void follow() {
        var flowMoves = new FlowMoves(this);
        var followers = new Followers(this, dependents);
        boolean more = true;
        while (more) {
            var released = gates.takeReleased();
            released.forEach(this::enter);
            var next = List.copyOf(flows);
            flows.clear();
            next.forEach(flowMoves::move);
            recorded.forEach(job -> waiting.addAll(followers.dependents(job)));
            recorded.clear();
            var looked = List.copyOf(waiting);
            waiting.clear();
            looked.forEach(followers::release);
            var end = ended.poll();
            if (end != null) {
                followers.follow(end);
            }
            more = !released.isEmpty() || !next.isEmpty() || !looked.isEmpty() || end != null;
        }
        keys.save();
        gates.save();
    }

    /// Runs that were asked to stop.
    Set<UUID> stopping() {
        return stopping;
    }

    /// Runs that changed.
    Set<UUID> changed() {
        return changed;
    }

    /// Jobs that failed too often in a row.
    List<UUID> tired() {
        return new ArrayList<>(tired);
    }
}
