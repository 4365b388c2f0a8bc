package dev.carillon.engine.run;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.RunState;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A run to be inserted.
///
/// @param scheduleId with `nominalUs` the key that keeps a due time from making two runs; null for
///     runs no schedule made
/// @param keyed whether an idempotency key names it
/// @param finalState null for a run that shall run; MISSED or SKIPPED for a record of one that shall
///     not, SUCCEEDED for a part that is taken over from another run
/// @param uniqueKey no other run has it until this one is finished
/// @param part null unless it is part of a run of several
/// @param rerun null unless it repeats a part of another run of several
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
        @Nullable String message,
        @Nullable String uniqueKey,
        @Nullable Part part,
        @Nullable Rerun rerun) {

    /// What caused a run.
    public enum Cause {
        SCHEDULE,
        MANUAL,
        RETRY,
        CATCH_UP,
        BACKFILL,
        DEPENDENCY,
        STEP
    }

    /// The part of a stored job that a run needs.
    public record JobRef(UUID id, int version, JobDefinition definition) {}

    /// A part of a run of several.
    ///
    /// @param waits whether it waits for others of it
    /// @param placement labels of a node it must run on, beside those of the job
    /// @param result of one that is taken over
    public record Part(
            UUID flow,
            String step,
            boolean waits,
            Map<String, String> placement,
            @Nullable String result) {
        public Part {
            placement = Map.copyOf(placement);
        }
    }

    /// @param of the run whose parts that succeeded are taken over
    /// @param steps those that are not
    public record Rerun(UUID of, List<String> steps) {
        public Rerun {
            steps = List.copyOf(steps);
        }
    }

    /// A run that no schedule made.
    public static NewRun of(
            UUID id, JobRef job, Cause cause, long dueUs, Map<String, String> parameters) {
        return new NewRun(
                id,
                job,
                null,
                null,
                null,
                cause,
                dueUs,
                parameters,
                false,
                null,
                null,
                null,
                null,
                null);
    }

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
                why,
                null,
                part,
                rerun);
    }

    /// The same run for a due time.
    ///
    /// @param schedule null for one that may be made any number of times
    public NewRun at(@Nullable UUID schedule, @Nullable String key, @Nullable Long nominal) {
        return new NewRun(
                id,
                job,
                schedule,
                key,
                nominal,
                cause,
                dueUs,
                parameters,
                keyed,
                finalState,
                message,
                uniqueKey,
                part,
                rerun);
    }

    /// The same run with keys.
    public NewRun with(boolean idempotencyKey, @Nullable String unique, @Nullable Rerun again) {
        return new NewRun(
                id,
                job,
                scheduleId,
                scheduleKey,
                nominalUs,
                cause,
                dueUs,
                parameters,
                idempotencyKey,
                finalState,
                message,
                unique,
                part,
                again);
    }

    /// The same run as a part of one of several.
    public NewRun asPart(Part of, @Nullable RunState state, @Nullable String why) {
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
                why,
                uniqueKey,
                of,
                rerun);
    }
}
