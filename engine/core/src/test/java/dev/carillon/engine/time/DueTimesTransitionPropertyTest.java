package dev.carillon.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Schedule;
import dev.carillon.api.Schedule.BusinessDay;
import dev.carillon.api.Schedule.Cron;
import dev.carillon.api.Schedule.Dst;
import dev.carillon.api.Schedule.Interval;
import dev.carillon.api.Schedule.Interval.Unit;
import dev.carillon.api.Schedule.Roll;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Schedules with calendars around a random change of offset of a random zone, against trying each
/// second of the days. A failure prints its seed.
class DueTimesTransitionPropertyTest {
    private static final List<String> ZONES =
            new TreeSet<>(ZoneId.getAvailableZoneIds()).stream().toList();
    private static final Instant EARLIEST = Instant.parse("1975-01-01T00:00:00Z");

    private final Map<String, Predicate<LocalDateTime>> crons = new HashMap<>();

    @Property
    void aCronIsDueWhereTryingFindsIt(@ForAll long seed) {
        Random random = new Random(seed);
        Set<Integer> seconds = some(random, 0, 59, 2);
        Set<Integer> minutes = some(random, 0, 59, 4);
        boolean ranged = random.nextBoolean();
        int low = random.nextInt(24);
        int high = low + random.nextInt(24 - low);
        Set<Integer> hours = ranged ? range(low, high) : some(random, 0, 23, 4);
        Set<Integer> days = random.nextBoolean() ? range(1, 31) : some(random, 1, 31, 6);
        String text =
                "%s %s %s %s * ?"
                        .formatted(
                                list(seconds),
                                list(minutes),
                                ranged ? low + "-" + high : list(hours),
                                list(days));
        var times =
                TriedTimes.times(
                        t ->
                                seconds.contains(t.getSecond())
                                        && minutes.contains(t.getMinute())
                                        && hours.contains(t.getHour()));
        Window window = window(random);
        boolean elapsed = ranged && hours.size() > 1;

        agrees(
                seed,
                random,
                window,
                elapsed,
                dst -> new Cron(text, window.zone, dst),
                tried -> date -> days.contains(date.getDayOfMonth()),
                times,
                true);
    }

    @Property
    void anIntervalIsDueWhereTryingFindsIt(@ForAll long seed) {
        Random random = new Random(seed);
        Window window = window(random);
        Unit unit = Unit.values()[random.nextInt(4)];
        int step = 1 + random.nextInt(3);
        LocalDate day =
                window.start.atZone(window.zone).toLocalDate().minusDays(random.nextInt(400) - 3);
        LocalTime time = nearTime(random, window);
        Set<LocalDate> days = new HashSet<>();
        for (int n = 0; n < 500; n++) {
            days.add(
                    switch (unit) {
                        case DAYS -> day.plusDays((long) n * step);
                        case WEEKS -> day.plusWeeks((long) n * step);
                        case MONTHS -> day.plusMonths((long) n * step);
                        case YEARS -> day.plusYears((long) n * step);
                    });
        }

        agrees(
                seed,
                random,
                window,
                false,
                dst -> new Interval(step, unit, day.atTime(time), window.zone, dst),
                tried -> days::contains,
                List.of(time),
                true);
    }

    @Property
    void aBusinessDayIsDueWhereTryingFindsIt(@ForAll long seed) {
        Random random = new Random(seed);
        Window window = window(random);
        int nth = (1 + random.nextInt(10)) * (random.nextBoolean() ? 1 : -1);
        LocalTime time = nearTime(random, window);

        agrees(
                seed,
                random,
                window,
                false,
                dst -> new BusinessDay(nth, time, window.zone, dst),
                tried -> tried.businessDays(nth, time),
                List.of(time),
                false);
    }

    private interface RuleOf {
        Schedule.When with(Dst dst);
    }

    private interface DaysOf {
        Predicate<LocalDate> with(TriedTimes tried);
    }

    private void agrees(
            long seed,
            Random random,
            Window window,
            boolean elapsed,
            RuleOf rule,
            DaysOf days,
            List<LocalTime> times,
            boolean filtered) {
        Dst dst =
                new Dst(Dst.Gap.values()[random.nextInt(2)], Dst.Fold.values()[random.nextInt(2)]);
        Map<String, CalendarDefinition> calendars = calendars(random, window);
        List<String> except = random.nextInt(3) > 0 ? List.of("a") : List.of();
        List<String> only = random.nextInt(4) == 0 ? List.of("b") : List.of();
        Roll roll = filtered ? Roll.values()[random.nextInt(3)] : Roll.NONE;
        var schedule =
                new Schedule("s", rule.with(dst), null, null, Duration.ZERO, except, only, roll);
        String what = "seed " + seed + ": " + schedule + " " + calendars + " " + window;
        DueTimes due;
        try {
            due = DueTimes.of(schedule, "job", name -> Optional.ofNullable(calendars.get(name)));
        } catch (CarillonException e) {
            assertThat(e).as(what).hasMessageContaining("never due");
            return;
        }
        var tried =
                new TriedTimes(
                        window.zone,
                        dst,
                        elapsed,
                        calendars,
                        (text, local) -> Objects.requireNonNull(crons.get(text)).test(local),
                        except,
                        only,
                        roll);

        Assume.that(tried.sees(times, window.start, window.end));

        List<Instant> expected =
                (filtered ? tried : tried.withoutCalendars())
                        .due(days.with(tried), times, window.start, window.end);

        List<Instant> found = new ArrayList<>();
        for (Instant t = due.after(window.start);
                t != null && !t.isAfter(window.end);
                t = due.after(t)) {
            found.add(t);
        }
        assertThat(found).as(what).isEqualTo(expected);
        var missed = due.missed(window.start, window.end, 5);
        assertThat(missed.total()).as(what).isEqualTo(expected.size());
        assertThat(missed.newest())
                .as(what)
                .isEqualTo(expected.subList(Math.max(0, expected.size() - 5), expected.size()));
        Instant any = window.start.plusMillis(random.nextInt(5 * 86_400_000));
        assertThat(Optional.ofNullable(due.after(any)).filter(t -> !t.isAfter(window.end)))
                .as(what)
                .isEqualTo(expected.stream().filter(t -> t.isAfter(any)).findFirst());
    }

