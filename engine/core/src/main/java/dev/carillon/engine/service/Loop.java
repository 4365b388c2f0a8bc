package dev.carillon.engine.service;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Repeats a pass on a thread of its own: again after the pause the pass asks for, or at once when
/// woken. A wake-up during a pass is not lost. A pass that fails is logged, and the loop goes on
/// after a [BackOff]; it never ends while the process goes on. The thread is never interrupted, since it may be in JDBC.
public final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private final String name;
    private final Pass pass;
    private final ProcessEnd end;

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
        this(name, pass, ProcessEnd.HALT);
    }

    /// @param end called when the loop cannot go on
    Loop(String name, Pass pass, ProcessEnd end) {
        this.name = name;
        this.pass = pass;
        this.end = end;
    }

    public void start() {
        thread =
                Thread.ofPlatform()
                        .name(name)
                        .daemon(true)
                        .uncaughtExceptionHandler(BackOff.guard(end))
                        .start(this::repeat);
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
        var backOff = new BackOff(name, end);
        while (true) {
            Duration pause;
            try {
                pause = pass.runOnce();
                backOff.succeeded();
            } catch (Throwable e) {
                pause = backOff.failed(e);
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
