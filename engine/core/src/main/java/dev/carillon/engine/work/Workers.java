package dev.carillon.engine.work;

import dev.carillon.api.Durations;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.ContactLost;
import dev.carillon.api.RunState;
import dev.carillon.api.Task;
import dev.carillon.api.Usage;
import dev.carillon.engine.auth.Secrets;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Ending.How;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Executor;
import dev.carillon.engine.log.RunLogs;
import dev.carillon.engine.policy.Retries;
import dev.carillon.engine.queue.FreeSlots;
import dev.carillon.engine.queue.RunChanges;
import dev.carillon.engine.queue.RunQueue;
import dev.carillon.engine.queue.Turn;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.run.Parameters;
import dev.carillon.engine.run.Steps;
import dev.carillon.engine.schedule.Lane;
import dev.carillon.engine.segment.Lease;
import dev.carillon.engine.service.Clocks;
import dev.carillon.engine.service.CrashPoint;
import dev.carillon.engine.service.Loop;
import dev.carillon.engine.service.Pause;
import dev.carillon.engine.store.RunTable.OpenRun;
import dev.carillon.engine.store.RunTable.Progress;
import dev.carillon.engine.store.RunTable.UsageRow;
import dev.carillon.engine.store.StoreFailure;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Runs what the queue gives: claims as many runs as there are free slots, and some more while runs are short, starts
/// each at its due time, watches deadlines and stop requests, and writes results in groups. Each loop is the only
/// owner of its step; a failure of the database makes a loop repeat its step.
public final class Workers implements FreeSlots, AutoCloseable {
    private static final Duration POLL = Pause.SHORT;
    private static final Duration WATCH = Duration.ofMillis(100);
    private static final Duration LOG_INTERVAL = Duration.ofMillis(300);
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(1);
    private static final Duration USAGE_INTERVAL = Duration.ofSeconds(3);
    // What was refused is tried once more after this time, and a result as it is so many times.
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final int MOST_REFUSALS = 3;
    private static final int MOST_AT_ONCE = 500;
    private static final int MOST_RESULTS = 1_000;

    // While runs are short, so many are claimed beyond the free slots as those go through in this
    // time: a claim for as many as there are slots would be done with before the next.
    private static final Duration STOCK = Duration.ofMillis(20);
    private static final Duration SHORT = Duration.ofMillis(2);
    private static final int MOST_IN_STOCK = 1_000;
    private static final int MEAN_OF = 16;
    private static final long BEGIN_AHEAD_US = 20_000;
    private static final long GATHER_NANOS = 5_000_000;

    /// What the workers stand on.
    ///
    /// @param spool keeps results while the database is away
    /// @param secrets opens what is stored of secret parameters
    /// @param nowUs lower bound of the database's clock
    /// @param threads runs each start of an attempt, on a thread that suits its task
    /// @param changed called after commits that changed runs
    /// @param lease without it nothing is claimed and nothing is started; results are still written, as the
    ///     fence of each run guards them
    /// @param rest how long it is not looked for runs at most while there are none and nothing is [changed][#changed]
    /// @param oneWriter whether the database takes more time for claims and results when they meet than for the ones
    ///     after the others
    public record Parts(
            RunQueue queue,
            RunChanges changes,
            JobCatalog catalog,
            Executor executor,
            RunLogs logs,
            ResultSpool spool,
            Secrets secrets,
            Clocks clocks,
            LongSupplier nowUs,
            BiConsumer<Task, Runnable> threads,
            Runnable changed,
            Lease lease,
            Duration rest,
            boolean oneWriter) {}

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final Parts parts;
    private final UUID node;
    private final int slots;
    private final Slots places;
    private final Lags lags = new Lags();
    private final LongAdder finished = new LongAdder();
    private final Map<UUID, ActiveRun> active = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Finish> ended = new ConcurrentLinkedQueue<>();
    // Ended because the node lost contact, which is not how the attempt itself would have ended.
    private final Set<ActiveRun> lost = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<ActiveRun> claimedAhead = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<ActiveRun> begun = new ConcurrentLinkedQueue<>();

    // Each is owned by the thread of the loop that uses it.
    private final PriorityQueue<ActiveRun> waiting = byDueTime();
    private final PriorityQueue<ActiveRun> starting = byDueTime();
    private final List<Finish> writing = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private long lastRefusalNanos;
    private final ArrayDeque<ClaimedRun> claimed = new ArrayDeque<>();
    // Of the queues of these.
    private Map<String, Long> openSinceUs = Map.of();
    // Some were claimed that are not understood here, and are given back at this time.
    private boolean strange;
    private long giveBackNanos;
    private long lastStopScanNanos;
    private long lastStoreNanos;
    private long lastClaimNanos;
    // The last claim took as many as it might.
    private volatile boolean more;

