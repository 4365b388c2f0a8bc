package dev.carillon.engine.queue;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Json;
import dev.carillon.api.RunState;
import dev.carillon.engine.change.Action;
import dev.carillon.engine.change.ChangeLog;
import dev.carillon.engine.change.Entry;
import dev.carillon.engine.run.Rank;
import dev.carillon.engine.service.CrashPoint;
import dev.carillon.engine.store.RunTable.AttemptRow;
import dev.carillon.engine.store.RunTable.OpenRun;
import dev.carillon.engine.store.RunTable.Wait;
import dev.carillon.engine.store.StoreFailure;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What a person or the start of a node does to runs: cancel, hold, release, and recover after a
/// crash.
public final class RunChanges {
    private static final Logger LOG = LoggerFactory.getLogger(RunChanges.class);
    private static final int MOST_LOSSES = 5;
    private static final int MOST_AT_ONCE = 500;
    private static final int MOST_LOOKED_AT = 200;

    /// Before all jobs.
    public static final UUID FIRST = new UUID(0, 0);

    private static final int MOST_EXPIRED = 200;
    private static final String CLOCK_STEP = "clock-step";
    private static final long SAME_STEP_US = 30_000_000;
    private static final long CLOCKS_APART_US = 2_000_000;

    /// What recovery found.
    public record Recovered(int requeued, int lost, int cancelled) {
        public int all() {
            return requeued + lost + cancelled;
        }
    }

    /// What a change did.
    ///
    /// @param state of the run after it
    /// @param stopping runs that were asked to stop
    public record Changed(RunState state, Set<UUID> stopping) {}

    private final Stores stores;
    private final Ground ground;

    public RunChanges(Stores stores, Ground ground) {
        this.stores = stores;
        this.ground = ground;
    }

    /// Ends a run that has not begun; asks a running one to stop, with all its parts. Cancelling a
    /// finished run changes nothing.
    public Changed cancel(UUID id, long nowUs) {
        return end(id, null, nowUs);
    }

    /// The same for a person.
    public Changed cancel(UUID id, String by, long nowUs) {
        return end(id, new Entry(Action.RUN_CANCEL, id.toString(), by, nowUs), nowUs);
    }

    private Changed end(UUID id, @Nullable Entry entry, long nowUs) {
        return repeated(id, nowUs, entry, StateChanges::cancel);
    }

    /// Keeps a run that has not begun from starting until it is released.
    ///
    /// @throws CarillonException CONFLICT for a run that has begun or ended
    public Changed hold(UUID id, String by, long nowUs) {
        return repeated(
                id,
                nowUs,
                new Entry(Action.RUN_HOLD, id.toString(), by, nowUs),
                (moves, run) -> StateChanges.hold(moves, run, by));
    }

    /// Keeps the at-most-once runs that are due and have not begun from starting, where they may have begun in a later
    /// time than this database knows.
    ///
    /// @return how many
    public int holdAtMostOnce(String by, long nowUs) {
        var due = stores.transaction(tx -> tx.runs().atMostOnceUnbegun(nowUs));
        due.forEach(run -> hold(run, by, nowUs));
        return due.size();
    }

    /// Lets a held run go on from where it was.
    ///
    /// @throws CarillonException CONFLICT for a run that is not held
    public Changed release(UUID id, String by, long nowUs) {
        return repeated(
                id,
                nowUs,
                new Entry(Action.RUN_RELEASE, id.toString(), by, nowUs),
                StateChanges::release);
    }

    /// What [#expire] did.
    ///
    /// @param more whether some deadline is over soon, or could not be heeded
    public record Expired(List<Changed> changed, boolean more) {}

    /// Ends what has not begun, and flows, whose deadline is over.
    ///
    /// @param soon what it answers of deadlines that are over within this time
    public Expired expire(long nowUs, Duration soon) {
        long untilUs = nowUs + soon.toNanos() / 1_000;
        var runs = stores.transaction(tx -> tx.runs().expired(untilUs, MOST_EXPIRED));
        var expired = new ArrayList<Changed>();
        for (var run : runs) {
            if (Objects.requireNonNull(run.traits().deadlineUs()) >= nowUs) {
                break;
            }
            eachAlone(
                    "run {} is over its deadline and cannot be ended; it is tried again",
                    run.id(),
                    () ->
                            expired.add(
                                    repeated(
                                            run.id(),
                                            nowUs,
                                            null,
                                            (moves, now) ->
                                                    moves.cancel(
                                                            now,
                                                            RunState.TIMED_OUT,
                                                            "its deadline was over before it started"))));
        }
        return new Expired(expired, !runs.isEmpty());
    }

