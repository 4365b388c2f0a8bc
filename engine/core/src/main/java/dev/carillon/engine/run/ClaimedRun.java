package dev.carillon.engine.run;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/// What a claim hands to the worker.
///
/// @param fence grows with each claim; every later write of this attempt names it
/// @param running false when it was claimed ahead of its due time and has yet to begin
public record ClaimedRun(
        UUID id,
        RunTraits traits,
        long dueUs,
        int attempt,
        int failures,
        long fence,
        String parameters,
        boolean running) {
    public UUID jobId() {
        return traits.jobId();
    }

    public int jobVersion() {
        return traits.jobVersion();
    }

    public String jobKey() {
        return traits.jobKey();
    }

    public @Nullable Long nominalUs() {
        return traits.nominalUs();
    }

    public int maxAttempts() {
        return traits.maxAttempts();
    }

    public boolean gated() {
        return traits.gated();
    }
}
