package dev.carillon.engine.policy;

import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.engine.time.DueTimes;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// What a schedule does when its trigger is due.
///
/// @param fire the due time to run because it is due, null when it was missed
/// @param late due times that were missed and are run all the same, ascending
/// @param missed those that are not run; they share one record
/// @param next the due time the trigger waits for from here on, null when there is none
public record CatchUps(
        @Nullable Instant fire,
        List<Instant> late,
        @Nullable Missed missed,
        @Nullable Instant next) {

    /// Consecutive due times that were not run.
    ///
    /// @param exact false when the count stopped at a bound
    public record Missed(Instant first, Instant last, long count, boolean exact, Why why) {}

    /// Why due times were not run.
    public enum Why {
        /// No node fired them in time.
        NO_NODE,
        /// More of them than the policy runs.
        BOUND,
        /// Longer ago than the policy's window.
        WINDOW,
        PAUSED,
        /// Somebody skipped it.
        SKIPPED,
        /// It is no due time any more.
        CALENDAR
    }

    /// Decides about the trigger's due time and those after it, up to now.
    ///
    /// @param due the due time the trigger waits for
    /// @param now lower bound of the database's clock
    public static CatchUps plan(DueTimes times, Instant due, Instant now, CatchUp policy) {
        var oldest = now.minus(policy.after());
        if (!due.isBefore(oldest)) {
            return new CatchUps(due, List.of(), null, times.after(due));
        }
        var window = now.minus(policy.window());
        return passed(times, due, oldest, window, policy.policy(), policy.max(), Why.NO_NODE);
    }

    /// Decides about due times that passed while the job was paused, or that somebody skipped.
    ///
    /// @param until the last of them, which may be to come
    public static CatchUps pass(
            DueTimes times, Instant due, Instant until, CatchUp.Policy policy, int max, Why why) {
        return passed(times, due, until, Instant.MIN, policy, max, why);
    }

    /// A due time that the schedule does not have any more.
    public static CatchUps gone(DueTimes times, Instant due) {
        return new CatchUps(
                null, List.of(), new Missed(due, due, 1, true, Why.CALENDAR), times.after(due));
    }

    private static CatchUps passed(
            DueTimes times,
            Instant due,
            Instant until,
            Instant window,
            CatchUp.Policy policy,
            int max,
            Why why) {
        int most =
                switch (policy) {
                    case NONE -> 0;
                    case LATEST -> 1;
                    case ALL -> max;
                };
        var passed = times.missed(due.minusNanos(1), until, Math.max(1, most));
        var late =
                passed.newest().stream()
                        .filter(instant -> !instant.isBefore(window))
                        .skip(most == 0 ? passed.newest().size() : 0)
                        .toList();
        long notRun = passed.total() - late.size();
        var because =
                policy != CatchUp.Policy.ALL || why != Why.NO_NODE
                        ? why
                        : late.size() < Math.min(most, passed.newest().size())
                                ? Why.WINDOW
                                : Why.BOUND;
        var missed = notRun == 0 ? null : missed(due, passed, late, notRun, because);
        return new CatchUps(null, late, missed, times.after(until));
    }

    private static Missed missed(
            Instant due, DueTimes.Missed passed, List<Instant> late, long notRun, Why why) {
        var newest = passed.newest();
        int run = late.size();
        var last = newest.size() > run ? newest.get(newest.size() - 1 - run) : due;
        return new Missed(due, last, notRun, passed.exact(), why);
    }
}
