package dev.carillon.engine.executor;

import dev.carillon.api.Usage;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/// An attempt under way.
public interface Execution {
    /// Completes exactly once and never exceptionally, on a thread that may do short work.
    CompletableFuture<Ending> ending();

    /// Asks the attempt to end: a shell job gets TERM and after the grace KILL, a Java job its
    /// cancellation token, an SQL job `Statement.cancel`, an HTTP call is given up. May be repeated.
    void stop();

    /// What it used so far, or in all after its end; null while it is younger than a second, and where that is not
    /// measured. Answers at once.
    default @Nullable Usage usage() {
        return null;
    }
}
