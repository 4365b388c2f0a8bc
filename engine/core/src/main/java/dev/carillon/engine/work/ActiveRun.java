package dev.carillon.engine.work;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.RunState;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.run.ClaimedRun;

import org.jspecify.annotations.Nullable;

/// An attempt in this process, from its claim to the commit of its result.
final class ActiveRun {
    final ClaimedRun run;
    final JobDefinition definition;
    final RunOutput output;

    private @Nullable Execution execution;
    private @Nullable RunState stopAs;
    private long startedUs;
    private long deadlineNanos = Long.MAX_VALUE;

    ActiveRun(ClaimedRun run, JobDefinition definition, RunOutput output) {
        this.run = run;
        this.definition = definition;
        this.output = output;
    }

    /// Notes the start.
    ///
    /// @param nowNanos monotonic clock
    synchronized void starting(long startedUs, long nowNanos) {
        this.startedUs = startedUs;
        var timeout = definition.timeout();
        if (timeout != null) {
            deadlineNanos = nowNanos + timeout.toNanos();
        }
    }

    void started(Execution execution) {
        boolean stop;
        synchronized (this) {
            this.execution = execution;
            stop = stopAs != null;
        }
        if (stop) {
            execution.stop();
        }
    }

    /// Asks the attempt to end; the first reason counts.
    ///
    /// @param as CANCELLED or TIMED_OUT
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
            running.stop();
        }
    }

    synchronized boolean overdue(long nowNanos) {
        return deadlineNanos != Long.MAX_VALUE && nowNanos - deadlineNanos >= 0;
    }

    synchronized @Nullable RunState stoppedAs() {
        return stopAs;
    }

    synchronized long startedUs() {
        return startedUs;
    }
}