    /// The same without a look ahead.
    public Expired expire(long nowUs) {
        return expire(nowUs, Duration.ZERO);
    }

    /// Looks once more at runs that wait for other jobs: what they wait for may have been changed so that nothing tells
    /// them any more. Of so many jobs, those that come next after one.
    ///
    /// @return the last job that was looked at, the first one when there are no more
    public UUID lookAgain(UUID after, long nowUs) {
        var jobs = stores.transaction(tx -> tx.runs().jobsThatWait(after, MOST_LOOKED_AT));
        for (var job : jobs) {
            eachAlone(
                    "what runs of job {} wait for cannot be told; it is tried again",
                    job,
                    () -> stores.transaction(tx -> lookAgainAt(tx, job, nowUs)));
        }
        return jobs.size() < MOST_LOOKED_AT ? FIRST : jobs.getLast();
    }

    private boolean lookAgainAt(Tx tx, UUID job, long nowUs) {
        var waiting = tx.runs().waiting(Wait.JOB, Places.of(Wait.JOB, job), job.toString());
        var traits = waiting.stream().map(OpenRun::traits).toList();
        var moves = Moves.lock(tx, ground, nowUs, traits);
        traits.forEach(moves::waits);
        moves.settle();
        return true;
    }

    /// Moves what is told in elapsed time along with a step of the database's clock, so that nothing
    /// waits longer for it and no deadline comes sooner.
    /// Several nodes see the same step; one of them moves.
    ///
    /// @param nowUs by the clock after its step
    /// @return false when it is moved already
    public boolean shift(Duration step, long nowUs) {
        long byUs = step.toNanos() / 1_000;
        return stores.transaction(
                tx -> {
                    tx.segments().lock(0);
                    if (tx.calendars()
                            .setting(CLOCK_STEP)
                            .filter(last -> same(last, byUs, nowUs))
                            .isPresent()) {
                        return false;
                    }
                    tx.calendars().set(CLOCK_STEP, nowUs + " " + byUs);
                    tx.runs().shift(byUs);
                    tx.triggers().shiftDelays(byUs / 1_000);
                    return true;
                });
    }

    private static boolean same(String last, long byUs, long nowUs) {
        String[] parts = last.split(" ", 2);
        return Math.abs(nowUs - Long.parseLong(parts[0])) < SAME_STEP_US
                && Math.abs(byUs - Long.parseLong(parts[1])) < CLOCKS_APART_US;
    }

    /// Notes that somebody has dealt with a failed run.
    public void dismiss(UUID id, String by, long nowUs) {
        stores.transaction(
                tx -> {
                    var run = require(tx, id);
                    if (!run.state().finished()) {
                        throw new CarillonException(
                                ErrorCode.CONFLICT, "run " + id + " is " + run.state());
                    }
                    if (tx.runs().handled(id, nowUs)) {
                        ChangeLog.record(
                                tx, new Entry(Action.RUN_DISMISS, id.toString(), by, nowUs));
                    }
                    return true;
                });
    }

    /// Takes back that somebody has dealt with a failed run.
    public void reopen(UUID id, String by, long nowUs) {
        stores.transaction(
                tx -> {
                    require(tx, id);
                    if (tx.runs().unhandled(id)) {
                        ChangeLog.record(
                                tx, new Entry(Action.RUN_REOPEN, id.toString(), by, nowUs));
                    }
                    return true;
                });
    }

    /// Notes in the transaction that makes the new run that it is run again, and so dealt with.
    public static void retried(Tx tx, UUID id, UUID again, String by, long nowUs) {
        boolean handled = !tx.runs().handled(id, nowUs);
        ChangeLog.record(
                tx,
                new Entry(Action.RUN_RETRY, id.toString(), by, nowUs)
                        .noting("as run " + again)
                        .changing(
                                Json.mapper().createObjectNode().put("handled", handled),
                                Json.mapper().createObjectNode().put("run", again.toString())));
    }