    // Guards that slots are taken by one at a time: by the claim from the queue, or for runs that
    // begin with the
    // transaction that makes them. Those come after whatever may be in the queue.
    private final Object taking = new Object();
    private boolean claiming;
    private volatile boolean toLookAt = true;
    // Slots were taken while nothing was under way, and what has them has not begun.
    private volatile boolean firstTaken;

    // While results or claims were just written, the next ones are gathered for a moment, so that
    // under load a commit
    // is for many; half of the slots is enough not to wait.
    private final AtomicInteger endedCount = new AtomicInteger();
    private volatile boolean gatheringEnded;
    private volatile boolean gatheringClaims;
    // A slot that is freed is wanted.
    private volatile boolean hungry;
    // Claimed in stock, and not started for too long. The first such shows that runs are not short
    // any more.
    private final ConcurrentLinkedQueue<ActiveRun> handedBack = new ConcurrentLinkedQueue<>();
    private final AtomicLong meanNanos = new AtomicLong(Duration.ofSeconds(1).toNanos());

    // Held while output is stored, and while runs are claimed by the only writer: pieces of one run
    // are stored in order, the last with its result.
    private final ReentrantLock storing = new ReentrantLock();
    private final List<RunLogs.Chunk> unstored = new ArrayList<>();
    private final OutputBudget outputBudget = OutputBudget.ofThisProcess();

    private final Loop promote;
    private final Loop results;
    private final Loop claim;
    private final Loop begin;
    private final Loop launch;
    private final Loop watch;
    private final Loop output;
    private volatile boolean draining;
    // Set when the answer to a change was lost: some run may be ours without our knowing.
    private volatile boolean inDoubt;

    public Workers(Parts parts, UUID node, int slots) {
        this.parts = parts;
        this.node = node;
        this.slots = slots;
        places = new Slots(slots, this::launch);
        lastStoreNanos = parts.clocks.nanos().getAsLong() - GATHER_NANOS;
        lastClaimNanos = lastStoreNanos;
        promote = new Loop("carillon-promote", this::promoteOnce);
        results = new Loop("carillon-results", this::storeOnce);
        claim = new Loop("carillon-claim", this::claimOnce);
        begin = new Loop("carillon-begin", this::beginOnce);
        launch = new Loop("carillon-launch", this::launchOnce);
        watch = new Loop("carillon-watch", this::watchOnce);
        output = new Loop("carillon-output", this::outputOnce);
    }

    private static PriorityQueue<ActiveRun> byDueTime() {
        return new PriorityQueue<>(Comparator.comparingLong(each -> each.run.dueUs()));
    }

    public void start() {
        List.of(promote, results, claim, begin, launch, watch, output).forEach(Loop::start);
    }

    /// There may be runs to claim.
    public void wake() {
        toLookAt = true;
        if (!gatheringClaims) {
            claim.wake();
        }
    }

    /// There may be delayed runs.
    public void wakeDelayed() {
        promote.wake();
    }

    /// Something changed in the database, which may be a run.
    public void changed() {
        promote.changed();
        claim.changed();
    }

    /// Asks an attempt of this node to end, if it is here.
    public void stop(UUID run) {
        var here = active.get(run);
        if (here != null) {
            here.stop(RunState.CANCELLED);
        }
    }

    /// The lease is over: asks the attempts to end that may not go on without contact.
    public void loseContact() {
        for (var here : active.values()) {
            if (here.definition.onContactLost() == ContactLost.KILL) {
                here.stop(RunState.LOST);
            }
        }
    }

    /// How many are under way here, also those whose result is not written yet.
    public int busy() {
        return active.size();
    }

    public Lags lags() {
        return lags;
    }

    /// How many runs ended here, as their results tell.
    public long finished() {
        return finished.sum();
    }

    /// Takes no more runs.
    public void drain() {
        draining = true;
    }

    /// Stops the loops. What still runs is left to the executor to end; its runs stay RUNNING in the
    /// database and are recovered at the next start.
    @Override
    public void close() {
        draining = true;
        List.of(promote, claim, begin, launch, watch, output, results).forEach(Loop::close);
    }

