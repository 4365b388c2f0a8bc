package dev.carillon.api;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.List;

/// Right calendars and queues of every kind.
final class AnyCalendarOrQueue {
    private AnyCalendarOrQueue() {}

    static Arbitrary<CalendarDefinition> calendars() {
        return Combinators.combine(
                        AnyDefinition.name(),
                        AnyDefinition.text(100),
                        days().list().ofMaxSize(3),
                        monthDay().list().ofMaxSize(3),
                        Arbitraries.of(DayOfWeek.class).set().ofMaxSize(7),
                        Arbitraries.of("* * * * *", "@daily", "0 0/5 8-18 ? * MON-FRI")
                                .list()
                                .ofMaxSize(2),
                        period().list().ofMaxSize(2),
                        Combinators.combine(names(), names()).as(List::of))
                .as(
                        (name, description, dates, yearly, weekdays, cron, periods, others) ->
                                new CalendarDefinition(
                                        name,
                                        description,
                                        dates,
                                        yearly,
                                        weekdays,
                                        cron,
                                        periods,
                                        others.getFirst(),
                                        others.getLast()))
                .filter(AnyCalendarOrQueue::hasTimes);
    }

    private static boolean hasTimes(CalendarDefinition calendar) {
        boolean empty =
                calendar.dates().isEmpty()
                        && calendar.yearly().isEmpty()
                        && calendar.weekdays().isEmpty()
                        && calendar.cron().isEmpty()
                        && calendar.periods().isEmpty()
                        && calendar.include().isEmpty();
        return !empty
                && !calendar.include().contains(calendar.name())
                && !calendar.except().contains(calendar.name());
    }

    private static Arbitrary<CalendarDefinition.Days> days() {
        return Combinators.combine(
                        Arbitraries.longs()
                                .between(0, LocalDate.of(9000, 1, 1).toEpochDay())
                                .map(LocalDate::ofEpochDay),
                        Arbitraries.oneOf(
                                Arbitraries.just(0), Arbitraries.integers().between(1, 1_000)))
                .as((first, more) -> new CalendarDefinition.Days(first, first.plusDays(more)));
    }

    // Of a leap year, so that 29 February is one.
    private static Arbitrary<MonthDay> monthDay() {
        return Arbitraries.integers()
                .between(1, 366)
                .map(day -> MonthDay.from(LocalDate.ofYearDay(2024, day)));
    }

    private static Arbitrary<CalendarDefinition.Period> period() {
        return Combinators.combine(
                        AnyDefinition.instant(), Arbitraries.integers().between(1, 1_000_000))
                .as(
                        (until, length) ->
                                new CalendarDefinition.Period(
                                        until.minusMillis(Math.min(length, until.toEpochMilli())),
                                        until))
                .filter(period -> period.from().isBefore(period.until()));
    }

    private static Arbitrary<List<String>> names() {
        return AnyDefinition.name().list().ofMaxSize(2);
    }

    static Arbitrary<QueueDefinition> queues() {
        return Combinators.combine(
                        AnyDefinition.name(),
                        Arbitraries.integers().between(1, 1_000_000).injectNull(0.3),
                        rate().injectNull(0.3),
                        Arbitraries.integers().between(1, 100),
                        names())
                .as(QueueDefinition::new);
    }

    private static Arbitrary<QueueDefinition.Rate> rate() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 1_000_000),
                        Arbitraries.longs()
                                .between(100, Duration.ofDays(31).toMillis())
                                .map(Duration::ofMillis),
                        Arbitraries.integers().between(1, 1_000_000))
                .as(QueueDefinition.Rate::new);
    }
}
