package dev.carillon.engine.time;

import dev.carillon.api.Schedule.Interval;

import java.time.LocalDate;

/// The days of an interval: the first, and each so many days or months after it. A month that is too
/// short has it on its last day; the next one counts from the first again.
///
/// @param first the first day
/// @param months whether the step is in months, else in days
record IntervalDays(long first, long step, boolean months) implements LocalDays {
    /// Beyond it there is no due time.
    private static final long LAST = LocalRule.LAST / DayTimes.DAY;

    static IntervalDays of(Interval interval) {
        LocalDate first = interval.first().toLocalDate();
        long step = interval.step();
        return switch (interval.unit()) {
            case DAYS -> new IntervalDays(first.toEpochDay(), step, false);
            case WEEKS -> new IntervalDays(first.toEpochDay(), 7 * step, false);
            case MONTHS -> new IntervalDays(first.toEpochDay(), step, true);
            case YEARS -> new IntervalDays(first.toEpochDay(), 12 * step, true);
        };
    }

    @Override
    public long next(long from, long end) {
        long found = from <= first ? first : months ? byMonths(from) : byDays(from);
        return found < end ? found : NONE;
    }

    /// However far away: it takes no longer.
    @Override
    public long horizon(long from) {
        return LAST;
    }

    private long byDays(long from) {
        return first + Math.ceilDiv(from - first, step) * step;
    }

    private long byMonths(long from) {
        long start = Months.of(first);
        long month = start + Math.floorDiv(Months.of(from) - start, step) * step;
        long found = inMonth(month);
        return found >= from ? found : inMonth(month + step);
    }

    private long inMonth(long month) {
        long day = first - Months.first(Months.of(first));
        return Months.first(month) + Math.min(day, Months.length(month) - 1);
    }
}
