package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What is due in a range of time to come, and what may go wrong then.
///
/// @param from where it begins, not before now
/// @param until not included
/// @param due in order of their start, at most 10,000
/// @param frequent schedules that are due too often to tell each time
/// @param capped whether there are more schedules, or warnings, than are told
public record Forecast(
        Instant from,
        Instant until,
        List<Due> due,
        List<Frequent> frequent,
        List<Warning> warnings,
        boolean capped) {
    public Forecast {
        due = List.copyOf(due);
        frequent = List.copyOf(frequent);
        warnings = List.copyOf(warnings);
    }

    /// One due time.
    ///
    /// @param job as `namespace/name`
    /// @param nominal by the rule
    /// @param start with the jitter
    /// @param expected how long its runs take, null when none succeeded lately
    /// @param node where it will run when only one fits, else null
    /// @param paused whether the job is paused, so that it makes no run as things are
    /// @param skipped whether somebody skipped it
    public record Due(
            String job,
            String schedule,
            Instant nominal,
            Instant start,
            @Nullable Expected expected,
            String queue,
            @Nullable String node,
            boolean paused,
            boolean skipped) {}

    /// How long the last runs of a job took that succeeded.
    ///
    /// @param p50 half of them took so long or less
    /// @param p90 nine of ten
    /// @param runs how many they are, at most 100
    public record Expected(Duration p50, Duration p90, int runs) {}

    /// A schedule with many due times.
    ///
    /// @param exact whether there are exactly so many, or at least
    public record Frequent(
            String job,
            String schedule,
            Instant first,
            long count,
            boolean exact,
            @Nullable Expected expected,
            String queue,
            boolean paused) {}

    /// What may go wrong.
    ///
    /// @param job null when it is of a queue
    /// @param at when
    /// @param text a sentence
    public record Warning(
            Kind kind,
            @Nullable String job,
            @Nullable String schedule,
            @Nullable String queue,
            Instant at,
            String text) {}

    /// Kinds of warnings.
    public enum Kind {
        /// A local time that does not exist.
        DST_GAP,
        /// A local time that comes twice.
        DST_OVERLAP,
        /// A run is expected to be under way still when the next one is due.
        OVERLAP,
        /// A due time does not count by a calendar, or goes elsewhere.
        CALENDAR,
        /// More runs of a queue are expected to be under way than its limit allows.
        QUEUE_LIMIT,
        /// No node has the labels that the job asks for.
        NO_NODE
    }
}