    /// Moves delayed runs that are due soon into the queue.
    public Duration promoteOnce() {
        long ahead = Lane.AHEAD.toNanos() / 1_000;
        var promoted = parts.queue.promote(parts.nowUs.getAsLong() + ahead);
        if (promoted.count() > 0) {
            wake();
        }
        var next = promoted.nextUs();
        return next.isEmpty() ? parts.rest : until(next.getAsLong() - ahead, parts.rest);
    }

    /// Writes the results there are, in one commit. A slot is free after the commit of its result, not before.
    public Duration storeOnce() {
        long since = parts.clocks.nanos().getAsLong() - lastStoreNanos;
        gatheringEnded = since < GATHER_NANOS && endedCount.get() < enough();
        if (gatheringEnded) {
            return Duration.ofNanos(GATHER_NANOS - since);
        }
        try {
            storeNow();
        } finally {
            lastStoreNanos = parts.clocks.nanos().getAsLong();
        }
        return ended.isEmpty() ? POLL : Duration.ZERO;
    }

    // Half of what may be under way.
    private int enough() {
        return Math.clamp((slots + stock()) / 2, 1, MOST_AT_ONCE);
    }

    private void storeNow() {
        while (writing.size() < MOST_RESULTS) {
            var next = ended.poll();
            if (next == null) {
                break;
            }
            endedCount.decrementAndGet();
            writing.add(next);
        }
        settleLost();
        if (!writing.isEmpty()) {
            storeResults(parts.nowUs.getAsLong());
            if (publishChanges()) {
                wake();
            } else if (hungry) {
                claim.wake();
            }
        }
        writeRefused();
    }

    /// Claims runs for the free slots.
    public Duration claimOnce() {
        acceptClaimed();
        handBack();
        giveBackStrange();
        if (inDoubt) {
            inDoubt = false;
            try {
                parts.changes.giveBack(node, this::isHere, parts.nowUs.getAsLong());
                toLookAt = true;
            } catch (RuntimeException e) {
                inDoubt = true;
                throw e;
            }
        }
        // Before the slots are counted: one that is freed since wakes this loop.
        hungry = true;
        boolean takes = !draining && parts.lease.holds();
        int taken = takeAll();
        try {
            return claimFor(takes, taken);
        } finally {
            synchronized (taking) {
                claiming = false;
            }
        }
    }

    private int takeAll() {
        synchronized (taking) {
            claiming = true;
            return taken();
        }
    }

    private Duration claimFor(boolean takes, int taken) {
        int most = takes ? Math.min(MOST_AT_ONCE, slots + stock() - taken) : 0;
        long since = parts.clocks.nanos().getAsLong() - lastClaimNanos;
        gatheringClaims = most > 0 && since < GATHER_NANOS && !(more && most >= enough());
        if (most <= 0) {
            return POLL;
        }
        if (gatheringClaims) {
            return Duration.ofNanos(GATHER_NANOS - since);
        }
        try {
            int free = Math.clamp(slots - taken, 0, most);
            return claimNow(free, most - free);
        } finally {
            lastClaimNanos = parts.clocks.nanos().getAsLong();
        }
    }

    private Duration claimNow(int free, int ahead) {
        Turn done;
        toLookAt = false;
        try {
            done = turn(free, ahead);
        } catch (RuntimeException e) {
            inDoubt = true;
            throw e;
        }
        claimed.addAll(done.claimed());
        openSinceUs = done.openSinceUs();
        acceptClaimed();
        if (!done.claimed().isEmpty()) {
            parts.changed.run();
        }
        expand(done.flows());
        more = done.more();
        hungry = more;
        if (publishChanges()) {
            toLookAt = true;
            return Duration.ZERO;
        }
        if (more && !done.claimed().isEmpty()) {
            return Duration.ZERO;
        }
        if (done.empty()) {
            return parts.rest;
        }
        return done.nextUs().isEmpty() ? POLL : until(done.nextUs().getAsLong());
    }

    private Turn turn(int free, int ahead) {
        if (!parts.oneWriter) {
            return parts.queue.turn(free, ahead, parts.nowUs.getAsLong());
        }
        storing.lock();
        try {
            return parts.queue.turn(free, ahead, parts.nowUs.getAsLong());
        } finally {
            storing.unlock();
        }
    }

    @Override
    public int free() {
        boolean takes = !draining && !inDoubt && parts.lease.holds();
        return takes && !toLookAt && !more ? Math.max(0, slots - taken()) : 0;
    }