    /// Takes a retry back: the new run ends before it begins.
    ///
    /// @param handled whether somebody had dealt with the first run before
    /// @throws CarillonException CONFLICT when the new run has begun
    public void undoRetry(UUID id, UUID again, boolean handled, String by, long nowUs) {
        repeated(
                again,
                nowUs,
                new Entry(Action.RUN_CANCEL, again.toString(), by, nowUs)
                        .noting("the retry of run " + id + " was undone"),
                (moves, run) -> {
                    switch (run.state()) {
                        case DELAYED, QUEUED, WAITING, HELD -> {}
                        default ->
                                throw new CarillonException(
                                        ErrorCode.CONFLICT,
                                        "run "
                                                + again
                                                + ", the retry of run "
                                                + id
                                                + ", is "
                                                + run.state()
                                                + "; only one that has not begun can be taken back, cancel it if it is to stop");
                    }
                    boolean done = moves.cancel(run, RunState.CANCELLED, "the retry was undone");
                    if (done && !handled) {
                        moves.tx.runs().unhandled(id);
                    }
                    return done;
                });
    }

    private interface Change {
        /// @return false when the run changed between the read and the write
        boolean in(Moves moves, OpenRun run);
    }

    // The entry is recorded when the state of the run changes.
    private Changed repeated(UUID id, long nowUs, @Nullable Entry entry, Change change) {
        for (int tries = 0; tries < 10; tries++) {
            var after = stores.transaction(tx -> change(tx, id, nowUs, entry, change));
            if (after.isPresent()) {
                return after.get();
            }
        }
        throw new CarillonException(
                ErrorCode.CHANGED_MEANWHILE, "run " + id + " keeps changing; try again");
    }

    private Optional<Changed> change(
            Tx tx, UUID id, long nowUs, @Nullable Entry entry, Change change) {
        var read = require(tx, id);
        var moves =
                read.traits().ofSeveral()
                        ? Moves.lockFlow(tx, ground, nowUs, id)
                        : Moves.lock(tx, ground, nowUs, List.of(read.traits()));
        // Again, now that it is locked against what its locks guard.
        var before = require(tx, id);
        boolean done = change.in(moves, before);
        moves.settle();
        if (!done) {
            return Optional.empty();
        }
        var after = require(tx, id).state();
        if (entry != null && after != before.state()) {
            ChangeLog.record(tx, entry.changing(state(before.state()), state(after)));
        }
        return Optional.of(new Changed(after, moves.stopping()));
    }

    private static JsonNode state(RunState state) {
        return Json.mapper().createObjectNode().put("state", state.name());
    }

    private static OpenRun require(Tx tx, UUID id) {
        return tx.runs()
                .open(id)
                .orElseThrow(
                        () -> new CarillonException(ErrorCode.NOT_FOUND, "there is no run " + id));
    }

    /// Settles what nodes that are gone left open: claimed but not begun runs and at-least-once runs go
    /// back to the queue, at-most-once runs end as LOST. A node is gone by its row in the table only when its
    /// processes are killed. Several nodes may do this at once, and twice changes nothing the second time.
    public Recovered settleGone(long nowUs) {
        return settle(stores.transaction(tx -> tx.runs().openOnGone()), nowUs);
    }

    /// The same for runs of this node whose processes were killed because it lost contact for a while.
    ///
    /// @param lost which runs, by their fences too: the node may have claimed one again since
    public Recovered settleHere(UUID node, Predicate<OpenRun> lost, long nowUs) {
        var open = stores.transaction(tx -> tx.runs().openOn(node));
        return settle(open.stream().filter(lost).toList(), nowUs);
    }

    // What goes back to the queue first and many in one commit, as the next node waits for it; what
    // ends, one by one, since each may let others go on, and one that cannot be ended must not keep
    // the others.
    private Recovered settle(List<OpenRun> open, long nowUs) {
        var back = new ArrayList<OpenRun>();
        var over = new ArrayList<OpenRun>();
        for (var run : open) {
            boolean again = run.state() != RunState.STOPPING && mayBeginAgain(run);
            (again ? back : over).add(run);
        }
        for (int from = 0; from < back.size(); from += MOST_AT_ONCE) {
            CrashPoint.RECOVERING.hit();
            var part = back.subList(from, Math.min(back.size(), from + MOST_AT_ONCE));
            stores.transaction(tx -> queueAgain(tx, part, nowUs));
        }
        int lost = 0;
        int cancelled = 0;
        for (var run : over) {
            CrashPoint.RECOVERING.hit();
            if (!endLeft(run, nowUs)) {
                continue;
            }
            if (run.state() == RunState.STOPPING) {
                cancelled++;
            } else {
                lost++;
            }
        }
        return new Recovered(back.size(), lost, cancelled);
    }

