package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A schedule with its place in time.
///
/// @param text the rule as the user wrote it
/// @param next the next due time, null when there is none or the job is paused
/// @param error why the schedule is out of order, null when it is not
public record ScheduleView(
        String id,
        String text,
        @Nullable Instant next,
        @Nullable Instant previous,
        @Nullable String error) {}
