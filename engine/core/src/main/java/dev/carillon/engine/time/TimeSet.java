package dev.carillon.engine.time;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.CarillonException;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The times of a calendar and of those it includes, less those of calendars it excepts. Immutable.
///
/// Days are those of the zone of whoever asks, and so are the local times that a cron expression
/// matches: an instant is in it when its local time matches, in both passes of an overlap. Periods are
/// told apart to the millisecond.
public final class TimeSet {
    private final DaySet days;
    private final CronTimes[] cron;

    /// Periods that do not touch, ascending, in milliseconds.
    private final long[] begins;

    private final long[] ends;
    private final TimeSet[] include;
    private final TimeSet[] except;

    TimeSet(
            CalendarDefinition calendar,
            List<CronTimes> cron,
            List<TimeSet> include,
            List<TimeSet> except) {
        this.days = DaySet.of(calendar);
        this.cron = cron.toArray(CronTimes[]::new);
        List<long[]> periods = new ArrayList<>();
        for (CalendarDefinition.Period each : calendar.periods()) {
            periods.add(new long[] {millis(each.from()), millis(each.until())});
        }
        long[][] merged = DaySet.merged(periods);
        this.begins = merged[0];
        this.ends = merged[1];
        this.include = include.toArray(TimeSet[]::new);
        this.except = except.toArray(TimeSet[]::new);
    }

    /// @throws CarillonException INVALID_DEFINITION for an unknown name, calendars that
    ///     go round in a circle, and a cron expression that is malformed
    public static TimeSet of(
            String name, Function<String, Optional<CalendarDefinition>> calendars) {
        return new TimeSetCompiler("Calendar " + name, calendars).compile(name);
    }

    public boolean has(Instant instant, ZoneId zone) {
        long offset = zone.getRules().getOffset(instant).getTotalSeconds();
        long local = Math.max(LocalRule.FIRST, instant.getEpochSecond()) + offset;
        return has(LocalRule.dayOf(local), local, millis(instant));
    }

    /// Whether a date is one of its whole days, whatever its periods and cron expressions are.
    public boolean hasDay(LocalDate date) {
        long day = date.toEpochDay();
        return (days.has(day) || anyDay(include, date)) && !anyDay(except, date);
    }

    private static boolean anyDay(TimeSet[] sets, LocalDate date) {
        for (TimeSet each : sets) {
            if (each.hasDay(date)) {
                return true;
            }
        }
        return false;
    }

    /// @param local the local second of the instant
    /// @param millis the instant
    boolean has(long day, long local, long millis) {
        return (days.has(day) || hasTime(local, millis) || any(include, day, local, millis))
                && !any(except, day, local, millis);
    }

    private boolean hasTime(long local, long millis) {
        int period = DaySet.after(begins, millis) - 1;
        if (period >= 0 && millis < ends[period]) {
            return true;
        }
        for (CronTimes each : cron) {
            if (each.has(local)) {
                return true;
            }
        }
        return false;
    }

    static boolean any(TimeSet[] sets, long day, long local, long millis) {
        for (TimeSet each : sets) {
            if (each.has(day, local, millis)) {
                return true;
            }
        }
        return false;
    }

    /// @param stretch the one that has the instant
    Span span(long millis, Stretch stretch) {
        long local = Math.floorDiv(millis, 1000) + stretch.offset();
        long day = LocalRule.dayOf(local);
        Span own = new Span(days.has(day), instant(days.sameUntil(day) * DayTimes.DAY, stretch));
        if (begins.length > 0) {
            own = own.or(period(millis));
        }
        for (CronTimes each : cron) {
            own = own.or(new Span(each.has(local), instant(each.sameUntil(local), stretch)));
        }
        for (TimeSet each : include) {
            own = own.or(each.span(millis, stretch));
        }
        for (TimeSet each : except) {
            own = own.and(each.span(millis, stretch).not());
        }
        return own;
    }

    private Span period(long millis) {
        int next = DaySet.after(begins, millis);
        if (next > 0 && millis < ends[next - 1]) {
            return new Span(true, ends[next - 1]);
        }
        return new Span(false, next < begins.length ? begins[next] : Span.FOREVER);
    }

    /// When a local time comes, or the end of the stretch when that is sooner.
    private static long instant(long local, Stretch stretch) {
        return Math.min(Math.min(local, Stretch.FOREVER) - stretch.offset(), stretch.until())
                * 1000;
    }

    /// Rounded up, so that a whole millisecond is in a period when the exact one has it.
    static long millis(Instant instant) {
        long seconds =
                Math.max(LocalRule.FIRST, Math.min(LocalRule.LAST, instant.getEpochSecond()));
        return seconds * 1000 + Math.ceilDiv(instant.getNano(), 1_000_000);
    }
}
