package dev.carillon.engine.time;

import dev.carillon.api.Schedule.Dst;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// Due times told in local time: some days, at some times of day. Seconds since 1970 throughout.
///
/// It looks at one stretch of constant offset after the other; in each, local time is linear. Where the
/// clocks change, `CronExpression` has the rules.
///
/// @param elapsed a sub-daily rule, which passes over gaps and fires twice in an overlap
record LocalRule(LocalDays days, DayTimes times, boolean elapsed, Zone zone, Dst dst)
        implements Rule {
    static final long NONE = Stretch.FOREVER;

    /// The first instant that is looked at, in the year 1.
    static final long FIRST = -62_135_596_800L;

    /// The first that is not, in the year 9999.
    static final long LAST = 253_370_764_800L;

    /// As many days as in 100 years.
    static final int HORIZON = 36_525;

    private static final int DAY = DayTimes.DAY;

    /// More than any change of offset, so that it steps back over each one that could matter.
    private static final long MARGIN = 2 * DAY;

    @Override
    public @Nullable Instant next(Instant after) {
        long found = next(after.getEpochSecond());
        return found == NONE ? null : Instant.ofEpochSecond(found);
    }

    @Override
    public Count count(Instant from, Instant until) {
        return Count.upToLimit(count(ceilSecond(from), ceilSecond(until)));
    }

    static long ceilSecond(Instant instant) {
        return instant.getEpochSecond() + (instant.getNano() > 0 ? 1 : 0);
    }

    /// The first due second after one; NONE when there is none within 100 years.
    long next(long after) {
        if (after >= LAST) {
            return NONE;
        }
        long from = Math.max(FIRST, after + 1);
        long end = days.horizon(dayOf(from));
        while (true) {
            Stretch stretch = zone.at(from);
            if (from == stretch.from() && runsAfterGap(stretch)) {
                return from;
            }
            long local = nextLocal(start(from + stretch.offset(), stretch), end);
            long found = local == NONE ? NONE : local - stretch.offset();
            long change = stretch.until();
            if (found < change) {
                return found;
            }
            // A change this near may turn the clock back to local times before this one.
            if (change < from + MARGIN) {
                from = change;
            } else if (found == NONE) {
                return NONE;
            } else {
                from = Math.max(change, found - MARGIN);
            }
        }
    }

    /// How many due seconds there are from one on and before another.
    long count(long from, long until) {
        long count = 0;
        long at = Math.max(from, FIRST);
        long end = Math.min(until, LAST);
        while (at < end) {
            Stretch stretch = zone.at(at);
            long stop = Math.min(end, stretch.until());
            long start = start(at + stretch.offset(), stretch);
            if (start < stop + stretch.offset()) {
                count += countLocal(start, stop + stretch.offset());
            }
            if (at == stretch.from() && runsAfterGap(stretch) && !hasLocal(start)) {
                count++;
            }
            at = stop;
        }
        return count;
    }

    private boolean hasLocal(long local) {
        return times.has(secondOf(local)) && days.has(dayOf(local));
    }

    private boolean runsAfterGap(Stretch stretch) {
        return afterGap()
                && stretch.beganWithGap()
                && nextLocal(
                                stretch.from() + stretch.before(),
                                dayOf(stretch.from() + stretch.offset()) + 1)
                        < stretch.from() + stretch.offset();
    }

    /// Whether a local time that does not exist is due at the end of the gap.
    boolean afterGap() {
        return !elapsed && dst.gap() == Dst.Gap.RUN_AFTER;
    }

    boolean isTwice() {
        return elapsed || dst.overlap() == Dst.Fold.TWICE;
    }

    /// Leaves out the second pass of an overlap when a local time counts once.
    private long start(long local, Stretch stretch) {
        return stretch.again(local) && !isTwice() ? stretch.from() + stretch.before() : local;
    }

    /// @param end a day that is not looked at
    long nextLocal(long from, long end) {
        long today = dayOf(from);
        long day = days.next(today, end);
        if (day == LocalDays.NONE) {
            return NONE;
        }
        int second = times.next(day == today ? secondOf(from) : 0);
        if (second < 0) {
            day = days.next(day + 1, end);
            second = times.next(0);
        }
        return day == LocalDays.NONE ? NONE : day * DAY + second;
    }

    private long countLocal(long from, long until) {
        long first = dayOf(from);
        long last = dayOf(until);
        long count = days.count(first, last) * times.count();
        if (secondOf(from) > 0 && days.has(first)) {
            count -= times.before(secondOf(from));
        }
        if (secondOf(until) > 0 && days.has(last)) {
            count += times.before(secondOf(until));
        }
        return count;
    }

    static long dayOf(long local) {
        return Math.floorDiv(local, DAY);
    }

    static int secondOf(long local) {
        return (int) Math.floorMod(local, DAY);
    }
}
