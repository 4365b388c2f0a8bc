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
    public record Missed(Instant first, Instant last, long count, boolean exact) {}

    /// Decides about the trigger's due time and those after it, up to now.
    ///
    /// @param due the due time the trigger waits for
    /// @param now lower bound of the database's clock
    public static CatchUps plan(DueTimes times, Instant due, Instant now, CatchUp policy) {
        var oldest = now.minus(policy.after());
        if (!due.isBefore(oldest)) {
            return new CatchUps(due, List.of(), null, times.after(due));
        }
        int most =
                switch (policy.policy()) {
                    case NONE -> 0;
                    case LATEST -> 1;
                    case ALL -> policy.max();
                };
        var passed = times.missed(due.minusNanos(1), oldest, Math.max(1, most));
        var within = now.minus(policy.window());
        var late =
                passed.newest().stream()
                        .filter(instant -> !instant.isBefore(within))
                        .skip(most == 0 ? passed.newest().size() : 0)
                        .toList();
        long notRun = passed.total() - late.size();
        var missed = notRun == 0 ? null : missed(due, passed, late, notRun);
        return new CatchUps(null, late, missed, times.after(oldest));
    }

    private static Missed missed(
            Instant due, DueTimes.Missed passed, List<Instant> late, long notRun) {
        var newest = passed.newest();
        int run = late.size();
        var last = newest.size() > run ? newest.get(newest.size() - 1 - run) : due;
        return new Missed(due, last, notRun, passed.exact());
    }
}
