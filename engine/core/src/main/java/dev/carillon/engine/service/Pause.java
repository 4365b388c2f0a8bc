package dev.carillon.engine.service;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The pause of a thread between two looks: over after some time, or at once when somebody wakes it. When something
/// changed since the last look began, it is at most [#SHORT], so that whoever has nothing to do may rest for longer
/// and still finds each change a [#SHORT] later, without being told what it was. Nothing that is told during a look
/// is lost. One thread looks and waits; any may tell.
public final class Pause {
    /// How long one waits that others may change something for.
    public static final Duration SHORT = Duration.ofSeconds(1);

    /// How long one rests that is told of every change. It looks again all the same.
    public static final Duration REST = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private boolean wakeUp;
    private boolean ended;
    private boolean resting;
    // Read without the lock, as under load each commit tells of a change.
    private volatile boolean changed;

    /// A look begins: it sees what changed before.
    public void look() {
        changed = false;
    }

    /// Ends this pause, or the next.
    public void wake() {
        lock.lock();
        try {
            wakeUp = true;
            told.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Something changed.
    public void changed() {
        if (changed) {
            return;
        }
        lock.lock();
        try {
            changed = true;
            if (resting) {
                told.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends this pause and all others.
    public void end() {
        lock.lock();
        try {
            ended = true;
            told.signal();
        } finally {
            lock.unlock();
        }
    }

    public boolean ended() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /// Waits. Whoever interrupts the thread ends the pause and nothing else.
    ///
    /// @param nanos at most so long
    /// @return whether it was over before its time, which is [#SHORT] at most when something changed
    public boolean await(long nanos) throws InterruptedException {
        long began = System.nanoTime();
        lock.lock();
        try {
            resting = nanos > SHORT.toNanos();
            long most = atMost(nanos);
            long left = most;
            while (!wakeUp && !ended && left > 0) {
                told.awaitNanos(left);
                most = atMost(nanos);
                left = most - (System.nanoTime() - began);
            }
            return wakeUp || most < nanos;
        } finally {
            resting = false;
            wakeUp = false;
            lock.unlock();
        }
    }

    private long atMost(long nanos) {
        return changed ? Math.min(nanos, SHORT.toNanos()) : nanos;
    }
}
