package dev.carillon.engine.work;

import dev.carillon.api.Durations;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.Overlap;
import dev.carillon.api.RunState;
import dev.carillon.api.Usage;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Output;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.segment.Lease;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/// An attempt in this process, from its claim to the commit of its result.
final class ActiveRun {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveRun.class);

    final ClaimedRun run;
    final JobDefinition definition;
    final RunOutput output;
    private final long openSinceUs;

    /// Secrets among its parameters; filled before it is started.
    final List<String> secrets = new CopyOnWriteArrayList<>();

    private @Nullable Output masked;
    private @Nullable Execution execution;
    private @Nullable RunState stopAs;
    private boolean stopAgain;
    private boolean underWay;
    private @Nullable RunState givenUpAs;
    private String limit = "timeout";
    private long startedUs;
    private long startedNanos;
    private int lapsesAtStart;
    private @Nullable Double storedProgress;
    private long progressNanos;
    private @Nullable Usage storedUsage;
    private long usageNanos;
    private @Nullable Long leaseEndsNanos;
    private long deadlineNanos = Long.MAX_VALUE;

    /// @param openSinceUs since when its queue kept it no more, [Long#MAX_VALUE] when it may have
    ActiveRun(ClaimedRun run, JobDefinition definition, RunOutput output, long openSinceUs) {
        this.run = run;
        this.definition = definition;
        this.output = output;
        this.openSinceUs = openSinceUs;
    }

    /// How late a start is by the fault of the scheduler; empty when a limit, or another run, may have kept it.
    OptionalLong lagUs(long startUs) {
        return openSinceUs == Long.MAX_VALUE || mayWaitForAnother()
                ? OptionalLong.empty()
                : OptionalLong.of(startUs - Math.max(run.dueUs(), openSinceUs));
    }

    // One that is begun again without a failure was on a node that is gone.
    private boolean mayWaitForAnother() {
        return run.attempt() > run.failures() + 1
                || run.traits().limitKey() != null
                || run.traits().flow() != null
                || !definition.dependsOn().isEmpty()
                || definition.overlap() == Overlap.QUEUE
                || definition.overlap() == Overlap.REPLACE;
    }

    /// Notes the start.
    ///
    /// @param nowNanos monotonic clock
    /// @param lease as it is before it is asked whether it holds
    synchronized void starting(long startedUs, long nowNanos, Lease lease) {
        underWay = true;
        this.startedUs = startedUs;
        startedNanos = nowNanos;
        progressNanos = nowNanos;
        lapsesAtStart = lease.lapses();
        leaseEndsNanos = lease.endsNanos();
        var timeout = definition.timeout();
        if (timeout != null) {
            deadlineNanos = nowNanos + timeout.toNanos();
            limit = "timeout of " + Durations.format(timeout);
        }
        var last = run.traits().deadlineUs();
        if (last != null) {
            long left = (last - startedUs) * 1_000;
            if (timeout == null || left < timeout.toNanos()) {
                deadlineNanos = nowNanos + left;
                limit = "deadline";
            }
        }
    }

    /// Notes the end of what was started.
    ///
    /// @return false when it is noted already
    synchronized boolean ends() {
        boolean first = underWay;
        underWay = false;
        return first;
    }

    /// What the attempt ran into when it is overdue, for people.
    synchronized String limit() {
        return limit;
    }

    /// It is not started, and not tried again.
    synchronized void giveUp(RunState as) {
        givenUpAs = as;
    }

    synchronized @Nullable RunState givenUpAs() {
        return givenUpAs;
    }

    /// The output with the secrets masked.
    synchronized Output maskedOutput() {
        var output = MaskedOutput.of(this.output, secrets);
        masked = output;
        return output;
    }

    /// Nothing more is said.
    synchronized void endOutput() {
        if (masked != null) {
            MaskedOutput.end(masked);
        }
    }

    void started(Execution execution) {
        boolean stop;
        synchronized (this) {
            this.execution = execution;
            stop = stopAs != null;
        }
        if (stop) {
            ask(execution);
        }
    }

    // Nobody's loop is to fail for one attempt.
    private void ask(Execution running) {
        try {
            running.stop();
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                stopAgain = true;
            }
            LOG.error("run {} cannot be asked to end; it is asked again", run.id(), e);
        }
    }

    /// Asks the attempt to end; the first reason counts.
    ///
    /// @param as CANCELLED, TIMED_OUT, or LOST when the node lost contact
    void stop(RunState as) {
        Execution running;
        synchronized (this) {
            if (stopAs != null) {
                return;
            }
            stopAs = as;
            running = execution;
        }
        if (running != null) {
            ask(running);
        }
    }

    /// Asks the attempt to end once more if that was not possible before.
    void stopAgain() {
        Execution running;
        synchronized (this) {
            running = stopAgain ? execution : null;
            stopAgain = false;
        }
        if (running != null) {
            ask(running);
        }
    }

    synchronized boolean overdue(long nowNanos) {
        return deadlineNanos != Long.MAX_VALUE && nowNanos - deadlineNanos >= 0;
    }

    synchronized @Nullable RunState stoppedAs() {
        return stopAs;
    }

    synchronized int lapsesAtStart() {
        return lapsesAtStart;
    }

    synchronized @Nullable Long startBeforeNanos() {
        return leaseEndsNanos;
    }

    /// How far it has come, if that is news and none were stored within the time before.
    synchronized @Nullable Double newProgress(long nowNanos, long betweenNanos) {
        var now = output.progress();
        boolean early = nowNanos - progressNanos < betweenNanos;
        return early || Objects.equals(now, storedProgress) ? null : now;
    }

    synchronized void progressStored(double percent, long nowNanos) {
        storedProgress = percent;
        progressNanos = nowNanos;
    }

    /// What it used, if that is news and none was stored within the time before.
    @Nullable Usage newUsage(long nowNanos, long betweenNanos) {
        synchronized (this) {
            if (storedUsage != null && nowNanos - usageNanos < betweenNanos) {
                return null;
            }
        }
        return lastUsage();
    }

    /// The same, at whatever time.
    @Nullable Usage lastUsage() {
        Execution measured;
        Usage stored;
        synchronized (this) {
            measured = execution;
            stored = storedUsage;
        }
        var usage = measured == null ? null : measured.usage();
        return Objects.equals(usage, stored) ? null : usage;
    }

    synchronized void usageStored(Usage usage, long nowNanos) {
        storedUsage = usage;
        usageNanos = nowNanos;
    }

    synchronized long startedNanos() {
        return startedNanos;
    }

    synchronized long startedUs() {
        return startedUs;
    }
}
