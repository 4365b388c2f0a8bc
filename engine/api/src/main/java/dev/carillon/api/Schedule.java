package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/// When a job is due. A job has any number of schedules, each with an id that is unique in the job.
///
/// @param id given by the user, or made from the text of the schedule
/// @param from no due time before it; null is no bound
/// @param until no due time at or after it; null is no bound
/// @param jitter a due time is started up to so much later; the nominal time stays
public record Schedule(
        String id, When when, @Nullable Instant from, @Nullable Instant until, Duration jitter) {

    /// The rule that gives the due times.
    public sealed interface When {}

    /// A cron expression: 5 fields as in Unix, 6 or 7 as in Quartz, or a name such as `@daily`.
    public record Cron(String expression, ZoneId zone, Dst dst) implements When {}

    /// A fixed rate, counted from an anchor in elapsed time.
    ///
    /// @param anchor null is the Unix epoch
    public record Every(Duration period, @Nullable Instant anchor) implements When {}

    /// One instant.
    public record At(Instant instant) implements When {}

    /// What to do with local times that do not exist or exist twice.
    public record Dst(Gap gap, Fold overlap) {
        public static final Dst DEFAULT = new Dst(Gap.RUN_AFTER, Fold.ONCE);

        public enum Gap {
            RUN_AFTER,
            SKIP
        }

        public enum Fold {
            ONCE,
            TWICE
        }
    }
}