    @Override
    public int take(List<Start> runs) {
        int count = 0;
        synchronized (taking) {
            int left = claiming ? 0 : free();
            for (var next : runs) {
                left -= places.weight(next.run());
                if (left < 0) {
                    break;
                }
                firstTaken |= active.isEmpty();
                add(next.run(), next.definition(), 0, 0);
                count++;
            }
        }
        return count;
    }

    @Override
    public void begin(List<ClaimedRun> runs) {
        for (var run : runs) {
            CrashPoint.CLAIMED.hit();
            start(Objects.requireNonNull(active.get(run.id())));
        }
        if (firstTaken && !runs.isEmpty()) {
            firstTaken = false;
            lookAtActive();
        }
    }

    @Override
    public void giveBack(List<ClaimedRun> runs) {
        runs.forEach(this::leave);
        inDoubt = true;
        claim.wake();
    }

    // How many runs may be claimed beyond the slots.
    private int stock() {
        long mean = meanNanos.get();
        return mean > SHORT.toNanos()
                ? 0
                : (int) Math.min(MOST_IN_STOCK, slots * (STOCK.toNanos() / Math.max(mean, 1)));
    }

    // They have not begun, so that anybody may begin them.
    private void handBack() {
        for (var next = handedBack.poll(); next != null; next = handedBack.poll()) {
            leave(next.run);
            inDoubt = true;
        }
    }

    // As the end of the node would have settled them. Without a lease others may be doing it.
    private void settleLost() {
        if (lost.isEmpty() || !parts.lease.holds()) {
            return;
        }
        var ended = Set.copyOf(lost);
        parts.changes.settleHere(
                node,
                open -> ended.stream().anyMatch(here -> isOf(here, open)),
                parts.nowUs.getAsLong());
        lost.removeAll(ended);
        ended.forEach(here -> leave(here.run));
        parts.changed.run();
    }

    private boolean isHere(OpenRun open) {
        var here = active.get(open.id());
        return here != null && isOf(here, open);
    }

    // A run that was queued again may be claimed again here, before the attempt before that is
    // forgotten.
    private static boolean isOf(ActiveRun here, OpenRun open) {
        return here.run.id().equals(open.id()) && here.run.fence() == open.fence();
    }

    private void leave(ClaimedRun run) {
        active.computeIfPresent(
                run.id(), (_, here) -> here.run.fence() == run.fence() ? null : here);
    }

    /// Slots that are taken by what is under way, and by what was claimed beyond them.
    public int taken() {
        return active.values().stream().mapToInt(here -> places.weight(here.run)).sum();
    }

    // Its parts are queued by it, for the next turn.
    private void expand(List<ClaimedRun> flows) {
        for (var flow : flows) {
            try {
                parts.queue.expand(flow, parts.nowUs.getAsLong());
            } catch (RuntimeException e) {
                if (!StoreFailure.blamesTheData(e)) {
                    throw e;
                }
                refuse(flow, e);
            }
            parts.changed.run();
        }
    }

    // One flow that cannot begin must not hold back the others.
    private void refuse(ClaimedRun flow, RuntimeException why) {
        if (StoreFailure.is(why, StoreFailure.Kind.DUPLICATE)) {
            LOG.warn(
                    "run {} of flow {} met another transaction and begins later",
                    flow.id(),
                    flow.jobKey(),
                    why);
            return;
        }
        LOG.error("run {} of flow {} cannot begin and fails", flow.id(), flow.jobKey(), why);
        try {
            parts.queue.refuse(flow, "cannot begin: " + why.getMessage(), parts.nowUs.getAsLong());
        } catch (RuntimeException e) {
            if (!StoreFailure.blamesTheData(e)) {
                throw e;
            }
            LOG.error("run {} cannot be ended either; it is tried again", flow.id(), e);
        }
    }

    private boolean publishChanges() {
        var others = parts.queue.takeChanged();
        if (!others.isEmpty()) {
            parts.changed.run();
            promote.wake();
        }
        return !others.isEmpty();
    }

    private void storeResults(long now) {
        storing.lock();
        try {
            CrashPoint.ENDED.hit();
            takeOutput(writing.stream().map(each -> active.get(each.run().id())), true);
            parts.queue.finish(writing, RunLogs.rows(unstored), lastUsages(writing), now);
            outputStored();
            CrashPoint.RESULT_WRITTEN.hit();
            forget(writing);
            writing.clear();
            if (!parts.spool.isEmpty()) {
                parts.spool.clear();
            }
        } catch (RuntimeException e) {
            if (!StoreFailure.blamesTheData(e)) {
                parts.spool.keep(writing);
                throw e;
            }
            LOG.warn(
                    "writing {} results together failed, writing them one by one",
                    writing.size(),
                    e);
            storeOutputAlone();
            writeOneByOne(now);
        } finally {
            storing.unlock();
        }
    }

