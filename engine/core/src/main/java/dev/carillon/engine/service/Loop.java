package dev.carillon.engine.service;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/// Repeats a pass on a thread of its own: again after the pause the pass asks for, or at once when
/// woken, or a second later when something [changed][Pause]. What is told during a pass is not lost.
/// A pass that fails is logged, and the loop goes on after a [BackOff]; it never ends while the
/// process goes on. The thread is never interrupted, since it may be in JDBC.
public final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private final String name;
    private final Pass pass;
    private final ProcessEnd end;

    private final Pause pause = new Pause();
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
        pause.wake();
    }

    /// Something changed that a pass may find.
    public void changed() {
        pause.changed();
    }

    /// Ends the loop after the pass under way and waits for it. May be called twice.
    @Override
    public void close() {
        pause.end();
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
        do {
            Duration most;
            pause.look();
            try {
                most = pass.runOnce();
                backOff.succeeded();
            } catch (Throwable e) {
                most = backOff.failed(e);
            }
            pauseFor(most);
        } while (!pause.ended());
    }

    private void pauseFor(Duration most) {
        try {
            pause.await(most.toNanos());
        } catch (InterruptedException e) {
            LOG.debug("{} was interrupted in its pause and goes on", name, e);
        }
    }
}
