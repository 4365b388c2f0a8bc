package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// One try of a run.
public record AttemptView(
        int attempt,
        long fence,
        String node,
        RunState state,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Integer exitCode,
        @Nullable String message) {}
