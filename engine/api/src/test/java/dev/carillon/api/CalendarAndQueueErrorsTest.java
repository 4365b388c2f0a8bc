package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

/// What a person reads who wrote a calendar or a queue wrong.
class CalendarAndQueueErrorsTest {
    static Stream<Arguments> calendars() {
        return Stream.of(
                arguments("dates: [2026-12-24]", "1:1: a calendar needs a \"name\""),
                arguments(
                        "{name: Night, dates: [2026-12-24]}",
                        "1:8: \"name\" must be 1 to 100 of a-z 0-9 . _ - and begin with a letter or digit"),
                arguments(
                        "{name: 5, dates: [2026-12-24]}",
                        "1:8: \"name\" must be text; write \"5\" with quotes to make it so"),
                arguments(
                        "name: a",
                        "1:1: a calendar needs one of dates, yearly, weekdays, cron, periods, include: it is empty"),
                arguments(
                        "{name: a, date: [2026-12-24], yearly: [12-25]}",
                        "1:11: unknown key \"date\", did you mean \"dates\"?"),
                arguments(
                        "{name: a, yearly: [12-25], until: b}",
                        "1:28: unknown key \"until\"; it belongs in \"periods\""),
                arguments(
                        "{name: a, yearly: [12-25], schedules: []}",
                        "1:28: unknown key \"schedules\"; known here: name, description, dates, yearly, weekdays, cron, periods, include, except"),
                arguments(
                        "{name: a, yearly: [12-25], description: \"" + "x".repeat(2001) + "\"}",
                        "1:41: \"description\" is over 2000 characters"),
                arguments(
                        "{name: a, dates: 2026-12-24}",
                        "1:18: \"dates\" must be a list, such as [a, b]"),
                arguments(
                        "{name: a, dates: [24.12.2026]}",
                        "1:19: \"dates\" is wrong: \"24.12.2026\" is no day; write 2026-12-24, or 2026-12-24..2027-01-01 for several"),
                arguments(
                        "{name: a, dates: [2026]}",
                        "1:19: \"dates\" is wrong: \"2026\" is no day; write 2026-12-24, or 2026-12-24..2027-01-01 for several"),
                arguments(
                        "{name: a, dates: [2026-02-30]}",
                        "1:19: \"dates\" is wrong: there is no day \"2026-02-30\""),
                arguments(
                        "{name: a, dates: [2026-12-24..2026-12-23]}",
                        "1:19: \"dates\" is wrong: \"2026-12-24..2026-12-23\" ends before it begins"),
                arguments(
                        "{name: a, yearly: [25 December]}",
                        "1:20: \"yearly\" is wrong: \"25 December\" is no day of the year; write \"12-25\", month first, in quotes"),
                arguments(
                        "{name: a, yearly: [25-12]}",
                        "1:20: \"yearly\" is wrong: there is no day \"25-12\""),
                arguments(
                        "{name: a, weekdays: [Sa]}",
                        "1:22: \"weekdays\" is wrong: \"Sa\" is no day of the week; write mon, tue, wed, thu, fri, sat or sun"),
                arguments(
                        "{name: a, cron: [\"\"]}",
                        "1:18: \"cron\" is wrong: \"\" must be 1 to 400 characters of ASCII, such as \"* 22-23 * * *\""),
                arguments(
                        "{name: a, periods: [{from: \"2027-01-01T06:00:00Z\"}]}",
                        "1:21: a period needs \"from\" and \"until\""),
                arguments(
                        "{name: a, periods: [{from: \"2027-01-01T06:00:00Z\", until: \"2027-01-01T05:00:00Z\"}]}",
                        "1:59: \"until\" must be after \"from\"; there is no time between them"),
                arguments(
                        "{name: a, include: [B]}",
                        "1:21: \"include\" is wrong: \"B\" cannot be the name of a calendar, which is 1 to 100 of a-z 0-9 . _ -"),
                arguments(
                        "{name: a, include: [a]}",
                        "1:20: \"include\" has the calendar itself; remove it"));
    }

    static Stream<Arguments> queues() {
        return Stream.of(
                arguments("concurrency: 5", "1:1: a queue needs a \"name\""),
                arguments(
                        "{name: a, concurrency: 0}",
                        "1:24: \"concurrency\" must be a whole number from 1 to 1000000, not \"0\""),
                arguments(
                        "{name: a, count: 5}",
                        "1:11: unknown key \"count\"; it belongs in \"rate\""),
                arguments(
                        "{name: a, rate: 0/1m}",
                        "1:17: \"rate\" is wrong: \"0/1m\" is no rate; write a count of 1 or more and a time, such as 10/1m for ten starts a minute"),
                arguments(
                        "{name: a, rate: 10}",
                        "1:17: \"rate\" is wrong: \"10\" is no rate; write a count of 1 or more and a time, such as 10/1m for ten starts a minute"),
                arguments(
                        "{name: a, rate: 10/minute}",
                        "1:17: \"rate\" is wrong: \"minute\" is no duration; write it like 500ms, 10s, 15m, 1h30m or 30d"),
                arguments(
                        "{name: a, rate: 10/0s}",
                        "1:17: \"rate\" is wrong: the time of \"10/0s\" must be from 100ms to 31d"),
                arguments("{name: a, rate: {per: 1m}}", "1:17: \"count\" is needed here"),
                arguments(
                        "{name: a, rate: {count: 10, per: 32d}}",
                        "1:34: \"per\" must be from 100ms to 31d"),
                arguments(
                        "{name: a, rate: {count: 10, burst: 0}}",
                        "1:36: \"burst\" must be a whole number from 1 to 1000000, not \"0\""),
                arguments(
                        "{name: a, weight: 0}",
                        "1:19: \"weight\" must be a whole number from 1 to 100, not \"0\""),
                arguments(
                        "{name: a, closed: [Night]}",
                        "1:20: \"closed\" is wrong: \"Night\" cannot be the name of a calendar, which is 1 to 100 of a-z 0-9 . _ -"));
    }

    @ParameterizedTest
    @MethodSource("calendars")
    void aWrongCalendarIsToldWithItsPlace(String text, String message) {
        assertThat(Verdicts.lines(() -> Definitions.parseCalendar(text, "calendar.yaml")))
                .containsExactly("calendar.yaml:" + message);
    }

    @ParameterizedTest
    @MethodSource("queues")
    void aWrongQueueIsToldWithItsPlace(String text, String message) {
        assertThat(Verdicts.lines(() -> Definitions.parseQueue(text, "queue.yaml")))
                .containsExactly("queue.yaml:" + message);
    }

    @Test
    void thereIsOneInAText() {
        assertThat(queue("")).containsExactly("q: expected one queue here, not none");
        assertThat(queue("name: a\n---\nname: b\n"))
                .containsExactly("q: expected one queue here, not 2");
        assertThat(queue("[{name: a}]")).containsExactly("q:1:1: expected keys with values here");
        assertThat(queue("just text")).containsExactly("q:1:1: expected keys with values here");
    }

    private static List<String> queue(String text) {
        return Verdicts.lines(() -> Definitions.parseQueue(text, "q"));
    }

    @Test
    void aTooLargeTextIsRefused() {
        assertThatThrownBy(() -> Definitions.parseCalendar("#".repeat(5 << 20), "c"))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE));
    }
}