    private static boolean mayBeginAgain(OpenRun run) {
        return run.state() != RunState.RUNNING || !run.atMostOnce() && run.losses() < MOST_LOSSES;
    }

    private boolean endLeft(OpenRun run, long nowUs) {
        boolean stopping = run.state() == RunState.STOPPING;
        String why =
                stopping
                        ? "its node ended while it was stopping"
                        : run.atMostOnce()
                                ? "its node ended while it was running; at-most-once is not started again"
                                : "its node ended while it was running, for the "
                                        + (run.losses() + 1)
                                        + "th time";
        var state = stopping ? RunState.CANCELLED : RunState.LOST;
        return eachAlone(
                "run {}, which its node left, cannot be ended; it is tried again",
                run.id(),
                () -> stores.transaction(tx -> end(tx, run, state, why, nowUs)));
    }

    // One that is refused must not keep the others from it.
    private static boolean eachAlone(String refused, UUID what, BooleanSupplier step) {
        try {
            return step.getAsBoolean();
        } catch (RuntimeException e) {
            if (!StoreFailure.blamesTheData(e)) {
                throw e;
            }
            LOG.error(refused, what, e);
            return false;
        }
    }

    private static boolean queueAgain(Tx tx, List<OpenRun> runs, long nowUs) {
        var begun = runs.stream().filter(run -> run.state() == RunState.RUNNING).toList();
        var unbegun = runs.stream().filter(run -> run.state() != RunState.RUNNING).toList();
        if (!unbegun.isEmpty()) {
            handBack(tx, unbegun);
        }
        if (!begun.isEmpty()) {
            String why = "its node ended while it was running; queued again";
            var lost = tx.runs().requeue(begun, ranks(begun), why);
            if (!lost.isEmpty()) {
                tx.runs().keepAttempts(lost.stream().map(run -> lost(run, nowUs)).toList());
            }
        }
        return true;
    }

    /// Gives back what this node has by the table and not in fact, because the answer to a claim was
    /// lost: such a run was never started, so it is queued again whatever its delivery. Call it from
    /// the thread that claims. A claim that is still under way in the database ends before.
    ///
    /// @param here which runs the node has in fact, by their fences too
    public void giveBack(UUID node, Predicate<OpenRun> here, long nowUs) {
        var unbegun = new ArrayList<OpenRun>();
        var open =
                stores.transaction(
                        tx -> {
                            tx.nodes().awaitClaims(node);
                            return tx.runs().openOn(node);
                        });
        for (var run : open) {
            if (here.test(run)) {
                continue;
            }
            if (run.state() == RunState.STOPPING) {
                stores.transaction(
                        tx ->
                                end(
                                        tx,
                                        run,
                                        RunState.CANCELLED,
                                        "cancelled before it started",
                                        nowUs));
            } else {
                unbegun.add(run);
            }
        }
        if (!unbegun.isEmpty()) {
            stores.transaction(tx -> handBack(tx, unbegun));
        }
    }

    private static boolean handBack(Tx tx, List<OpenRun> unbegun) {
        tx.runs().handBack(unbegun, ranks(unbegun));
        return true;
    }

    private static Map<UUID, Long> ranks(List<OpenRun> runs) {
        return runs.stream()
                .collect(
                        Collectors.toMap(
                                OpenRun::id, run -> Rank.of(run.dueUs(), run.traits().priority())));
    }

    private static AttemptRow lost(OpenRun run, long nowUs) {
        return new AttemptRow(
                run.id(),
                run.attempt(),
                run.fence(),
                run.node(),
                RunState.LOST,
                run.startedUs(),
                nowUs,
                null,
                "the node ended while the attempt was running");
    }

    /// Runs of this node that somebody asked to stop.
    public List<UUID> stopping(UUID node) {
        return stores.transaction(tx -> tx.runs().stopping(node));
    }

    private boolean end(Tx tx, OpenRun run, RunState state, String why, long nowUs) {
        var moves = Moves.lock(tx, ground, nowUs, List.of(run.traits()));
        boolean done = moves.end(run, state, why);
        moves.settle();
        return done;
    }
}
