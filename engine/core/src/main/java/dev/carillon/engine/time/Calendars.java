package dev.carillon.engine.time;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.Schedule;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The times that count for a schedule: in none of its `except` calendars and, when it has any, in one
/// of its `only` calendars.
final class Calendars {
    private final TimeSet[] except;
    private final TimeSet[] only;

    private Calendars(TimeSet[] except, TimeSet[] only) {
        this.except = except;
        this.only = only;
    }

    /// Null when the schedule has none.
    static @Nullable Calendars of(
            Schedule schedule,
            String jobKey,
            Function<String, Optional<CalendarDefinition>> calendars) {
        if (schedule.except().isEmpty() && schedule.only().isEmpty()) {
            return null;
        }
        var compiler =
                new TimeSetCompiler("Schedule " + schedule.id() + " of job " + jobKey, calendars);
        return new Calendars(all(schedule.except(), compiler), all(schedule.only(), compiler));
    }

    private static TimeSet[] all(List<String> names, TimeSetCompiler compiler) {
        return names.stream().map(compiler::compile).toArray(TimeSet[]::new);
    }

    boolean hasOnly() {
        return only.length > 0;
    }

    boolean has(long second, Zone zone) {
        return has(LocalRule.dayOf(zone.local(second)), second * 1000, zone);
    }

    /// @param day the local date, which is not that of the instant when a gap moved it
    boolean has(long day, long millis, Zone zone) {
        long local = zone.local(Math.floorDiv(millis, 1000));
        return (only.length == 0 || TimeSet.any(only, day, local, millis))
                && !TimeSet.any(except, day, local, millis);
    }

    Span span(Instant instant, Zone zone) {
        return span(TimeSet.millis(instant), zone);
    }

    Span span(long millis, Zone zone) {
        Stretch stretch = zone.at(Math.floorDiv(millis, 1000));
        Span span = new Span(only.length == 0, only.length == 0 ? Span.FOREVER : 0);
        for (int i = 0; i < only.length; i++) {
            Span each = only[i].span(millis, stretch);
            span = i == 0 ? each : span.or(each);
        }
        for (TimeSet each : except) {
            span = span.and(each.span(millis, stretch).not());
        }
        return span;
    }
}
