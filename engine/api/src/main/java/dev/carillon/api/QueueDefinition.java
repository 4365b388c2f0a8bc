package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// The limits of a named queue, for all nodes together. A queue that nobody defined has none.
///
/// @param name `[a-z0-9][a-z0-9._-]{0,99}`
/// @param concurrency how many of its runs may run at once, 1 or more; null is no limit
/// @param rate how often its runs may start; null is no limit
/// @param weight its share of free slots against that of other queues with runs, 1 to 100
/// @param closed names of calendars; while one of them has the time, no run of the queue starts
public record QueueDefinition(
        String name,
        @Nullable Integer concurrency,
        @Nullable Rate rate,
        int weight,
        List<String> closed) {
    public QueueDefinition {
        closed = List.copyOf(closed);
    }

    public static QueueDefinition unlimited(String name) {
        return new QueueDefinition(name, null, null, 1, List.of());
    }

    /// A token bucket.
    ///
    /// @param count starts in each period, 1 or more
    /// @param burst how many may start at once after a pause, 1 or more
    public record Rate(int count, Duration per, int burst) {}
}
