package dev.carillon.engine.run;

import dev.carillon.api.RunState;

import org.jspecify.annotations.Nullable;

/// How an attempt ended, as it is written.
///
/// @param state the final state, or null when the run goes back to the queue for another attempt
/// @param retryAtUs when the next attempt is due, meaningful with a null state
public record Finish(
        ClaimedRun run,
        RunState attemptState,
        @Nullable RunState state,
        long retryAtUs,
        long startedUs,
        @Nullable Integer exitCode,
        @Nullable String message,
        @Nullable Double progress,
        @Nullable String result) {
    /// The final state; a run that would have been retried ends as cancelled when it was being stopped.
    public RunState stateOrCancelled() {
        return state == null ? RunState.CANCELLED : state;
    }
}