    private List<UsageRow> lastUsages(List<Finish> finishes) {
        return finishes.stream()
                .map(each -> active.get(each.run().id()))
                .filter(Objects::nonNull)
                .flatMap(here -> Stream.ofNullable(usageRow(here, here.lastUsage())))
                .toList();
    }

    private static @Nullable UsageRow usageRow(ActiveRun here, @Nullable Usage usage) {
        return usage == null ? null : new UsageRow(here.run, usage);
    }

    // Before the results, since readers take a result for the end of the output.
    private void storeOutputAlone() {
        try {
            parts.logs.append(unstored);
        } catch (RuntimeException e) {
            if (!StoreFailure.blamesTheData(e)) {
                throw e;
            }
            LOG.error("{} pieces of output cannot be stored and are dropped", unstored.size(), e);
        }
        outputStored();
    }

    // One result that cannot be written must not hold back the others, nor have them written one by
    // one again.
    private void writeOneByOne(long now) {
        for (var rest = writing.iterator(); rest.hasNext(); ) {
            var each = rest.next();
            var why = writeAlone(each, now);
            if (why != null) {
                refused.add(new Refused(each, 1, why));
                lastRefusalNanos = parts.clocks.nanos().getAsLong();
            }
            rest.remove();
        }
    }

    // Null when it is written.
    private @Nullable RuntimeException writeAlone(Finish result, long now) {
        try {
            parts.queue.finish(List.of(result), List.of(), lastUsages(List.of(result)), now);
            forget(List.of(result));
            return null;
        } catch (RuntimeException e) {
            if (!StoreFailure.blamesTheData(e)) {
                throw e;
            }
            LOG.error(
                    "the result of run {} cannot be written; it is tried again",
                    result.run().id(),
                    e);
            return e;
        }
    }

    private void writeRefused() {
        long nanos = parts.clocks.nanos().getAsLong();
        if (refused.isEmpty() || nanos - lastRefusalNanos < AGAIN.toNanos()) {
            return;
        }
        lastRefusalNanos = nanos;
        for (var rest = refused.listIterator(); rest.hasNext(); ) {
            var each = rest.next();
            var result = each.times < MOST_REFUSALS ? each.result : each.asFailure();
            var why = writeAlone(result, parts.nowUs.getAsLong());
            if (why == null) {
                rest.remove();
            } else {
                rest.set(new Refused(each.result, each.times + 1, why));
            }
        }
    }

    /// A result that the database refused alone.
    private record Refused(Finish result, int times, RuntimeException why) {
        private Finish asFailure() {
            return new Finish(
                    result.run(),
                    RunState.FAILED,
                    RunState.FAILED,
                    0,
                    result.startedUs(),
                    result.exitCode(),
                    "ended as "
                            + result.attemptState()
                            + ", and that cannot be written: "
                            + why.getMessage(),
                    null,
                    null);
        }
    }

    private void forget(List<Finish> written) {
        boolean delayed = false;
        for (var each : written) {
            leave(each.run());
            if (each.state() == null) {
                delayed = true;
            } else {
                finished.increment();
            }
        }
        if (!written.isEmpty()) {
            parts.changed.run();
        }
        if (delayed) {
            promote.wake();
        }
    }

    // What was claimed stays in the list until it is taken in, also when a read in between fails.
    private void acceptClaimed() {
        boolean first = active.isEmpty() && !claimed.isEmpty();
        try {
            // Only an attempt after another one finds output that was stored.
            var stored =
                    parts.logs.sizes(
                            claimed.stream()
                                    .filter(run -> run.fence() > 1)
                                    .map(ClaimedRun::id)
                                    .toList());
            for (var next = claimed.peek(); next != null; next = claimed.peek()) {
                CrashPoint.CLAIMED.hit();
                try {
                    accept(next, stored.getOrDefault(next.id(), 0L));
                } catch (RuntimeException e) {
                    if (!StoreFailure.blamesTheData(e)) {
                        throw e;
                    }
                    leaveToOthers(next, e);
                }
                claimed.remove();
            }
        } finally {
            if (first) {
                lookAtActive();
            }
        }
    }

