package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// Failed runs of one job whose errors are alike.
///
/// @param fingerprint names the group
/// @param job as `namespace/name`
/// @param message error of the newest run
/// @param exitCode of the newest run, null when it had none
/// @param count runs that failed so, removed ones included
/// @param lastRun id of the newest one
/// @param snoozedUntil of a SNOOZED group, else null
/// @param assignee who looks after it, null for nobody
/// @param changedAt when somebody last decided something about it, and `changedBy` who; null for never
/// @param perHour how many failed in each of the last 24 hours, the current one last, of those that are stored still
public record FailureView(
        String fingerprint,
        String job,
        String message,
        @Nullable Integer exitCode,
        long count,
        Instant firstAt,
        Instant lastAt,
        String lastRun,
        FailureState state,
        @Nullable Instant snoozedUntil,
        @Nullable String assignee,
        @Nullable String note,
        @Nullable Instant changedAt,
        @Nullable String changedBy,
        List<Long> perHour) {
    public FailureView {
        perHour = List.copyOf(perHour);
    }
}
