package dev.carillon.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Schedule;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Next times against trying each candidate.
class DueTimesPropertyTest {
    /// A day of a Quartz expression, and which dates it means.
    record Day(String ofMonth, String ofWeek, Predicate<LocalDate> matches) {}

    @Provide
    Arbitrary<Day> days() {
        Arbitrary<Integer> number = Arbitraries.integers().between(1, 31);
        Arbitrary<DayOfWeek> weekday = Arbitraries.of(DayOfWeek.class);
        Arbitrary<Integer> nth = Arbitraries.integers().between(1, 5);
        return Arbitraries.oneOf(
                Arbitraries.just(new Day("L", "?", date -> date.equals(last(date)))),
                Arbitraries.integers()
                        .between(1, 30)
                        .map(n -> new Day("L-" + n, "?", d -> d.equals(last(d).minusDays(n)))),
                Arbitraries.just(new Day("LW", "?", d -> d.equals(workday(last(d))))),
                number.map(n -> new Day(n + "W", "?", d -> nearest(d, n))),
                number.map(n -> new Day(Integer.toString(n), "?", d -> d.getDayOfMonth() == n)),
                weekday.map(
                        each ->
                                new Day(
                                        "?",
                                        quartz(each) + "L",
                                        d ->
                                                d.equals(
                                                        d.with(
                                                                TemporalAdjusters.lastInMonth(
                                                                        each))))),
                net.jqwik.api.Combinators.combine(weekday, nth)
                        .as(
                                (each, n) ->
                                        new Day(
                                                "?",
                                                quartz(each) + "#" + n,
                                                d ->
                                                        d.getDayOfWeek() == each
                                                                && (d.getDayOfMonth() - 1) / 7 + 1
                                                                        == n)));
    }

    private static int quartz(DayOfWeek day) {
        return day.getValue() % 7 + 1;
    }

    private static LocalDate last(LocalDate date) {
        return date.with(TemporalAdjusters.lastDayOfMonth());
    }

    private static boolean isWorkday(LocalDate date) {
        return date.getDayOfWeek().getValue() <= 5;
    }

    private static LocalDate workday(LocalDate last) {
        LocalDate date = last;
        while (!isWorkday(date)) {
            date = date.minusDays(1);
        }
        return date;
    }

    /// Whether it is the workday of its month that is nearest to the nth.
    private static boolean nearest(LocalDate date, int n) {
        if (n > date.lengthOfMonth()) {
            return false;
        }
        LocalDate wanted = date.withDayOfMonth(n);
        for (int away = 0; away <= 2; away++) {
            for (LocalDate each : List.of(wanted.minusDays(away), wanted.plusDays(away))) {
                if (each.getMonth() == wanted.getMonth() && isWorkday(each)) {
                    return each.equals(date);
                }
            }
        }
        return false;
    }

    @Property
    void daysOfAMonthAreThoseThatTryingEachDayFinds(
            @ForAll("days") Day day, @ForAll @IntRange(min = 0, max = 20_000) int startDay) {
        LocalDate start = LocalDate.of(2000, 1, 1).plusDays(startDay);
        LocalDate end = start.plusYears(2);
        var cron = CronExpression.parse("0 0 12 " + day.ofMonth() + " * " + day.ofWeek(), 0);
        var tried = new ArrayList<Instant>();
        for (LocalDate date = start; date.isBefore(end); date = date.plusDays(1)) {
            if (day.matches().test(date)) {
                tried.add(date.atTime(12, 0).toInstant(ZoneOffset.UTC));
            }
        }

        var found = new ArrayList<Instant>();
        Instant limit = end.atStartOfDay().toInstant(ZoneOffset.UTC);
        for (Instant t =
                        cron.next(
                                start.atStartOfDay().toInstant(ZoneOffset.UTC),
                                ZoneOffset.UTC,
                                Schedule.Dst.DEFAULT);
                t != null && t.isBefore(limit);
                t = cron.next(t, ZoneOffset.UTC, Schedule.Dst.DEFAULT)) {
            found.add(t);
        }

        assertThat(found).as("%s %s", day.ofMonth(), day.ofWeek()).isEqualTo(tried);
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Arbitraries.longs()
                .between(0, Instant.parse("2200-01-01T00:00:00Z").toEpochMilli())
                .map(Instant::ofEpochMilli);
    }

    @Provide
    Arbitrary<Duration> periods() {
        return Arbitraries.longs()
                .between(1_000, Duration.ofDays(36_500).toMillis())
                .map(Duration::ofMillis);
    }

    @Property
    void aFixedRateIsDueAWholeNumberOfPeriodsAfterItsAnchor(
            @ForAll("periods") Duration period,
            @ForAll("instants") Instant anchor,
            @ForAll("instants") Instant after) {
        var rule = new Schedule.Every(period, anchor);
        var times = DueTimes.of(new Schedule("s", rule, null, null, Duration.ZERO), "a/b");

        Instant next = times.next(after, 1).getFirst();

        assertThat(next).isAfter(after);
        assertThat(Duration.between(anchor, next).toMillis() % period.toMillis()).isZero();
        if (!after.isBefore(anchor)) {
            assertThat(next.minus(period)).isBeforeOrEqualTo(after);
        }
    }

    @Property
    void boundsCutDueTimesAndChangeNone(
            @ForAll("periods") Duration period,
            @ForAll("instants") Instant from,
            @ForAll @IntRange(min = 1, max = 5) int count) {
        var rule = new Schedule.Every(period, null);
        var free = DueTimes.of(new Schedule("s", rule, null, null, Duration.ZERO), "a/b");
        List<Instant> expected = free.next(from.minusNanos(1), count);
        Instant until = expected.getLast().plusMillis(1);

        var bounded = DueTimes.of(new Schedule("s", rule, from, until, Duration.ZERO), "a/b");

        assertThat(bounded.next(Instant.EPOCH.minusNanos(1), count + 1)).isEqualTo(expected);
    }

    @Property
    void jitterIsWithinItsBoundAndAlwaysTheSame(
            @ForAll("instants") Instant nominal, @ForAll("periods") Duration jitter) {
        var rule = new Schedule.At(nominal);
        var times = DueTimes.of(new Schedule("s", rule, null, null, jitter), "a/b");

        assertThat(times.start(nominal))
                .isBetween(nominal, nominal.plus(jitter))
                .isEqualTo(times.start(nominal));
    }
}
