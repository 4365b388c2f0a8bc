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
/// @param flow the run it is a part of, and `step` which part
/// @param waitsFor of a WAITING run: `GATE` an earlier run of its job, `KEY` another with its limit key,
///     `STEP` a step before it, `JOB` a job it depends on
/// @param deadline when it must be finished
/// @param handled somebody has dealt with its failure
/// @param fingerprint names the failures that are like its own; null when it did not fail
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
        Map<String, String> parameters,
        @Nullable String flow,
        @Nullable String step,
        @Nullable String waitsFor,
        @Nullable String limitKey,
        @Nullable String uniqueKey,
        @Nullable Instant deadline,
        boolean handled,
        @Nullable String fingerprint) {
    /// A run that is no part, waits for nothing and has no keys.
    public RunView(
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
            Map<String, String> parameters) {
        this(
                id,
                job,
                jobVersion,
                state,
                cause,
                scheduleId,
                nominal,
                due,
                createdAt,
                startedAt,
                finishedAt,
                attempt,
                maxAttempts,
                priority,
                queue,
                node,
                version,
                message,
                exitCode,
                progress,
                result,
                parameters,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                null);
    }
}
