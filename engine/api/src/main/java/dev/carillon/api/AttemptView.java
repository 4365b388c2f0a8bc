package dev.carillon.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

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
