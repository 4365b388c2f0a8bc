package dev.carillon.api;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.List;
import java.util.Set;

/// A named set of times: of days that are whole in the zone of whoever asks, and of stretches of time.
/// A time is in the calendar when one of its parts or of the calendars in `include` has it and none of
/// those in `except` does. Immutable.
///
/// @param name `[a-z0-9][a-z0-9._-]{0,99}`
/// @param dates days from first to last, both included
/// @param yearly days of every year; 29 February is in leap years only
/// @param cron each matches a minute, or a second when it has 6 or 7 fields: the times it is due are in
///     the calendar. Fields and zone are those of the schedule that asks
/// @param periods stretches of time, such as events of an imported calendar
/// @param include names of other calendars
/// @param except names of other calendars
public record CalendarDefinition(
        String name,
        String description,
        List<Days> dates,
        List<MonthDay> yearly,
        Set<DayOfWeek> weekdays,
        List<String> cron,
        List<Period> periods,
        List<String> include,
        List<String> except) {
    public CalendarDefinition {
        dates = List.copyOf(dates);
        yearly = List.copyOf(yearly);
        weekdays = Set.copyOf(weekdays);
        cron = List.copyOf(cron);
        periods = List.copyOf(periods);
        include = List.copyOf(include);
        except = List.copyOf(except);
    }

    /// @param last not before `first`
    public record Days(LocalDate first, LocalDate last) {}

    /// @param until not included, after `from`
    public record Period(Instant from, Instant until) {}
}
