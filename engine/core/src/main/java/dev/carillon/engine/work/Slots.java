package dev.carillon.engine.work;

import dev.carillon.engine.run.ClaimedRun;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;

/// The slots of a node, and the runs that were claimed beyond them and wait here until one is free, in the order
/// they came. Safe for several threads.
final class Slots {
    private record Ready(ActiveRun run, long sinceNanos) {}

    private final int count;
    private final Predicate<ActiveRun> start;
    private final Queue<Ready> ready = new ArrayDeque<>();
    private int taken;

    /// @param start starts a run whose slots are taken, or says that it cannot be started now; called without a lock
    Slots(int count, Predicate<ActiveRun> start) {
        this.count = count;
        this.start = start;
    }

    /// A run that weighs more than the node has takes all of it.
    int weight(ClaimedRun run) {
        return Math.min(count, run.traits().weight());
    }

    /// Starts the run when its slots are free, which may be now.
    void start(ActiveRun run, long nowNanos) {
        synchronized (this) {
            ready.add(new Ready(run, nowNanos));
        }
        startReady();
    }

    /// The run has ended, or is not to be started now after all.
    void free(ActiveRun run) {
        release(run);
        startReady();
    }

    private synchronized void release(ActiveRun run) {
        taken -= weight(run.run);
    }

    // When one cannot be started, the next ones could not either.
    private void startReady() {
        for (var next = take(); next != null; next = take()) {
            if (!start.test(next)) {
                release(next);
                return;
            }
        }
    }

    private synchronized @Nullable ActiveRun take() {
        var next = ready.peek();
        if (next == null || taken + weight(next.run.run) > count) {
            return null;
        }
        ready.remove();
        taken += weight(next.run.run);
        return next.run;
    }

    /// Takes away those that have waited since before then.
    synchronized List<ActiveRun> takeBack(long beforeNanos) {
        var late = new ArrayList<ActiveRun>();
        for (var next = ready.peek();
                next != null && next.sinceNanos - beforeNanos < 0;
                next = ready.peek()) {
            ready.remove();
            late.add(next.run);
        }
        return late;
    }

    /// How many wait for a slot.
    synchronized int waiting() {
        return ready.size();
    }
}
