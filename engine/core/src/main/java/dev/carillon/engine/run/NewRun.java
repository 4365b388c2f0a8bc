package dev.carillon.engine.run;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.RunState;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.UUID;

/// A run to be inserted.
///
/// @param scheduleId with `nominalUs` the key that keeps a due time from making two runs; null for
///     runs no schedule made
/// @param keyed whether an idempotency key names it
/// @param finalState null for a run that shall run; MISSED or SKIPPED for a record of one that shall
///     not
public record NewRun(
        UUID id,
        JobRef job,
        @Nullable UUID scheduleId,
        @Nullable String scheduleKey,
        @Nullable Long nominalUs,
        Cause cause,
        long dueUs,
        Map<String, String> parameters,
        boolean keyed,
        @Nullable RunState finalState,
        @Nullable String message) {

    /// What caused a run.
    public enum Cause {
        SCHEDULE,
        MANUAL,
        RETRY,
        CATCH_UP
    }

    /// The part of a stored job that a run needs.
    public record JobRef(UUID id, int version, JobDefinition definition) {}

    /// @param state MISSED or SKIPPED
    public NewRun recorded(RunState state, String why) {
        return new NewRun(
                id,
                job,
                scheduleId,
                scheduleKey,
                nominalUs,
                cause,
                dueUs,
                parameters,
                keyed,
                state,
                why);
    }
}
