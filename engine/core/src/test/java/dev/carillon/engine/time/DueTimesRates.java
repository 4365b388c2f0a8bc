package dev.carillon.engine.time;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.Schedule;
import dev.carillon.api.Schedule.Cron;
import dev.carillon.api.Schedule.Dst;
import dev.carillon.api.Schedule.Roll;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How fast due times are found. Run by hand: it measures and judges nothing.
final class DueTimesRates {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final CalendarDefinition WEEKENDS =
            calendar("weekends", List.of(), Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY));
    private static final CalendarDefinition YEAR =
            calendar(
                    "year",
                    List.of(
                            new CalendarDefinition.Days(
                                    LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31))),
                    Set.of());

    private DueTimesRates() {}

    public static void main(String[] arguments) {
        List<String> crons =
                List.of("0 * * * *", "30 2 * * *", "*/5 * * * * *", "0 9 * * MON-FRI", "0 0 L * *");
        for (int round = 0; round < 3; round++) {
            System.out.println("round " + round);
            for (String text : crons) {
                walk(text, times(text, List.of(), Roll.NONE));
            }
            walk("30 2 * * * except weekends", times("30 2 * * *", List.of("weekends"), Roll.NONE));
            walk(
                    "30 2 * * * rolled forward",
                    times("30 2 * * *", List.of("weekends"), Roll.FORWARD));
            missed("* * * * * *", times("* * * * * *", List.of(), Roll.NONE));
            missed(
                    "* * * * * * except weekends",
                    times("* * * * * *", List.of("weekends"), Roll.NONE));
            missed(
                    "* * * * * * rolled forward",
                    times("* * * * * *", List.of("weekends"), Roll.FORWARD));
            exclusion();
        }
    }

    private static void walk(String name, DueTimes times) {
        long began = System.nanoTime();
        int count = 0;
        for (Instant t = START; t != null && count < 1_000_000; count++) {
            t = times.after(t);
            // Stay within the years that matter.
            t = t != null && t.getEpochSecond() > 2_500_000_000L ? START : t;
        }
        long nanos = System.nanoTime() - began;
        System.out.printf("%-32s %,12d a second%n", name, count * 1_000_000_000L / nanos);
    }

    private static void missed(String name, DueTimes times) {
        long began = System.nanoTime();
        int rounds = 100;
        for (int i = 0; i < rounds; i++) {
            times.missed(START, START.plus(Duration.ofDays(30)).plusSeconds(i), 100);
        }
        System.out.printf(
                "30 days of %-32s %,12d microseconds%n",
                name, (System.nanoTime() - began) / rounds / 1000);
    }

    private static void exclusion() {
        DueTimes times = times("* * * * * *", List.of("year"), Roll.NONE);
        long began = System.nanoTime();
        times.after(START);
        System.out.printf(
                "over an excluded year %,12d microseconds%n", (System.nanoTime() - began) / 1000);
    }

    private static DueTimes times(String text, List<String> except, Roll roll) {
        var rule = new Cron(text, ZoneId.of("Europe/Berlin"), Dst.DEFAULT);
        var schedule = new Schedule("s", rule, null, null, Duration.ZERO, except, List.of(), roll);
        return DueTimes.of(
                schedule, "job", name -> Optional.of(name.equals("year") ? YEAR : WEEKENDS));
    }

    private static CalendarDefinition calendar(
            String name, List<CalendarDefinition.Days> dates, Set<DayOfWeek> weekdays) {
        return new CalendarDefinition(
                name, "", dates, List.of(), weekdays, List.of(), List.of(), List.of(), List.of());
    }
}