    private record Window(ZoneId zone, Instant start, Instant end, Instant change) {}

    private static Window window(Random random) {
        ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
        Instant any = EARLIEST.plus(Duration.ofDays(random.nextInt(365 * 65)));
        var next = zone.getRules().nextTransition(any);
        Instant change = next == null ? any : next.getInstant();
        Instant start = change.minusSeconds(random.nextInt(4 * 86_400));
        return new Window(zone, start, start.plus(Duration.ofDays(6)), change);
    }

    /// Within three hours of the local time at which the clocks change.
    private static LocalTime nearTime(Random random, Window window) {
        return window.change
                .minusSeconds(3600)
                .atZone(window.zone)
                .toLocalTime()
                .plusSeconds(random.nextInt(3 * 3600));
    }

    private Map<String, CalendarDefinition> calendars(Random random, Window window) {
        var c = calendar(random, window, "c", List.of(), List.of());
        var d = calendar(random, window, "d", List.of(), List.of());
        var b = calendar(random, window, "b", List.of("c"), List.of("d"));
        var a =
                calendar(
                        random,
                        window,
                        "a",
                        random.nextInt(3) == 0 ? List.of("c") : List.of(),
                        random.nextInt(3) == 0 ? List.of("d") : List.of());
        return Map.of("a", a, "b", b, "c", c, "d", d);
    }

    private CalendarDefinition calendar(
            Random random, Window window, String name, List<String> include, List<String> except) {
        LocalDate day = window.change.atZone(window.zone).toLocalDate();
        List<CalendarDefinition.Days> dates = new ArrayList<>();
        List<MonthDay> yearly = new ArrayList<>();
        Set<DayOfWeek> weekdays = EnumSet.noneOf(DayOfWeek.class);
        List<CalendarDefinition.Period> periods = new ArrayList<>();
        List<String> cron = new ArrayList<>();
        for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
            LocalDate near = day.plusDays(random.nextInt(9) - 4);
            switch (random.nextInt(5)) {
                case 0 ->
                        dates.add(
                                new CalendarDefinition.Days(
                                        near, near.plusDays(random.nextInt(4))));
                case 1 -> yearly.add(MonthDay.from(near));
                case 2 ->
                        weekdays.addAll(
                                List.of(near.getDayOfWeek(), near.plusDays(1).getDayOfWeek()));
                case 3 -> {
                    Instant from = window.change.plusSeconds(random.nextInt(200_000) - 100_000);
                    periods.add(
                            new CalendarDefinition.Period(
                                    from, from.plusSeconds(1 + random.nextInt(50_000))));
                }
                default -> cron.add(cron(random));
            }
        }
        return new CalendarDefinition(
                name, "", dates, yearly, weekdays, cron, periods, include, except);
    }

    private String cron(Random random) {
        Set<Integer> minutes = random.nextBoolean() ? range(0, 59) : some(random, 0, 59, 30);
        Set<Integer> hours = random.nextInt(3) == 0 ? range(0, 23) : some(random, 0, 23, 5);
        Set<Integer> days = random.nextBoolean() ? range(1, 31) : some(random, 1, 31, 20);
        boolean ofSeconds = random.nextBoolean();
        Set<Integer> seconds = ofSeconds ? some(random, 0, 59, 40) : range(0, 59);
        String text =
                (ofSeconds ? star(seconds, 60) + " " : "")
                        + "%s %s %s * %s"
                                .formatted(
                                        star(minutes, 60),
                                        star(hours, 24),
                                        star(days, 31),
                                        ofSeconds ? "?" : "*");
        crons.put(
                text,
                at ->
                        seconds.contains(at.getSecond())
                                && minutes.contains(at.getMinute())
                                && hours.contains(at.getHour())
                                && days.contains(at.getDayOfMonth()));
        return text;
    }

    private static Set<Integer> range(int low, int high) {
        Set<Integer> values = new TreeSet<>();
        for (int i = low; i <= high; i++) {
            values.add(i);
        }
        return values;
    }

    private static Set<Integer> some(Random random, int low, int high, int most) {
        Set<Integer> values = new TreeSet<>();
        for (int n = 1 + random.nextInt(most); n > 0; n--) {
            values.add(low + random.nextInt(high - low + 1));
        }
        return values;
    }

    private static String list(Set<Integer> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String star(Set<Integer> values, int all) {
        return values.size() == all ? "*" : list(values);
    }
}
