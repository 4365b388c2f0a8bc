package dev.carillon.engine.time;

import java.time.LocalDate;

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
record CronDays(
        long ofMonth,
        long fromEnd,
        long nearest,
        boolean lastWeekday,
        long ofWeek,
        long lastOfWeek,
        long nthOfWeek,
        boolean either) {

    /// The matching days in the month of a date: bit n is day n.
    long of(LocalDate date) {
        int length = date.lengthOfMonth();
        int first = date.withDayOfMonth(1).getDayOfWeek().getValue() % 7;
        long month = monthDays(length, first);
        long week = weekDays(length, first);
        return either ? month | week : month & week;
    }

    private long monthDays(int length, int first) {
        long days = ofMonth & (1L << length + 1) - 1;
        for (int n = CronFields.atOrAfter(fromEnd, 0);
                n >= 0 && n < length;
                n = CronFields.atOrAfter(fromEnd, n + 1)) {
            days |= 1L << length - n;
        }
        for (int n = CronFields.atOrAfter(nearest, 0);
                n >= 0 && n <= length;
                n = CronFields.atOrAfter(nearest, n + 1)) {
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
        long days = 0;
        for (int day = 1; day <= length; day++) {
            int weekday = (first + day - 1) % 7;
            if (CronFields.has(ofWeek, weekday)
                    || day + 7 > length && CronFields.has(lastOfWeek, weekday)
                    || CronFields.has(nthOfWeek, 5 * weekday + (day - 1) / 7)) {
                days |= 1L << day;
            }
        }
        return days;
    }
}