    // It has not begun, and a node of a newer version may understand it. Until it is given back,
    // the claims after this one come to what is behind it.
    private void leaveToOthers(ClaimedRun run, RuntimeException why) {
        leave(run);
        if (!strange) {
            strange = true;
            giveBackNanos = parts.clocks.nanos().getAsLong() + AGAIN.toNanos();
        }
        LOG.error(
                "run {} of job {} cannot be begun here; it is given back",
                run.id(),
                run.jobKey(),
                why);
    }

    private void giveBackStrange() {
        if (strange && parts.clocks.nanos().getAsLong() - giveBackNanos >= 0) {
            strange = false;
            inDoubt = true;
        }
    }

    private void accept(ClaimedRun run, long storedOutput) {
        var definition =
                Steps.of(
                        parts.catalog.version(run.jobId(), run.jobVersion()).definition(),
                        run.traits());
        long openSince = openSinceUs.getOrDefault(run.traits().queue(), 0L);
        var here = add(run, definition, storedOutput, openSince);
        if (run.running()) {
            start(here);
        } else {
            claimedAhead.add(here);
            begin.wake();
        }
    }

    private ActiveRun add(
            ClaimedRun run, JobDefinition definition, long storedOutput, long openSince) {
        var output = new RunOutput(run.id(), storedOutput, outputBudget);
        var here = new ActiveRun(run, definition, output, openSince);
        active.put(run.id(), here);
        return here;
    }

    // Their pauses are long while nothing is under way. Not before the start, which they would take
    // a processor from.
    private void lookAtActive() {
        watch.wake();
        output.wake();
    }

    private void start(ActiveRun here) {
        places.start(here, parts.clocks.nanos().getAsLong());
    }

    /// Marks the runs that were claimed ahead as running, shortly before they are due, so that the
    /// commit of the mark does not delay their start.
    public Duration beginOnce() {
        for (var next = claimedAhead.poll(); next != null; next = claimedAhead.poll()) {
            waiting.add(next);
        }
        long now = parts.nowUs.getAsLong();
        var due = new ArrayList<ActiveRun>();
        if (!parts.lease.holds()) {
            return POLL;
        }
        while (!waiting.isEmpty() && waiting.peek().run.dueUs() - BEGIN_AHEAD_US <= now) {
            due.add(waiting.poll());
        }
        if (!due.isEmpty()) {
            beginAll(due, now);
        }
        var next = waiting.peek();
        return next == null ? POLL : until(next.run.dueUs() - BEGIN_AHEAD_US);
    }

    private void beginAll(List<ActiveRun> due, long now) {
        List<ClaimedRun> begun;
        try {
            begun = parts.queue.begin(due.stream().map(each -> each.run).toList(), now);
        } catch (RuntimeException e) {
            waiting.addAll(due);
            inDoubt = true;
            throw e;
        }
        CrashPoint.BEGUN.hit();
        var ids = begun.stream().map(ClaimedRun::id).collect(Collectors.toSet());
        for (var each : due) {
            if (ids.contains(each.run.id())) {
                this.begun.add(each);
            } else {
                leave(each.run);
            }
        }
        launch.wake();
        parts.changed.run();
        if (ids.size() < due.size()) {
            wake();
        }
    }

    /// Starts the runs that have begun and are due now. Touches no database.
    public Duration launchOnce() {
        for (var next = begun.poll(); next != null; next = begun.poll()) {
            starting.add(next);
        }
        long now = parts.nowUs.getAsLong();
        if (!parts.lease.holds()) {
            return WATCH;
        }
        while (!starting.isEmpty() && starting.peek().run.dueUs() <= now) {
            start(starting.poll());
        }
        var next = starting.peek();
        return next == null ? POLL : until(next.run.dueUs());
    }

    private Duration until(long micros) {
        return until(micros, POLL);
    }

    private Duration until(long micros, Duration most) {
        long left = Math.max(0, micros - parts.nowUs.getAsLong());
        return left >= most.toNanos() / 1_000 ? most : Duration.ofNanos(left * 1_000);
    }

    // Without a thread for it, it begins when there is one.
    private boolean launch(ActiveRun here) {
        try {
            parts.threads.accept(here.definition.task(), () -> execute(here));
            return true;
        } catch (RuntimeException | Error e) {
            begun.add(here);
            LOG.error(
                    "run {} of job {} cannot be started now; it is tried again",
                    here.run.id(),
                    here.run.jobKey(),
                    e);
            return false;
        }
    }

    private void execute(ActiveRun here) {
        long startUs = parts.nowUs.getAsLong();
        here.starting(startUs, parts.clocks.nanos().getAsLong(), parts.lease);
        try {
            startAttempt(here, startUs);
        } catch (RuntimeException | Error e) {
            // Executors answer with an ending; whatever else happens must not leave the run
            // hanging.
            end(here, new Ending(false, null, "cannot be started: " + e));
            LOG.error("run {} of job {} cannot be started", here.run.id(), here.run.jobKey(), e);
        }
    }

