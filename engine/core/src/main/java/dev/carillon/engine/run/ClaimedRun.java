package dev.carillon.engine.run;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/// What a claim hands to the worker.
///
/// @param fence grows with each claim; every later write of this attempt names it
/// @param running false when it was claimed ahead of its due time and has yet to begin
public record ClaimedRun(
        UUID id,
        UUID jobId,
        int jobVersion,
        String jobKey,
        @Nullable Long nominalUs,
        long dueUs,
        int attempt,
        int failures,
        int maxAttempts,
        boolean gated,
        long fence,
        String parameters,
        boolean running) {}
