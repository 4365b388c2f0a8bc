package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;

/// When a job is due. A job has any number of schedules, each with an id that is unique in the job.
///
/// @param id given by the user, or made from the text of the schedule
/// @param from no due time before it; null is no bound
/// @param until no due time at or after it; null is no bound
/// @param jitter a due time is started up to so much later; the nominal time stays
/// @param except names of calendars; a due time in one of them does not count
/// @param only names of calendars; when there are any, a due time counts that is in one of them
/// @param roll where a due time goes that does not count
public record Schedule(
        String id,
        When when,
        @Nullable Instant from,
        @Nullable Instant until,
        Duration jitter,
        List<String> except,
        List<String> only,
        Roll roll) {

    /// A schedule without calendars.
    public Schedule(
            String id,
            When when,
            @Nullable Instant from,
            @Nullable Instant until,
            Duration jitter) {
        this(id, when, from, until, jitter, List.of(), List.of(), Roll.NONE);
    }

    public Schedule {
        except = List.copyOf(except);
        only = List.copyOf(only);
    }

    /// What becomes of a due time that calendars exclude: NONE drops it; FORWARD and BACK move it to
    /// the same local time of the next or last day that counts. Two on the same instant are one.
    public enum Roll {
        NONE,
        FORWARD,
        BACK
    }

    /// The rule that gives the due times.
    public sealed interface When {}

    /// A cron expression: 5 fields as in Unix, 6 or 7 as in Quartz, or a name such as `@daily`.
    public record Cron(String expression, ZoneId zone, Dst dst) implements When {}

    /// A fixed rate, counted from an anchor in elapsed time.
    ///
    /// @param anchor null is the Unix epoch
    public record Every(Duration period, @Nullable Instant anchor) implements When {}

    /// So much after the last end of a run of this schedule, whatever its outcome. First due when the
    /// schedule is stored, or at `from`.
    public record Delay(Duration pause) implements When {}

    /// Every so many days, weeks, months or years of local time, counted from a first one: the nth is
    /// `first` plus n times the step, on the last day of a month that is too short.
    public record Interval(int step, Unit unit, LocalDateTime first, ZoneId zone, Dst dst)
            implements When {
        /// What is counted.
        public enum Unit {
            DAYS,
            WEEKS,
            MONTHS,
            YEARS
        }
    }

    /// The nth business day of each month, or of the end of it when negative (-1 is the last). Business
    /// days are those that the schedule's `except` and `only` calendars leave, less Saturday and Sunday
    /// when it has no `only`. A month with fewer has no due time.
    ///
    /// @param day 1 to 23 or -1 to -23
    public record BusinessDay(int day, LocalTime time, ZoneId zone, Dst dst) implements When {}

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
