package dev.carillon.engine.executor.java;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Threads for jobs: as many as there are jobs under way. A thread that is done with a short job takes the next one
/// itself, since to wake another costs more than the job; only a thread that was just woken wakes a further one. A
/// thread without work ends after ten seconds.
///
/// It is no fork-join pool, in which a parallel stream of a job would run on the threads of other jobs.
final class JobThreads implements Executor {
    static final String IDLE = "carillon-java";
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    // The one that fell idle last is woken first.
    private final Deque<Sleeper> idle = new ArrayDeque<>();
    private final int mostWaking = Runtime.getRuntime().availableProcessors();
    // Woken or started, and not there yet.
    private int waking;

    /// A thread without work.
    private static final class Sleeper {
        private final Condition called;
        private boolean awake;

        private Sleeper(Condition called) {
            this.called = called;
        }
    }

    @Override
    public void execute(Runnable job) {
        lock.lock();
        try {
            waiting.add(job);
            wakeOne();
        } finally {
            lock.unlock();
        }
    }

    private void wakeOne() {
        if (waking >= mostWaking || waking >= waiting.size()) {
            return;
        }
        waking++;
        var sleeper = idle.pollFirst();
        if (sleeper == null) {
            Thread.ofPlatform().name(IDLE).daemon(true).start(this::runJobs);
        } else {
            sleeper.awake = true;
            sleeper.called.signal();
        }
    }

    private void runJobs() {
        for (var job = next(true); job != null; job = next(false)) {
            job.run();
            // A job may have interrupted the thread it had; the next one is not to see it.
            boolean _ = Thread.interrupted();
        }
    }

    private @Nullable Runnable next(boolean started) {
        lock.lock();
        try {
            boolean woken = started;
            while (true) {
                if (woken) {
                    waking--;
                }
                var job = waiting.poll();
                if (job != null) {
                    if (woken) {
                        wakeOne();
                    }
                    return job;
                }
                if (!sleep()) {
                    return null;
                }
                woken = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /// @return false when nobody has woken it for long
    private boolean sleep() {
        var self = new Sleeper(lock.newCondition());
        idle.addFirst(self);
        long left = KEPT_NANOS;
        while (!self.awake && left > 0) {
            try {
                left = self.called.awaitNanos(left);
            } catch (InterruptedException _) {
                // By nobody who would mean this pause.
                left = KEPT_NANOS;
            }
        }
        if (!self.awake) {
            idle.remove(self);
        }
        return self.awake;
    }
}
