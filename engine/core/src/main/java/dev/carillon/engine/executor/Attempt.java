package dev.carillon.engine.executor;

import dev.carillon.api.Task;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// What an executor is given.
///
/// @param number of the attempt, from 1
/// @param fence grows with each claim of the run
/// @param nominal the due time of the schedule, null for a run made on demand
/// @param killOnContactLost whether its processes must end with the node
/// @param startBeforeNanos when another node may start it instead, by the monotonic clock; null for never
public record Attempt(
        String runId,
        int number,
        long fence,
        String jobKey,
        Task task,
        Map<String, String> parameters,
        @Nullable Instant nominal,
        Duration killGrace,
        boolean killOnContactLost,
        @Nullable Long startBeforeNanos) {
    /// Whether it must not begin any more.
    public boolean isTooLate() {
        return startBeforeNanos != null && System.nanoTime() - startBeforeNanos >= 0;
    }

    /// Names this attempt among all others; in the environment of its processes.
    public String mark() {
        return runId + ":" + number + ":" + fence;
    }
}
