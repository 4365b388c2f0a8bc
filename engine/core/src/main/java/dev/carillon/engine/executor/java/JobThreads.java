package dev.carillon.engine.executor.java;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Threads for jobs: as many as there are jobs under way. A thread that is done with a short job takes the next one
/// itself, since to wake another costs more than the job; only a thread that was just woken wakes a further one. A
/// thread without work ends after ten seconds. When there is no thread for a job, it is refused, or waits for the
/// thread of another one.
///
/// It is no fork-join pool, in which a parallel stream of a job would run on the threads of other jobs.
final class JobThreads implements Executor {
    static final String IDLE = "carillon-java";
    private static final Logger LOG = LoggerFactory.getLogger(JobThreads.class);
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final ThreadFactory threads;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
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

    JobThreads() {
        this(Thread.ofPlatform().name(IDLE).daemon(true).factory());
    }

    JobThreads(ThreadFactory threads) {
        this.threads = threads;
    }

    /// @throws Error when there is no thread for it; it is not run then
    @Override
    public void execute(Runnable job) {
        lock.lock();
        try {
            waiting.add(job);
            try {
                wakeOne(waiting.size());
            } catch (RuntimeException | Error e) {
                waiting.removeLast();
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    private void wakeOne(int jobs) {
        if (waking >= mostWaking || waking >= jobs) {
            return;
        }
        var sleeper = idle.pollFirst();
        if (sleeper == null) {
            threads.newThread(this::runJobs).start();
        } else {
            sleeper.awake = true;
            sleeper.called.signal();
        }
        // Not before it is known that one comes.
        waking++;
    }

    private void runJobs() {
        for (var job = next(true); job != null; job = next(false)) {
            try {
                job.run();
            } catch (RuntimeException | Error e) {
                // Others may wait for this thread.
                LOG.error("a job ended its thread by what it threw", e);
            }
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
                if (!waiting.isEmpty()) {
                    if (woken) {
                        wakeNext();
                    }
                    return waiting.remove();
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

    private void wakeNext() {
        try {
            wakeOne(waiting.size() - 1);
        } catch (RuntimeException | Error e) {
            LOG.warn("there is no further thread; {} jobs wait for this one", waiting.size(), e);
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
