package dev.carillon.api;

import static dev.carillon.api.Verdicts.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Collections;
import java.util.stream.Stream;

/// What a person reads who wrote a schedule wrong.
class ScheduleErrorsTest {
    private static final String RIGHT = "name: x\ntask: {sql: {connection: a, statement: b}}\n";

    static Stream<Arguments> schedules() {
        return Stream.of(
                arguments(
                        "{id: a}",
                        "3:13: a schedule needs exactly one of cron, every, delay, interval, businessDay, at"),
                arguments("{every: 900ms}", "3:21: \"every\" must be at least 1s"),
                arguments(
                        "{every: 1m, jitter: often}",
                        "3:33: \"jitter\" is wrong: \"often\" is no duration; write it like 500ms, 10s, 15m, 1h30m or 30d"),
                arguments(
                        "{every: 1m, zone: UTC}",
                        "3:31: \"zone\" belongs to \"cron\", \"interval\" and \"businessDay\" only, not to \"every\""),
                arguments(
                        "{every: 1m, until: \"2027-01-01T00:00:00Z\", from: \"2027-01-02T00:00:00Z\"}",
                        "3:32: \"until\" must be after \"from\"; there is no time between them"),
                arguments(
                        "{at: \"2027-01-01 06:00\"}",
                        "3:18: \"at\" is wrong: \"2027-01-01 06:00\" is no instant; write it like 2027-01-01T06:00:00Z or 2027-01-01T06:00:00+01:00"),
                arguments(
                        "{at: \"2027-02-30T06:00:00Z\"}",
                        "3:18: \"at\" is wrong: there is no day \"2027-02-30T06:00:00Z\""),
                arguments(
                        "{cron: \"@daily\", zone: Europe/Berln}",
                        "3:36: \"zone\" is wrong: \"Europe/Berln\" is no time zone, did you mean \"Europe/Berlin\"?"),
                arguments(
                        "{cron: \"@daily\", zone: new york}",
                        "3:36: \"zone\" is wrong: \"new york\" cannot be the name of a time zone, did you mean \"America/New_York\"?"),
                arguments(
                        "{cron: \"@daily\", zone: \"+02:00\"}",
                        "3:36: \"zone\" is wrong: \"+02:00\" cannot be the name of a time zone; name a place such as Europe/Berlin, or a fixed offset as Etc/GMT-1 (which is one hour ahead of UTC)"),
                arguments(
                        "{cron: \" \"}",
                        "3:20: \"cron\" must be 1 to 400 characters of ASCII, such as \"30 2 * * *\""),
                arguments(
                        "{cron: 5}",
                        "3:20: \"cron\" must be text; write \"5\" with quotes to make it so"));
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                arguments(
                        "{every: 1m, delay: 1m}",
                        "3:13: a schedule needs exactly one of cron, every, delay, interval, businessDay, at"),
                arguments("{delay: 5}", "3:21: \"delay\" needs a unit, such as 5s or 5m"),
                arguments("{delay: 500ms}", "3:21: \"delay\" must be at least 1s"),
                arguments(
                        "{delay: 1m, zone: UTC}",
                        "3:31: \"zone\" belongs to \"cron\", \"interval\" and \"businessDay\" only, not to \"delay\""),
                arguments(
                        "{delay: 1m, except: [night]}",
                        "3:33: \"except\" means nothing beside \"delay\", which follows the last end and knows no calendars"),
                arguments(
                        "{interval: monthly, first: 2026-01-31T06:00}",
                        "3:24: \"interval\" is wrong: \"monthly\" is no interval; write it like \"2 months\": 1 to 9999 days, weeks, months or years"),
                arguments(
                        "{interval: 0 days, first: 2026-01-31T06:00}",
                        "3:24: \"interval\" is wrong: \"0 days\" is no interval; write it like \"2 months\": 1 to 9999 days, weeks, months or years"),
                arguments(
                        "{interval: 2, first: 2026-01-31T06:00}",
                        "3:24: \"interval\" is wrong: \"2\" is no interval; write it like \"2 months\": 1 to 9999 days, weeks, months or years"),
                arguments(
                        "{interval: 1 month}",
                        "3:13: \"interval\" needs \"first\", such as 2026-01-31T06:00"),
                arguments(
                        "{interval: 1 month, first: 2026-01-31}",
                        "3:40: \"first\" is wrong: \"2026-01-31\" is no local time; write it like 2026-01-31T06:00"),
                arguments(
                        "{interval: 1 month, first: 2026-02-30T06:00}",
                        "3:40: \"first\" is wrong: there is no day \"2026-02-30T06:00\""),
                arguments(
                        "{every: 1m, first: 2026-01-31T06:00}",
                        "3:32: \"first\" belongs to \"interval\" only, not to \"every\""),
                arguments(
                        "{businessDay: 0, time: \"06:00\"}",
                        "3:27: \"businessDay\" of 0 is none; the first of the month is 1, the last is -1"),
                arguments(
                        "{businessDay: 24, time: \"06:00\"}",
                        "3:27: \"businessDay\" must be a whole number from -23 to 23, not \"24\""),
                arguments(
                        "{businessDay: first, time: \"06:00\"}",
                        "3:27: \"businessDay\" must be a whole number from -23 to 23, not \"first\""),
                arguments(
                        "{businessDay: 1}",
                        "3:13: \"businessDay\" needs \"time\", such as \"06:00\""),
                arguments(
                        "{businessDay: 1, time: 6am}",
                        "3:36: \"time\" is wrong: \"6am\" is no time of day; write it like \"06:00\" or \"18:30:15\""),
                arguments(
                        "{every: 1m, time: \"06:00\"}",
                        "3:31: \"time\" belongs to \"businessDay\" only, not to \"every\""),
                arguments(
                        "{at: \"2027-01-01T06:00:00Z\", from: \"2027-01-01T06:00:00Z\"}",
                        "3:48: \"from\" means nothing beside \"at\", which is one instant"));
    }

    static Stream<Arguments> calendars() {
        return Stream.of(
                arguments(
                        "{every: 1m, except: night}",
                        "3:33: \"except\" must be a list, such as [a, b]"),
                arguments(
                        "{every: 1m, except: [2026]}",
                        "3:34: \"except\" must be text; write \"2026\" with quotes to make it so"),
                arguments(
                        "{every: 1m, only: [Night]}",
                        "3:32: \"only\" is wrong: \"Night\" cannot be the name of a calendar, which is 1 to 100 of a-z 0-9 . _ -"),
                arguments(
                        "{cron: \"@daily\", roll: forward}",
                        "3:36: \"roll\" needs calendars in \"except\" or \"only\" to roll off from"),
                arguments(
                        "{cron: \"@daily\", roll: forward, except: []}",
                        "3:36: \"roll\" needs calendars in \"except\" or \"only\" to roll off from"),
                arguments(
                        "{cron: \"@daily\", roll: next, except: [night]}",
                        "3:36: \"roll\" is wrong: it must be one of none, forward, back, not \"next\""),
                arguments(
                        "{every: 1d, roll: back, except: [night]}",
                        "3:31: \"roll\" belongs to \"cron\" and \"interval\" only, not to \"every\""));
    }

    @Test
    void aScheduleHasAHundredCalendarsAtMost() {
        String names = String.join(", ", Collections.nCopies(101, "night"));

        assertThat(errors(RIGHT + "schedules: [{every: 1m, except: [" + names + "]}]"))
                .containsExactly(
                        "jobs.yaml:3:33: \"except\" has 101 items; at most 100 are allowed");
    }

    @Test
    void aWrongValueIsToldOnceThoughItIsReadForTwoThings() {
        assertThat(errors(RIGHT + "schedules: [{interval: often, first: never}]")).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource({"schedules", "kinds", "calendars"})
    void aWrongScheduleIsToldWithItsPlace(String schedule, String message) {
        assertThat(errors(RIGHT + "schedules: [" + schedule + "]"))
                .containsExactly("jobs.yaml:" + message);
    }
}
