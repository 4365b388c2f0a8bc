package dev.carillon.engine.executor;

import java.util.concurrent.CompletableFuture;

/// An attempt under way.
public interface Execution {
    /// Completes exactly once and never exceptionally, on a thread that may do short work.
    CompletableFuture<Ending> ending();

    /// Asks the attempt to end: a shell job gets TERM and after the grace KILL, a Java job its
    /// cancellation token, an SQL job `Statement.cancel`, an HTTP call is given up. May be repeated.
    void stop();
}
