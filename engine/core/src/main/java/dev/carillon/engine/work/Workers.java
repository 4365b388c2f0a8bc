package dev.carillon.engine.work;

import dev.carillon.api.CarillonException;
import dev.carillon.api.JobDefinition.ContactLost;
import dev.carillon.api.Json;
import dev.carillon.api.RunState;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Executor;
import dev.carillon.engine.log.RunLogs;
import dev.carillon.engine.policy.Retries;
import dev.carillon.engine.queue.RunChanges;
import dev.carillon.engine.queue.RunQueue;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.schedule.Lane;
import dev.carillon.engine.service.Clocks;
import dev.carillon.engine.service.Loop;
import dev.carillon.engine.store.Database;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.type.TypeReference;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Runs what the queue gives: claims as many runs as there are free slots, starts each at its due
/// time, watches deadlines and stop requests, and writes results in groups. Four loops, each the only
/// owner of its step; a failure of the database makes a loop repeat its step.
public final class Workers implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration WATCH = Duration.ofMillis(100);
    private static final Duration LOG_INTERVAL = Duration.ofMillis(300);
    private static final int MOST_AT_ONCE = 500;
    private static final TypeReference<Map<String, String>> PARAMETERS = new TypeReference<>() {};

    /// What the workers stand on.
    ///
    /// @param nowUs lower bound of the database's clock
    /// @param changed told the id of each run that changed, after the commit
    public record Parts(
            RunQueue queue,
            RunChanges changes,
            JobCatalog catalog,
            Executor executor,
            RunLogs logs,
            Clocks clocks,
            LongSupplier nowUs,
            Consumer<UUID> changed) {}

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final Parts parts;
    private final UUID node;
    private final int slots;
    private final Lags lags = new Lags();
    private final Map<UUID, ActiveRun> active = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Finish> ended = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<ActiveRun> claimedAhead = new ConcurrentLinkedQueue<>();

    // Owned by the thread of the loop that uses it.
    private final PriorityQueue<ActiveRun> waiting =
            new PriorityQueue<>(Comparator.comparingLong(each -> each.run.dueUs()));
    private final List<Finish> writing = new ArrayList<>();
    private long lastStopScanNanos;

    private final Loop promote;
    private final Loop claim;
    private final Loop begin;
    private final Loop finish;
    private final Loop watch;
    private final Loop output;
    private volatile boolean draining;

    public Workers(Parts parts, UUID node, int slots) {
        this.parts = parts;
        this.node = node;
        this.slots = slots;
        promote = new Loop("carillon-promote", this::promoteOnce);
        claim = new Loop("carillon-claim", this::claimOnce);
        begin = new Loop("carillon-begin", this::beginOnce);
        finish = new Loop("carillon-finish", this::finishOnce);
        watch = new Loop("carillon-watch", this::watchOnce);
        output = new Loop("carillon-output", this::outputOnce);
    }

    public void start() {
        List.of(promote, claim, begin, finish, watch, output).forEach(Loop::start);
    }

    /// There may be runs to claim.
    public void wake() {
        claim.wake();
    }

    /// There may be delayed runs.
    public void wakeDelayed() {
        promote.wake();
    }

    /// Asks an attempt of this node to end, if it is here.
    public void stop(UUID run) {
        var here = active.get(run);
        if (here != null) {
            here.stop(RunState.CANCELLED);
        }
    }

    public int busy() {
        return active.size();
    }

    public Lags lags() {
        return lags;
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
        List.of(promote, claim, begin, watch, output, finish).forEach(Loop::close);
    }

    Duration promoteOnce() {
        long ahead = Lane.AHEAD.toNanos() / 1_000;
        var next = parts.queue.promote(parts.nowUs.getAsLong() + ahead);
        claim.wake();
        if (next.isEmpty()) {
            return POLL;
        }
        long untilMicros = Math.max(0, next.getAsLong() - ahead - parts.nowUs.getAsLong());
        return min(POLL, Duration.ofNanos(untilMicros * 1_000));
    }

    Duration claimOnce() {
        int free = slots - active.size();
        if (free <= 0 || draining) {
            return POLL;
        }
        long now = parts.nowUs.getAsLong();
        var claimed = parts.queue.claim(Math.min(free, MOST_AT_ONCE), now);
        for (var run : claimed) {
            accept(run, now);
        }
        return claimed.size() == Math.min(free, MOST_AT_ONCE) ? Duration.ZERO : POLL;
    }

    private void accept(ClaimedRun run, long nowUs) {
        var definition = parts.catalog.version(run.jobId(), run.jobVersion()).definition();
        long stored = run.fence() > 1 ? parts.logs.size(run.id()) : 0;
        var here = new ActiveRun(run, definition, new RunOutput(run.id(), stored));
        active.put(run.id(), here);
        if (run.running()) {
            launch(here, nowUs);
        } else {
            claimedAhead.add(here);
            begin.wake();
        }
    }

    /// Begins the runs that were claimed ahead and are due by now.
    Duration beginOnce() {
        for (var next = claimedAhead.poll(); next != null; next = claimedAhead.poll()) {
            waiting.add(next);
        }
        long now = parts.nowUs.getAsLong();
        var due = new ArrayList<ActiveRun>();
        while (!waiting.isEmpty() && waiting.peek().run.dueUs() <= now) {
            due.add(waiting.poll());
        }
        if (!due.isEmpty()) {
            beginAll(due, now);
        }
        var next = waiting.peek();
        return next == null
                ? POLL
                : Duration.ofNanos(Math.max(0, next.run.dueUs() - parts.nowUs.getAsLong()) * 1_000);
    }

    private void beginAll(List<ActiveRun> due, long now) {
        List<ClaimedRun> begun;
        try {
            begun = parts.queue.begin(due.stream().map(each -> each.run).toList(), now);
        } catch (RuntimeException e) {
            waiting.addAll(due);
            throw e;
        }
        for (var each : due) {
            if (begun.contains(each.run)) {
                launch(each, now);
            } else {
                active.remove(each.run.id());
                claim.wake();
            }
        }
    }

    private void launch(ActiveRun here, long nowUs) {
        here.starting(nowUs, parts.clocks.nanos().getAsLong());
        Thread.ofVirtual().name("carillon-run-", 0).start(() -> execute(here));
    }

    private void execute(ActiveRun here) {
        var run = here.run;
        var deadline = here.definition.startDeadline();
        long startUs = parts.nowUs.getAsLong();
        if (deadline != null && startUs - run.dueUs() > deadline.toNanos() / 1_000) {
            end(
                    here,
                    new Ending(
                            false,
                            null,
                            "not started: its start deadline of "
                                    + deadline
                                    + " after the due time passed"));
            return;
        }
        lags.add(startUs - run.dueUs());
        var nominal = run.nominalUs();
        var attempt =
                new Attempt(
                        run.id().toString(),
                        run.attempt(),
                        run.fence(),
                        run.jobKey(),
                        here.definition.task(),
                        Json.mapper().readValue(run.parameters(), PARAMETERS),
                        nominal == null ? null : Instant.ofEpochMilli(nominal / 1_000),
                        here.definition.killGrace(),
                        here.definition.onContactLost() == ContactLost.KILL);
        var execution = parts.executor.start(attempt, here.output);
        here.started(execution);
        parts.changed.accept(run.id());
        execution.ending().thenAccept(ending -> end(here, ending));
    }

    private void end(ActiveRun here, Ending ending) {
        ended.add(finish(here, ending));
        finish.wake();
    }

    private Finish finish(ActiveRun here, Ending ending) {
        var state = ending.success() ? RunState.SUCCEEDED : RunState.FAILED;
        var stopped = here.stoppedAs();
        String message = ending.message();
        if (stopped != null && !ending.success()) {
            state = stopped;
            message =
                    stopped == RunState.TIMED_OUT
                            ? "ended after its timeout of "
                                    + here.definition.timeout()
                                    + "; "
                                    + message
                            : "cancelled while running; " + message;
        }
        boolean again =
                (state == RunState.FAILED || state == RunState.TIMED_OUT)
                        && here.run.failures() + 1 < here.run.maxAttempts();
        var pause =
                Retries.delay(
                        here.definition.retry(),
                        here.run.failures() + 1,
                        ThreadLocalRandom.current()::nextDouble);
        return new Finish(
                here.run,
                state,
                again ? null : state,
                parts.nowUs.getAsLong() + pause.toNanos() / 1_000,
                here.startedUs(),
                ending.exitCode(),
                message,
                here.output.progress(),
                here.output.result());
    }

    /// Writes all results there are in one commit. The slot is free after it, not before.
    Duration finishOnce() {
        while (writing.size() < 1_000) {
            var next = ended.poll();
            if (next == null) {
                break;
            }
            writing.add(next);
        }
        if (writing.isEmpty()) {
            return POLL;
        }
        storeOutput(writing.stream().map(each -> active.get(each.run().id())).toList(), true);
        var written = write(writing);
        boolean delayed = false;
        for (var each : written) {
            active.remove(each.run().id());
            delayed |= each.state() == null;
            parts.changed.accept(each.run().id());
        }
        writing.removeAll(written);
        claim.wake();
        if (delayed) {
            promote.wake();
        }
        return writing.isEmpty() ? Duration.ZERO : POLL;
    }

    // One result that cannot be written must not hold back the others.
    private List<Finish> write(List<Finish> results) {
        try {
            parts.queue.finish(results, parts.nowUs.getAsLong());
            return List.copyOf(results);
        } catch (CarillonException e) {
            if (results.size() == 1 || !Database.blamesTheData(e)) {
                throw e;
            }
            LOG.warn(
                    "writing {} results together failed, writing them one by one",
                    results.size(),
                    e);
        }
        var written = new ArrayList<Finish>();
        for (var each : results) {
            try {
                written.addAll(write(List.of(each)));
            } catch (CarillonException e) {
                LOG.error(
                        "the result of run {} cannot be written; it is tried again",
                        each.run().id(),
                        e);
            }
        }
        return written;
    }

    Duration watchOnce() {
        long now = parts.clocks.nanos().getAsLong();
        for (var here : active.values()) {
            if (here.overdue(now)) {
                here.stop(RunState.TIMED_OUT);
            }
        }
        if (!active.isEmpty() && now - lastStopScanNanos >= POLL.toNanos()) {
            lastStopScanNanos = now;
            parts.changes.stopping(node).forEach(this::stop);
        }
        return WATCH;
    }

    Duration outputOnce() {
        storeOutput(List.copyOf(active.values()), false);
        return LOG_INTERVAL;
    }

    // Both the output and the finish loop store; the order of pieces of one run must not mix.
    private synchronized void storeOutput(List<ActiveRun> runs, boolean last) {
        var chunks = new ArrayList<RunLogs.Chunk>();
        for (var each : runs) {
            if (each != null) {
                chunks.addAll(each.output.take(last));
            }
        }
        parts.logs.append(chunks);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
