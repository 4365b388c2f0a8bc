package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;

/// One run as the API shows it.
///
/// @param nominal the due time of the schedule that caused it, null for other causes
/// @param due when it may start
/// @param attempt number of the current or last attempt, 0 before the first claim
/// @param version grows with each change of the run; of two views the greater is newer
/// @param progress percent, null when the job reported none
public record RunView(
        String id,
        String job,
        int jobVersion,
        RunState state,
        String cause,
        @Nullable String scheduleId,
        @Nullable Instant nominal,
        Instant due,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int attempt,
        int maxAttempts,
        int priority,
        String queue,
        @Nullable String node,
        long version,
        @Nullable String message,
        @Nullable Integer exitCode,
        @Nullable Double progress,
        @Nullable String result,
        Map<String, String> parameters) {}
