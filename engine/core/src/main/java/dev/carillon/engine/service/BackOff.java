package dev.carillon.engine.service;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/// The pauses of a thread that must not end, after passes that failed: from 100 ms, each twice as long as the
/// one before, to 5 s, and as at first after one that went well. Owned by that thread.
///
/// An [Error] is a failure too: a heap that was full, or a thread that could not be had, may be there again.
/// When it is not after [#MOST_ERRORS] passes in a row, which is about half a minute, or when the virtual machine says
/// that it is broken, the process ends. An [Exception] or [LinkageError] never ends it: a database may be away
/// for days.
public final class BackOff {
    static final int MOST_ERRORS = 10;
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LAST = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(BackOff.class);

    private final String name;
    private final ProcessEnd end;
    private Duration next = FIRST;
    private int errors;

    /// @param name of the thread
    public BackOff(String name, ProcessEnd end) {
        this.name = name;
        this.end = end;
    }

    /// A pass went well.
    public void succeeded() {
        next = FIRST;
        errors = 0;
    }

    /// Logs what a pass failed by, or ends the process.
    ///
    /// @return how long to pause
    public Duration failed(Throwable e) {
        var pause = next;
        next = next.multipliedBy(2).compareTo(LAST) > 0 ? LAST : next.multipliedBy(2);
        if (!(e instanceof Error error) || e instanceof LinkageError) {
            LOG.warn("{} failed, trying again in {} ms", name, pause.toMillis(), e);
            return pause;
        }
        errors++;
        if (isBroken(error)) {
            end.because(name + " cannot go on: the virtual machine is broken", error);
        } else if (errors >= MOST_ERRORS) {
            end.because(name + " failed by an error " + errors + " times in a row", error);
        } else {
            LOG.error(
                    "{} failed by an error, {} of at most {} in a row; trying again in {} ms",
                    name,
                    errors,
                    MOST_ERRORS,
                    pause.toMillis(),
                    error);
        }
        return pause;
    }

    private static boolean isBroken(Error e) {
        return e instanceof VirtualMachineError
                && !(e instanceof OutOfMemoryError)
                && !(e instanceof StackOverflowError);
    }

    /// Makes a thread end the process when it ends by what it threw, as when there was no memory to log it.
    public static Thread.UncaughtExceptionHandler guard(ProcessEnd end) {
        return (thread, e) -> end.because("the thread " + thread.getName() + " ended", e);
    }
}
