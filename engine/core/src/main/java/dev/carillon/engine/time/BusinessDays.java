package dev.carillon.engine.time;

import dev.carillon.api.Schedule.BusinessDay;

import org.jspecify.annotations.Nullable;

/// The nth business day of each month. A day is one by its date and, for those parts of a calendar that
/// are not whole days, by the first instant of the due time on it.
///
/// @param nth counts from 1, or from -1 at the end of the month
/// @param second of the day
/// @param calendars null is none
record BusinessDays(
        int nth, int second, boolean withoutWeekend, @Nullable Calendars calendars, Zone zone)
        implements LocalDays {
    static BusinessDays of(BusinessDay rule, @Nullable Calendars calendars, Zone zone) {
        boolean withoutWeekend = calendars == null || !calendars.hasOnly();
        return new BusinessDays(
                rule.day(), rule.time().toSecondOfDay(), withoutWeekend, calendars, zone);
    }

    @Override
    public long next(long from, long end) {
        long month = Months.of(from);
        for (; Months.first(month) < end; month++) {
            long found = inMonth(month);
            if (found >= from && found != NONE) {
                return found < end ? found : NONE;
            }
        }
        return NONE;
    }

    private long inMonth(long month) {
        long first = Months.first(month);
        int length = Months.length(month);
        int left = Math.abs(nth);
        for (int i = 0; i < length; i++) {
            long day = nth > 0 ? first + i : first + length - 1 - i;
            if (isBusinessDay(day) && --left == 0) {
                return day;
            }
        }
        return NONE;
    }

    private boolean isBusinessDay(long day) {
        int weekday = Months.weekday(day);
        if (withoutWeekend && (weekday == 0 || weekday == 6)) {
            return false;
        }
        return calendars == null
                || calendars.has(day, zone.of(day * DayTimes.DAY + second).first() * 1000, zone);
    }
}
