package dev.carillon.engine.time;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.util.BitSet;

/// What a cron expression matches, as bit sets: bit n stands for the value n.
///
/// @param years null is every year
/// @param subDaily the hours are a `*`, a range or steps, so that the schedule keeps elapsed time
record CronFields(
        long seconds,
        long minutes,
        long hours,
        CronDays days,
        long months,
        @Nullable BitSet years,
        boolean subDaily) {

    /// The first second of the day that matches, from one on; -1 when there is none.
    int secondOfDay(int from) {
        int hour = from / 3600;
        int minute = from / 60 % 60;
        if (has(hours, hour)) {
            int second = has(minutes, minute) ? atOrAfter(seconds, from % 60) : -1;
            if (second >= 0) {
                return hour * 3600 + minute * 60 + second;
            }
            int later = atOrAfter(minutes, minute + 1);
            if (later >= 0) {
                return hour * 3600 + later * 60 + Long.numberOfTrailingZeros(seconds);
            }
        }
        int later = atOrAfter(hours, hour + 1);
        return later < 0
                ? -1
                : later * 3600
                        + Long.numberOfTrailingZeros(minutes) * 60
                        + Long.numberOfTrailingZeros(seconds);
    }

    /// The first day that matches, from one on and before another; null when there is none.
    @Nullable LocalDate day(LocalDate from, LocalDate end) {
        LocalDate at = from;
        while (at.isBefore(end)) {
            if (years != null && !years.get(at.getYear())) {
                int year = years.nextSetBit(Math.max(0, at.getYear()));
                if (year < 0) {
                    return null;
                }
                at = LocalDate.of(year, 1, 1);
                continue;
            }
            int day =
                    has(months, at.getMonthValue())
                            ? atOrAfter(days.of(at), at.getDayOfMonth())
                            : -1;
            if (day >= 0) {
                LocalDate found = at.withDayOfMonth(day);
                return found.isBefore(end) ? found : null;
            }
            at = at.withDayOfMonth(1).plusMonths(1);
        }
        return null;
    }

    static boolean has(long bits, int bit) {
        return (bits >>> bit & 1) != 0;
    }

    /// The lowest bit that is set, from one on; -1 when there is none.
    static int atOrAfter(long bits, int from) {
        long rest = from > 63 ? 0 : bits & -1L << from;
        return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
    }
}
