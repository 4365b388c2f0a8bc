package dev.carillon.engine.time;

import dev.carillon.api.Schedule;
import dev.carillon.api.Schedule.Dst;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;

/// The local times of a schedule that clocks pass over or show twice. They are found by asking the same rule as if the
/// clocks did not change.
public final class ClockChanges {
    private static final int MOST = 20;

    /// A change of the clocks that meets a due time.
    ///
    /// @param at when the clocks change
    /// @param gap whether local times are left out, else they come twice
    /// @param local the first local time of the schedule that is concerned
    /// @param dst what the schedule does then
    public record Met(Instant at, boolean gap, LocalDateTime local, ZoneId zone, Dst dst) {}

    private ClockChanges() {}

    /// Those from an instant on, before another one; at most 20.
    public static List<Met> of(Schedule schedule, String jobKey, Instant from, Instant until) {
        var found = new ArrayList<Met>();
        var zone = zone(schedule.when());
        var dst = dst(schedule.when());
        if (zone == null || dst == null) {
            return found;
        }
        var rules = zone.getRules();
        for (var change = rules.nextTransition(from.minusNanos(1));
                change != null && change.getInstant().isBefore(until) && found.size() < MOST;
                change = rules.nextTransition(change.getInstant())) {
            var local = local(schedule, jobKey, change);
            if (local != null) {
                found.add(new Met(change.getInstant(), change.isGap(), local, zone, dst));
            }
        }
        return found;
    }

    private static @Nullable LocalDateTime local(
            Schedule schedule, String jobKey, ZoneOffsetTransition change) {
        var before = change.getOffsetBefore();
        var unchanged =
                new Schedule(schedule.id(), in(schedule.when(), before), null, null, Duration.ZERO);
        var length = change.getDuration().abs();
        // The hour after the change by the clock of before: left out when there is a gap. When
        // clocks go back it is the
        // hour before that comes again.
        var begin = change.isGap() ? change.getInstant() : change.getInstant().minus(length);
        var due = DueTimes.of(unchanged, jobKey).after(begin.minusNanos(1));
        return due == null || !due.isBefore(begin.plus(length))
                ? null
                : LocalDateTime.ofInstant(due, before);
    }

    private static @Nullable ZoneId zone(Schedule.When when) {
        return switch (when) {
            case Schedule.Cron cron -> cron.zone();
            case Schedule.Interval interval -> interval.zone();
            case Schedule.BusinessDay day -> day.zone();
            case Schedule.Every _, Schedule.Delay _, Schedule.At _ -> null;
        };
    }

    private static @Nullable Dst dst(Schedule.When when) {
        return switch (when) {
            case Schedule.Cron cron -> cron.dst();
            case Schedule.Interval interval -> interval.dst();
            case Schedule.BusinessDay day -> day.dst();
            case Schedule.Every _, Schedule.Delay _, Schedule.At _ -> null;
        };
    }

    private static Schedule.When in(Schedule.When when, ZoneOffset offset) {
        return switch (when) {
            case Schedule.Cron cron -> new Schedule.Cron(cron.expression(), offset, cron.dst());
            case Schedule.Interval interval ->
                    new Schedule.Interval(
                            interval.step(),
                            interval.unit(),
                            interval.first(),
                            offset,
                            interval.dst());
            case Schedule.BusinessDay day ->
                    new Schedule.BusinessDay(day.day(), day.time(), offset, day.dst());
            case Schedule.Every _, Schedule.Delay _, Schedule.At _ -> when;
        };
    }
}
