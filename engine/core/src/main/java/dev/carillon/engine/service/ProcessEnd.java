package dev.carillon.engine.service;

import org.slf4j.LoggerFactory;

/// Ends this process at once, because a part of it that must not stand still cannot go on. A node that
/// renews its lease and does nothing is worse than one that is gone: the work of that one is taken over.
@FunctionalInterface
public interface ProcessEnd {
    /// The exit code, a fault of Carillon.
    int EXIT_CODE = 70;

    /// Logs why and ends the process without its shutdown hooks: to drain, a node needs what has just
    /// failed. The watcher kills the processes of its attempts.
    ProcessEnd HALT =
            (why, cause) -> {
                try {
                    LoggerFactory.getLogger(ProcessEnd.class)
                            .error("{}; this process ends, and others take over", why, cause);
                } finally {
                    Runtime.getRuntime().halt(EXIT_CODE);
                }
            };

    /// @param why a sentence for people
    void because(String why, Throwable cause);
}