    private void startAttempt(ActiveRun here, long startUs) {
        var run = here.run;
        var deadline = here.definition.startDeadline();
        if (!parts.lease.holds()) {
            // Others may have it by now; if they have not, it begins when the lease holds again.
            begun.add(here);
            places.free(here);
            return;
        }
        var last = run.traits().deadlineUs();
        if (last != null && startUs >= last) {
            here.giveUp(RunState.TIMED_OUT);
            end(here, new Ending(false, null, "not started: its deadline was over"));
            return;
        }
        if (here.stoppedAs() != null) {
            end(here, new Ending(false, null, "stopped before it started"));
            return;
        }
        if (deadline != null && startUs - run.dueUs() > deadline.toNanos() / 1_000) {
            here.giveUp(RunState.FAILED);
            end(
                    here,
                    new Ending(
                            false,
                            null,
                            "not started: its start deadline of "
                                    + Durations.format(deadline)
                                    + " after the due time passed"));
            return;
        }
        here.lagUs(startUs)
                .ifPresentOrElse(
                        lag -> lags.add(lag, parts.clocks.nanos().getAsLong()), lags::addKept);
        parts.executor.start(
                attempt(here), here.maskedOutput(), execution -> started(here, execution));
    }

    private void started(ActiveRun here, Execution execution) {
        CrashPoint.PROCESS_STARTED.hit();
        here.started(execution);
        execution.ending().thenAccept(ending -> end(here, ending));
    }

    private Map<String, String> parameters(ActiveRun here) {
        var values = new TreeMap<>(Parameters.read(here.run.parameters()));
        values.replaceAll((name, value) -> parts.secrets.open(value, here.secrets));
        return values;
    }

    private Attempt attempt(ActiveRun here) {
        var run = here.run;
        var nominal = run.nominalUs();
        return new Attempt(
                run.id().toString(),
                run.attempt(),
                run.fence(),
                run.jobKey(),
                here.definition.task(),
                parameters(here),
                nominal == null ? null : Instant.ofEpochMilli(nominal / 1_000),
                here.definition.killGrace(),
                here.definition.onContactLost() == ContactLost.KILL,
                here.startBeforeNanos());
    }

    private void end(ActiveRun here, Ending ending) {
        if (!here.ends()) {
            return;
        }
        try {
            here.endOutput();
            note(here, ending);
        } catch (RuntimeException | Error e) {
            ended.add(bare(here, ending));
            endedCount.incrementAndGet();
            results.wake();
            LOG.error("the end of run {} cannot be told in full", here.run.id(), e);
        } finally {
            // Last, since it may start the next one on this thread.
            places.free(here);
        }
    }

    // What is left to tell of an end when all else fails. It is not tried again.
    private static Finish bare(ActiveRun here, Ending ending) {
        var stopped = here.stoppedAs();
        var state =
                ending.success() ? RunState.SUCCEEDED : stopped == null ? RunState.FAILED : stopped;
        return new Finish(
                here.run,
                state,
                state,
                0,
                here.startedUs(),
                ending.exitCode(),
                "its end could not be told in full; the log of its node says why",
                null,
                null);
    }

    private void note(ActiveRun here, Ending ending) {
        if (ending.how() == How.NOT_BEGUN && here.stoppedAs() == null) {
            begun.add(here);
            return;
        }
        if (!ending.success() && cutOff(here, ending)) {
            lost.add(here);
            results.wake();
            return;
        }
        long took = parts.clocks.nanos().getAsLong() - here.startedNanos();
        meanNanos.updateAndGet(mean -> mean + (took - mean) / MEAN_OF);
        ended.add(finish(here, ending));
        int count = endedCount.incrementAndGet();
        if (!gatheringEnded || count >= enough()) {
            results.wake();
        }
    }

    // By us, or by the watcher before this process knew.
    private boolean cutOff(ActiveRun here, Ending ending) {
        var stopped = here.stoppedAs();
        return stopped == RunState.LOST
                || stopped == null
                        && here.definition.onContactLost() == ContactLost.KILL
                        && (ending.how() == How.CUT_OFF
                                || parts.lease.lapses() != here.lapsesAtStart());
    }

