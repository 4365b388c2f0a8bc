package dev.carillon.engine.time;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;

/// The day fields of a cron expression, as bit sets. Weekdays count from Sunday, 0.
///
/// @param ofMonth days of the month, from 1
/// @param fromEnd bit n is the nth day before the last, as in `L-3`
/// @param nearest bit n is the weekday nearest to day n in its month, as in `15W`
/// @param lastWeekday the last day from Monday to Friday, `LW`
/// @param ofWeek days of the week
/// @param lastOfWeek the last such weekday of the month, as in `FRIL`
/// @param nthOfWeek bit 5 * weekday + n - 1 is the nth such weekday of the month, as in `FRI#3`
/// @param either one of month and week is enough: the rule of Vixie cron when both are restricted
/// @param months from 1
/// @param years null is every year
record CronDays(
        long ofMonth,
        long fromEnd,
        long nearest,
        boolean lastWeekday,
        long ofWeek,
        long lastOfWeek,
        long nthOfWeek,
        boolean either,
        long months,
        @Nullable BitSet years)
        implements LocalDays {
    /// One bit at the start of each week.
    private static final long WEEKS = 1L | 1L << 7 | 1L << 14 | 1L << 21 | 1L << 28;

    @Override
    public long next(long from, long end) {
        long month = Months.of(from);
        long first = Months.first(month);
        int day = (int) (from - first) + 1;
        while (first < end) {
            long later = monthOnOrAfter(month);
            if (later == NONE) {
                return NONE;
            }
            if (later != month) {
                month = later;
                first = Months.first(month);
                day = 1;
                continue;
            }
            long after = Months.first(month + 1);
            int found = Bits.next(of(first, (int) (after - first)), day);
            if (found >= 0) {
                long at = first + found - 1;
                return at < end ? at : NONE;
            }
            month++;
            first = after;
            day = 1;
        }
        return NONE;
    }

    @Override
    public long count(long from, long end) {
        long count = 0;
        long first = Months.first(Months.of(from));
        for (long month = Months.of(from); first < end; month++) {
            long after = Months.first(month + 1);
            if (monthOnOrAfter(month) == month) {
                long days = of(first, (int) (after - first));
                days &= from > first ? -1L << from - first + 1 : -1L;
                days &= end < after ? Bits.below((int) (end - first) + 1) : -1L;
                count += Long.bitCount(days);
            }
            first = after;
        }
        return count;
    }

    private long monthOnOrAfter(long month) {
        int year = Months.year(month);
        if (years != null && !years.get(year)) {
            int later = years.nextSetBit(year);
            return later < 0 ? NONE : Months.of(later, 1);
        }
        int found = Bits.next(months, Months.ofYear(month));
        return found < 0 ? Months.of(year + 1, 1) : Months.of(year, found);
    }

    /// The matching days of the month that begins with a day: bit n is day n.
    private long of(long first, int length) {
        int weekday = Months.weekday(first);
        long month = monthDays(length, weekday);
        long week = weekDays(length, weekday);
        return either ? month | week : month & week;
    }

    private long monthDays(int length, int first) {
        long days = ofMonth & Bits.below(length + 1);
        for (int n = Bits.next(fromEnd, 0); n >= 0 && n < length; n = Bits.next(fromEnd, n + 1)) {
            days |= 1L << length - n;
        }
        for (int n = Bits.next(nearest, 0); n >= 0 && n <= length; n = Bits.next(nearest, n + 1)) {
            days |= 1L << nearestWeekday(n, length, first);
        }
        return lastWeekday ? days | 1L << nearestWeekday(length, length, first) : days;
    }

    private static int nearestWeekday(int day, int length, int first) {
        return switch ((first + day - 1) % 7) {
            case 6 -> day == 1 ? 3 : day - 1;
            case 0 -> day == length ? day - 2 : day + 1;
            default -> day;
        };
    }

    private long weekDays(int length, int first) {
        long days = each(ofWeek, first) & Bits.below(length + 1);
        if (lastOfWeek != 0) {
            days |= each(lastOfWeek, first) & Bits.below(length + 1) & -1L << length - 6;
        }
        for (int bit = Bits.next(nthOfWeek, 0); bit >= 0; bit = Bits.next(nthOfWeek, bit + 1)) {
            int day = 1 + Math.floorMod(bit / 5 - first, 7) + 7 * (bit % 5);
            days |= day <= length ? 1L << day : 0;
        }
        return days;
    }

    /// All days of such weekdays in a month that begins with a weekday, and some after it.
    private static long each(long weekdays, int first) {
        long week = (weekdays >>> first | weekdays << 7 - first) & 0x7f;
        return week * WEEKS << 1;
    }
}
