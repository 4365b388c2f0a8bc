package dev.carillon.engine.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.CalendarDefinition.Days;
import dev.carillon.api.CalendarDefinition.Period;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import org.junit.jupiter.api.Test;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class TimeSetTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void datesAreWholeInTheZoneOfWhoeverAsks() {
        TimeSet set = set(dates("c", "2026-12-24", "2026-12-26"));

        assertThat(set.has(at("2026-12-23T22:59:59Z"), BERLIN)).isFalse();
        assertThat(set.has(at("2026-12-23T23:00:00Z"), BERLIN)).isTrue();
        assertThat(set.has(at("2026-12-23T23:00:00Z"), ZoneOffset.UTC)).isFalse();
        assertThat(set.has(at("2026-12-26T22:59:59.999Z"), BERLIN)).isTrue();
        assertThat(set.has(at("2026-12-26T23:00:00Z"), BERLIN)).isFalse();
        assertThat(set.hasDay(LocalDate.of(2026, 12, 25))).isTrue();
        assertThat(set.hasDay(LocalDate.of(2026, 12, 27))).isFalse();
    }

    @Test
    void yearlyDaysAreInEachYearAndLeapDaysInLeapYears() {
        TimeSet set =
                set(
                        new CalendarDefinition(
                                "c",
                                "",
                                List.of(),
                                List.of(MonthDay.of(12, 25), MonthDay.of(2, 29)),
                                Set.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of()));

        assertThat(set.hasDay(LocalDate.of(2026, 12, 25))).isTrue();
        assertThat(set.hasDay(LocalDate.of(2099, 12, 25))).isTrue();
        assertThat(set.hasDay(LocalDate.of(2028, 2, 29))).isTrue();
        assertThat(set.hasDay(LocalDate.of(2027, 2, 28))).isFalse();
        assertThat(set.hasDay(LocalDate.of(2027, 3, 1))).isFalse();
    }

    @Test
    void weekdaysAreInEachWeek() {
        TimeSet set = set(weekdays("c", DayOfWeek.SATURDAY, DayOfWeek.SUNDAY));

        assertThat(set.hasDay(LocalDate.of(2026, 11, 27))).isFalse();
        assertThat(set.hasDay(LocalDate.of(2026, 11, 28))).isTrue();
        assertThat(set.hasDay(LocalDate.of(2026, 11, 29))).isTrue();
        assertThat(set.hasDay(LocalDate.of(2026, 11, 30))).isFalse();
    }

    @Test
    void aCronWithoutSecondsMatchesWholeMinutesOfLocalTime() {
        TimeSet minutes = set(cron("c", "30 9-17 * * MON"));
        TimeSet seconds = set(cron("c", "0 30 9-17 ? * MON"));

        assertThat(minutes.has(at("2026-11-23T08:30:59Z"), BERLIN)).isTrue();
        assertThat(minutes.has(at("2026-11-23T08:31:00Z"), BERLIN)).isFalse();
        assertThat(minutes.has(at("2026-11-23T08:30:00Z"), ZoneOffset.UTC)).isFalse();
        assertThat(minutes.has(at("2026-11-24T08:30:00Z"), BERLIN)).isFalse();
        assertThat(seconds.has(at("2026-11-23T08:30:00Z"), BERLIN)).isTrue();
        assertThat(seconds.has(at("2026-11-23T08:30:01Z"), BERLIN)).isFalse();
    }

    @Test
    void periodsEndBeforeTheirEndAndMayOverlap() {
        TimeSet set =
                set(
                        new CalendarDefinition(
                                "c",
                                "",
                                List.of(),
                                List.of(),
                                Set.of(),
                                List.of(),
                                List.of(
                                        period("2026-05-01T12:00:00Z", "2026-05-01T14:00:00Z"),
                                        period("2026-05-01T10:00:00.500Z", "2026-05-01T13:00:00Z"),
                                        period("2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z")),
                                List.of(),
                                List.of()));

        assertThat(set.has(at("2026-05-01T10:00:00.499Z"), BERLIN)).isFalse();
        assertThat(set.has(at("2026-05-01T10:00:00.500Z"), BERLIN)).isTrue();
        assertThat(set.has(at("2026-05-01T13:59:59Z"), BERLIN)).isTrue();
        assertThat(set.has(at("2026-05-01T14:00:00Z"), BERLIN)).isFalse();
        assertThat(set.has(at("2026-06-01T23:59:59Z"), BERLIN)).isTrue();
    }

    @Test
    void exceptedCalendarsTakeFromIncludedOnes() {
        var work = combined("work", List.of("days"), List.of("holidays"));
        TimeSet set =
                set(
                        work,
                        weekdays("days", DayOfWeek.FRIDAY),
                        combined("holidays", List.of("de", "bridge"), List.of("open")),
                        dates("de", "2026-12-25", "2026-12-25"),
                        dates("bridge", "2026-12-18", "2026-12-18"),
                        dates("open", "2026-12-18", "2026-12-18"));

        assertThat(set.hasDay(LocalDate.of(2026, 12, 11))).isTrue();
        assertThat(set.hasDay(LocalDate.of(2026, 12, 18))).isTrue();
        assertThat(set.hasDay(LocalDate.of(2026, 12, 25))).isFalse();
        assertThat(set.hasDay(LocalDate.of(2026, 12, 24))).isFalse();
        assertThat(set.has(at("2026-12-25T12:00:00Z"), BERLIN)).isFalse();
    }

    @Test
    void refusesACircleAndNamesIt() {
        var definitions =
                calendars(
                        combined("start", List.of("a"), List.of()),
                        combined("a", List.of("b"), List.of()),
                        combined("b", List.of(), List.of("a")));

        assertThatThrownBy(() -> TimeSet.of("start", definitions))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DEFINITION))
                .hasMessageContaining("a -> b -> a")
                .hasMessageNotContaining("start ->");
    }

    @Test
    void refusesUnknownNamesAndABadCron() {
        assertThatThrownBy(() -> TimeSet.of("nowhere", calendars()))
                .hasMessageContaining("Calendar nowhere does not exist");
        assertThatThrownBy(() -> set(combined("a", List.of("nowhere"), List.of())))
                .hasMessageContaining("Calendar a names the calendar nowhere");
        assertThatThrownBy(() -> set(cron("a", "61 * * * *")))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DEFINITION))
                .hasMessageContaining("Calendar a, \"cron\"")
                .hasMessageContaining("minute field; allowed is 0 to 59");
    }

    @Test
    void refusesCalendarsThatAreNestedTooDeepOrAskedTooOften() {
        var chain =
                IntStream.range(0, 60)
                        .mapToObj(i -> combined("c" + i, List.of("c" + (i + 1)), List.of()))
                        .toArray(CalendarDefinition[]::new);
        var doubled =
                IntStream.range(0, 30)
                        .mapToObj(
                                i ->
                                        i == 29
                                                ? weekdays("c29", DayOfWeek.MONDAY)
                                                : combined(
                                                        "c" + i,
                                                        List.of("c" + (i + 1), "c" + (i + 1)),
                                                        List.of()))
                        .toArray(CalendarDefinition[]::new);

        assertThatThrownBy(() -> TimeSet.of("c0", calendars(chain))).hasMessageContaining("deep");
        assertThatThrownBy(() -> TimeSet.of("c0", calendars(doubled)))
                .hasMessageContaining("at most 1000");
    }

    private static TimeSet set(CalendarDefinition... definitions) {
        return TimeSet.of(definitions[0].name(), calendars(definitions));
    }

    static Function<String, Optional<CalendarDefinition>> calendars(
            CalendarDefinition... definitions) {
        Map<String, CalendarDefinition> byName =
                List.of(definitions).stream()
                        .collect(Collectors.toMap(CalendarDefinition::name, each -> each));
        return name -> Optional.ofNullable(byName.get(name));
    }

    static CalendarDefinition dates(String name, String first, String last) {
        var days = new Days(LocalDate.parse(first), LocalDate.parse(last));
        return new CalendarDefinition(
                name,
                "",
                List.of(days),
                List.of(),
                Set.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    static CalendarDefinition weekdays(String name, DayOfWeek... days) {
        return new CalendarDefinition(
                name,
                "",
                List.of(),
                List.of(),
                Set.of(days),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    static CalendarDefinition cron(String name, String... cron) {
        return new CalendarDefinition(
                name,
                "",
                List.of(),
                List.of(),
                Set.of(),
                List.of(cron),
                List.of(),
                List.of(),
                List.of());
    }

    static CalendarDefinition combined(String name, List<String> include, List<String> except) {
        return new CalendarDefinition(
                name, "", List.of(), List.of(), Set.of(), List.of(), List.of(), include, except);
    }

    private static Period period(String from, String until) {
        return new Period(at(from), at(until));
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }
}