    private Finish finish(ActiveRun here, Ending ending) {
        var state = ending.success() ? RunState.SUCCEEDED : RunState.FAILED;
        var stopped = here.stoppedAs();
        String message = MaskedOutput.masked(ending.message(), here.secrets);
        if (stopped != null && !ending.success()) {
            state = stopped;
            message =
                    stopped == RunState.TIMED_OUT
                            ? "ended after its " + here.limit() + "; " + message
                            : "cancelled while running; " + message;
        }
        var givenUp = here.givenUpAs();
        if (givenUp != null) {
            state = givenUp;
        }
        long now = parts.nowUs.getAsLong();
        var pause =
                Retries.delay(
                        here.definition.retry(),
                        here.run.failures() + 1,
                        ThreadLocalRandom.current()::nextDouble);
        long retryAtUs = now + pause.toNanos() / 1_000;
        boolean again = givenUp == null && isRetried(here, state, ending, retryAtUs);
        return new Finish(
                here.run,
                state,
                again ? null : state,
                retryAtUs,
                here.startedUs(),
                ending.exitCode(),
                message,
                here.output.progress(),
                here.output.result());
    }

    private static boolean isRetried(
            ActiveRun here, RunState state, Ending ending, long retryAtUs) {
        if (state != RunState.FAILED && state != RunState.TIMED_OUT
                || here.run.failures() + 1 >= here.run.maxAttempts()) {
            return false;
        }
        var last = here.run.traits().deadlineUs();
        boolean http = here.definition.task() instanceof Task.Http;
        return (last == null || retryAtUs < last)
                && Retries.allowed(
                        here.definition.retry(),
                        new Retries.Failure(
                                http ? null : ending.exitCode(),
                                http ? ending.exitCode() : null,
                                ending.exceptions(),
                                state == RunState.TIMED_OUT));
    }

    /// Stops runs that are over their timeout or that somebody cancelled elsewhere.
    public Duration watchOnce() {
        long now = parts.clocks.nanos().getAsLong();
        for (var here : active.values()) {
            CrashPoint.RUNNING.hit();
            if (here.overdue(now)) {
                here.stop(RunState.TIMED_OUT);
            }
            here.stopAgain();
        }
        var late = places.takeBack(now - WATCH.toNanos());
        if (!late.isEmpty()) {
            meanNanos.set(Duration.ofSeconds(1).toNanos());
            handedBack.addAll(late);
            claim.wake();
        }
        if (!active.isEmpty() && now - lastStopScanNanos >= POLL.toNanos()) {
            lastStopScanNanos = now;
            parts.changes.stopping(node).forEach(this::stop);
        }
        return active.isEmpty() ? POLL : WATCH;
    }

    /// Stores what the runs under way have said, how far they have come and what they used.
    public Duration outputOnce() {
        storing.lock();
        try {
            takeOutput(active.values().stream(), false);
            parts.logs.append(unstored);
            outputStored();
            storeProgress();
        } finally {
            storing.unlock();
        }
        return active.isEmpty() ? POLL : LOG_INTERVAL;
    }

    private void storeProgress() {
        long now = parts.clocks.nanos().getAsLong();
        var news = new ArrayList<Progress>();
        var usages = new ArrayList<UsageRow>();
        for (var here : active.values()) {
            var percent = here.newProgress(now, PROGRESS_INTERVAL.toNanos());
            if (percent != null) {
                news.add(new Progress(here.run, percent));
            }
            var usage = usageRow(here, here.newUsage(now, USAGE_INTERVAL.toNanos()));
            if (usage != null) {
                usages.add(usage);
            }
        }
        if (news.isEmpty() && usages.isEmpty()) {
            return;
        }
        parts.queue.progress(news, usages);
        for (var each : news) {
            var here = active.get(each.run().id());
            if (here != null) {
                here.progressStored(each.percent(), now);
            }
        }
        for (var each : usages) {
            var here = active.get(each.run().id());
            if (here != null) {
                here.usageStored(each.usage(), now);
            }
        }
        if (!news.isEmpty()) {
            parts.changed.run();
        }
    }

    // While earlier pieces are not stored, later ones stay in the bounded output of their runs.
    private void takeOutput(Stream<@Nullable ActiveRun> runs, boolean last) {
        if (unstored.isEmpty() || last) {
            runs.filter(Objects::nonNull).forEach(run -> unstored.addAll(run.output.take(last)));
        }
    }

    // Or given up: nothing of it is held any more.
    private void outputStored() {
        outputBudget.giveBack(unstored.stream().mapToLong(piece -> piece.bytes().length).sum());
        unstored.clear();
    }
}
