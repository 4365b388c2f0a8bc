package dev.carillon.engine.service;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Repeats a pass on a thread of its own: again after the pause the pass asks for, or at once when
/// woken. A wake-up during a pass is not lost. A pass that fails is logged, and the loop goes on
/// after a back-off. The thread is never interrupted, since it may be in JDBC.
public final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(100);
    private static final Duration LAST_BACK_OFF = Duration.ofSeconds(5);

    private final String name;
    private final Pass pass;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean wakeUp;
    private boolean stopped;
    private @Nullable Thread thread;

    /// One pass; answers how long to pause before the next, zero for not at all.
    @FunctionalInterface
    public interface Pass {
        Duration runOnce() throws Exception;
    }

    public Loop(String name, Pass pass) {
        this.name = name;
        this.pass = pass;
    }

    public void start() {
        thread = Thread.ofPlatform().name(name).daemon(true).start(this::repeat);
    }

    public void wake() {
        lock.lock();
        try {
            wakeUp = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Ends the loop after the pass under way and waits for it. May be called twice.
    @Override
    public void close() {
        lock.lock();
        try {
            stopped = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
        var running = thread;
        if (running == null || running == Thread.currentThread()) {
            return;
        }
        boolean interrupted = false;
        while (running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void repeat() {
        Duration backOff = FIRST_BACK_OFF;
        while (true) {
            Duration pause;
            try {
                pause = pass.runOnce();
                backOff = FIRST_BACK_OFF;
            } catch (Exception | LinkageError e) {
                LOG.warn("{} failed, trying again in {} ms", name, backOff.toMillis(), e);
                pause = backOff;
                backOff =
                        backOff.multipliedBy(2).compareTo(LAST_BACK_OFF) > 0
                                ? LAST_BACK_OFF
                                : backOff.multipliedBy(2);
            }
            if (!pauseFor(pause)) {
                return;
            }
        }
    }

    private boolean pauseFor(Duration pause) {
        long left = pause.toNanos();
        lock.lock();
        try {
            while (!wakeUp && !stopped && left > 0) {
                left = woken.awaitNanos(left);
            }
            wakeUp = false;
            return !stopped;
        } catch (InterruptedException e) {
            LOG.debug("{} was interrupted in its pause and goes on", name, e);
            return !stopped;
        } finally {
            lock.unlock();
        }
    }
}
