package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// One try of a run.
///
/// @param usage what it used so far, or in all when it ended; null when that was not measured
public record AttemptView(
        int attempt,
        long fence,
        String node,
        RunState state,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Integer exitCode,
        @Nullable String message,
        @Nullable Usage usage) {}
