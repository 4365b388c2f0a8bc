package dev.carillon.engine.time;

import static dev.carillon.engine.time.TimeSetTest.calendars;
import static dev.carillon.engine.time.TimeSetTest.combined;
import static dev.carillon.engine.time.TimeSetTest.cron;
import static dev.carillon.engine.time.TimeSetTest.dates;
import static dev.carillon.engine.time.TimeSetTest.weekdays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Schedule;
import dev.carillon.api.Schedule.BusinessDay;
import dev.carillon.api.Schedule.Cron;
import dev.carillon.api.Schedule.Dst;
import dev.carillon.api.Schedule.Dst.Fold;
import dev.carillon.api.Schedule.Dst.Gap;
import dev.carillon.api.Schedule.Interval;
import dev.carillon.api.Schedule.Interval.Unit;
import dev.carillon.api.Schedule.Roll;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Intervals, business days and calendars, worked out by hand.
class DueTimesCalendarTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant START = Instant.parse("2025-12-31T23:59:59Z");

    /// Good Friday and Easter Monday are 3 and 6 April 2026; Christmas is Friday and Saturday.
    private static final Function<String, Optional<CalendarDefinition>> CALENDARS =
            calendars(
                    combined("holidays", List.of("good-friday", "easter", "christmas"), List.of()),
                    dates("good-friday", "2026-04-03", "2026-04-03"),
                    dates("easter", "2026-04-06", "2026-04-06"),
                    dates("christmas", "2026-12-25", "2026-12-26"),
                    weekdays("weekend", DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                    weekdays("sundays", DayOfWeek.SUNDAY),
                    weekdays("week", DayOfWeek.values()),
                    dates("year-2026", "2026-01-01", "2026-12-31"),
                    cron("office", "* 9-16 * * MON-FRI"),
                    cron("noon", "0 12 * * *"),
                    dates("long", "2026-07-01", "2027-06-10"),
                    dates("past", "2020-01-01", "2020-12-31"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        2 MONTHS | 2025-12-31T06:00 | 2026-02-28T05:00 2026-04-30T04:00 2026-06-30T04:00 2026-08-31T04:00 2026-10-31T05:00 2026-12-31T05:00
        1 YEARS  | 2024-02-29T12:00 | 2026-02-28T11:00 2027-02-28T11:00 2028-02-29T11:00
        3 DAYS   | 2025-12-31T00:30 | 2026-01-02T23:30 2026-01-05T23:30
        2 WEEKS  | 2026-03-16T09:00 | 2026-03-16T08:00 2026-03-30T07:00 2026-04-13T07:00
        1 MONTHS | 2030-05-31T00:00 | 2030-05-30T22:00 2030-06-29T22:00 2030-07-30T22:00
        """)
    void anIntervalCountsFromItsFirst(String interval, String first, String expected) {
        int space = interval.indexOf(' ');
        var rule =
                new Interval(
                        Integer.parseInt(interval.substring(0, space)),
                        Unit.valueOf(interval.substring(space + 1)),
                        LocalDateTime.parse(first),
                        BERLIN,
                        Dst.DEFAULT);

        assertDue(schedule(rule, List.of(), List.of(), Roll.NONE), START, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        2026-03-28T02:30 | RUN_AFTER | ONCE  | 2026-03-28T01:30 2026-03-29T01:00 2026-03-30T00:30
        2026-03-28T02:30 | SKIP      | ONCE  | 2026-03-28T01:30 2026-03-30T00:30
        2026-10-24T02:30 | RUN_AFTER | ONCE  | 2026-10-24T00:30 2026-10-25T00:30 2026-10-26T01:30
        2026-10-24T02:30 | RUN_AFTER | TWICE | 2026-10-24T00:30 2026-10-25T00:30 2026-10-25T01:30 2026-10-26T01:30
        """)
    void anIntervalKeepsThePolicies(String first, Gap gap, Fold overlap, String expected) {
        var rule =
                new Interval(
                        1, Unit.DAYS, LocalDateTime.parse(first), BERLIN, new Dst(gap, overlap));

        assertDue(schedule(rule, List.of(), List.of(), Roll.NONE), START, expected);
    }

    @Test
    void anIntervalThatBeganLongAgoIsFoundAtOnce() {
        var rule =
                new Interval(
                        1, Unit.DAYS, LocalDateTime.parse("1970-01-01T00:00"), BERLIN, Dst.DEFAULT);
        DueTimes times = schedule(rule, List.of(), List.of(), Roll.NONE);

        assertThat(times.after(Instant.parse("9998-06-01T12:00:00Z")))
                .isEqualTo("9998-06-01T22:00:00Z");
        assertThat(times.after(Instant.MAX)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        # from 1 March 2026, a Sunday; holidays on 3 and 6 April, and 25 December
        1   | holidays |        | 2026-03-02T05:00 2026-04-01T04:00 2026-05-01T04:00 2026-06-01T04:00
        2   | holidays |        | 2026-03-03T05:00 2026-04-02T04:00 2026-05-04T04:00
        3   | holidays |        | 2026-03-04T05:00 2026-04-07T04:00 2026-05-05T04:00
        -1  |          |        | 2026-03-31T04:00 2026-04-30T04:00 2026-05-29T04:00 2026-06-30T04:00
        -3  |          |        | 2026-03-27T05:00 2026-04-28T04:00 2026-05-27T04:00
        23  |          |        | 2026-07-31T04:00 2026-12-31T05:00 2027-03-31T04:00
        1   |          | sundays | 2026-03-01T05:00 2026-04-05T04:00 2026-05-03T04:00
        5   |          | sundays | 2026-03-29T04:00 2026-05-31T04:00 2026-08-30T04:00
        """)
    void aBusinessDayIsTheNthThatCounts(int nth, String except, String only, String expected) {
        var rule = new BusinessDay(nth, LocalTime.of(6, 0), BERLIN, Dst.DEFAULT);

        assertDue(
                schedule(rule, names(except), names(only), Roll.NONE),
                Instant.parse("2026-02-28T23:00:00Z"),
                expected);
    }

    @Test
    void theFifthLastBusinessDayOfDecemberIsChristmasEve() {
        var rule = new BusinessDay(-5, LocalTime.of(18, 0), BERLIN, Dst.DEFAULT);

        // 31, 30, 29, 28 and, as the 25th is a holiday, the 24th.
        assertDue(
                schedule(rule, List.of("holidays"), List.of(), Roll.NONE),
                Instant.parse("2026-12-01T00:00:00Z"),
                "2026-12-24T17:00");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        # Thursday 2 April; Friday to Monday do not count
        0 6 * * *   | NONE    | 2026-04-02T00:00 | 2026-04-02T04:00 2026-04-07T04:00 2026-04-08T04:00
        0 6 * * *   | FORWARD | 2026-04-02T00:00 | 2026-04-02T04:00 2026-04-07T04:00 2026-04-08T04:00
        0 6 3 * *   | NONE    | 2026-03-04T00:00 | 2026-06-03T04:00
        0 6 3 * *   | FORWARD | 2026-03-04T00:00 | 2026-04-07T04:00 2026-05-04T04:00 2026-06-03T04:00
        0 6 3 * *   | BACK    | 2026-03-04T00:00 | 2026-04-02T04:00 2026-05-01T04:00 2026-06-03T04:00
        # early and late times of different days come to one day, in order
        0 6,18 5 4 * | FORWARD | 2026-04-01T00:00 | 2026-04-07T04:00 2026-04-07T16:00 2027-04-05T04:00
        0 6 25 12 *  | FORWARD | 2026-12-01T00:00 | 2026-12-28T05:00 2027-12-27T05:00
        0 6 25 12 *  | BACK    | 2026-12-01T00:00 | 2026-12-24T05:00 2027-12-24T05:00
        # Saturday 28 March and Sunday, which has no 02:30, both to Monday
        30 2 * * *   | FORWARD | 2026-03-27T12:00 | 2026-03-30T00:30 2026-03-31T00:30
        # into the month that was left
        0 6 1 8 *    | BACK    | 2026-07-01T00:00 | 2026-07-31T04:00 2027-07-30T04:00
        """)
    void aDueTimeThatDoesNotCountRolls(String text, Roll roll, String after, String expected) {
        var rule = new Cron(text, BERLIN, Dst.DEFAULT);

        assertDue(
                schedule(rule, List.of("holidays", "weekend"), List.of(), roll),
                Instant.parse(after + ":00Z"),
                expected);
    }

    @Test
    void anIntervalRollsOffTheEndOfAMonth() {
        var rule =
                new Interval(
                        1,
                        Unit.MONTHS,
                        LocalDateTime.parse("2026-01-31T06:00"),
                        BERLIN,
                        Dst.DEFAULT);

        // 31 January is a Saturday, 28 February too, 31 May a Sunday.
        assertDue(
                schedule(rule, List.of("weekend"), List.of(), Roll.FORWARD),
                START,
                "2026-02-02T05:00 2026-03-02T05:00 2026-03-31T04:00 2026-04-30T04:00 2026-06-01T04:00");
        assertDue(
                schedule(rule, List.of("weekend"), List.of(), Roll.BACK),
                START,
                "2026-01-30T05:00 2026-02-27T05:00 2026-03-31T04:00 2026-04-30T04:00 2026-05-29T04:00");
    }

    @Test
    void onlyLeavesWhatIsInOneOfThem() {
        var rule = new Cron("0 */4 * * *", BERLIN, Dst.DEFAULT);

        assertDue(
                schedule(rule, List.of(), List.of("office", "sundays"), Roll.NONE),
                Instant.parse("2026-11-20T14:00:00Z"),
                "2026-11-20T15:00 2026-11-21T23:00 2026-11-22T03:00 2026-11-22T07:00 2026-11-22T11:00"
                        + " 2026-11-22T15:00 2026-11-22T19:00 2026-11-23T11:00 2026-11-23T15:00");
    }

    @Test
    void aFixedRateKnowsDaysInUtc() {
        var rule = new Schedule.Every(Duration.ofHours(9), Instant.parse("2026-04-02T00:00:00Z"));

        assertDue(
                schedule(rule, List.of("good-friday"), List.of(), Roll.NONE),
                Instant.parse("2026-04-02T00:00:00Z"),
                "2026-04-02T09:00 2026-04-02T18:00 2026-04-04T06:00");
    }

    @Test
    void anExcludedYearOfEachSecondIsSteppedOver() {
        var rule = new Cron("* * * * * *", BERLIN, Dst.DEFAULT);
        DueTimes times = schedule(rule, List.of("year-2026"), List.of(), Roll.NONE);

        assertThat(times.after(Instant.parse("2025-12-31T22:59:59Z")))
                .isEqualTo("2026-12-31T23:00:00Z");
        assertThat(times.after(Instant.parse("2025-12-31T22:59:58Z")))
                .isEqualTo("2025-12-31T22:59:59Z");
    }

    @Test
    void aLongExclusionMovesNothingToADayThatNothingReaches() {
        var rule = new Cron("* * * 15 6 ?", BERLIN, Dst.DEFAULT);
        DueTimes forward = schedule(rule, List.of("long"), List.of(), Roll.FORWARD);
        DueTimes back = schedule(rule, List.of("long"), List.of(), Roll.BACK);

        assertThat(forward.after(Instant.parse("2026-06-15T21:59:59Z")))
                .isEqualTo("2027-06-14T22:00:00Z");
        assertThat(back.after(Instant.parse("2026-06-15T21:59:59Z")))
                .isEqualTo("2027-06-14T22:00:00Z");
    }

    @Test
    void missedTimesLeaveOutWhatDoesNotCount() {
        var rule = new Cron("0 * * * *", BERLIN, Dst.DEFAULT);
        DueTimes times = schedule(rule, List.of("weekend"), List.of(), Roll.NONE);

        // Monday 2 November to Monday 30 November, 20 working days.
        var missed =
                times.missed(
                        Instant.parse("2026-11-01T22:59:59Z"),
                        Instant.parse("2026-11-29T22:59:59Z"),
                        2);

        assertThat(missed.total()).isEqualTo(480);
        assertThat(missed.exact()).isTrue();
        assertThat(missed.newest())
                .containsExactly(
                        Instant.parse("2026-11-27T21:00:00Z"),
                        Instant.parse("2026-11-27T22:00:00Z"));
    }

    @Test
    void missedTimesBeyondTheLimitAreALowerBound() {
        var rule = new Cron("* * * * * *", BERLIN, Dst.DEFAULT);
        DueTimes times = schedule(rule, List.of("weekend"), List.of(), Roll.FORWARD);

        var missed =
                times.missed(
                        Instant.parse("2026-11-01T22:59:59Z"),
                        Instant.parse("2026-11-29T22:59:59Z"),
                        1);

        assertThat(missed.total()).isEqualTo(100_000);
        assertThat(missed.exact()).isFalse();
        assertThat(missed.newest()).containsExactly(Instant.parse("2026-11-27T22:59:59Z"));
    }

    @Test
    void aDelayHasNoDueTimesOfItsOwn() {
        DueTimes times =
                DueTimes.of(
                        new Schedule(
                                "s",
                                new Schedule.Delay(Duration.ofMinutes(5)),
                                START,
                                START.plusSeconds(60),
                                Duration.ZERO),
                        "job");

        assertThat(times.after(START)).isNull();
        assertThat(times.next(START, 3)).isEmpty();
        assertThat(times.missed(START, Instant.MAX, 3).total()).isZero();
    }

    @Test
    void refusesAnUnknownCalendarWithScheduleAndName() {
        var rule = new Cron("0 6 * * *", BERLIN, Dst.DEFAULT);
        var schedule =
                new Schedule(
                        "nightly",
                        rule,
                        null,
                        null,
                        Duration.ZERO,
                        List.of("nowhere"),
                        List.of(),
                        Roll.NONE);

        assertThatThrownBy(() -> DueTimes.of(schedule, "job", CALENDARS))
                .hasMessageContaining("Schedule nightly of job job")
                .hasMessageContaining("the calendar nowhere");
        assertThatThrownBy(() -> DueTimes.of(schedule, "job"))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DEFINITION))
                .hasMessageContaining("the calendar nowhere");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        0 6 * * *     | week         |         | NONE    | "except" [week]
        * * * * * *   | week         |         | NONE    | "except" [week]
        * * * * * *   | week         |         | FORWARD | "except" [week]
        0 6 * * *     | week         |         | BACK    | "except" [week]
        0 12 * * *    | noon         |         | NONE    | "except" [noon]
        0 6 * * SUN   |              | office  | NONE    | "only" [office]
        0 6 * * *     |              | past    | NONE    | "only" [past]
        0 6 * * *     | sundays      | sundays | NONE    | "except" [sundays] and "only" [sundays]
        """)
    void refusesWhatIsNeverDueWithTheField(
            String text, String except, String only, Roll roll, String expected) {
        var rule = new Cron(text, BERLIN, Dst.DEFAULT);

        assertThatThrownBy(() -> schedule(rule, names(except), names(only), roll))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DEFINITION))
                .hasMessageContaining("never due")
                .hasMessageContaining(expected);
    }

    @Test
    void refusesABusinessDayThatNoMonthHasAndAnExcludedInstant() {
        var late = new BusinessDay(23, LocalTime.of(6, 0), ZoneOffset.UTC, Dst.DEFAULT);
        var instant = new Schedule.At(Instant.parse("2026-12-25T12:00:00Z"));

        assertThatThrownBy(() -> schedule(late, List.of(), List.of("sundays"), Roll.NONE))
                .hasMessageContaining("\"only\" [sundays]");
        assertThatThrownBy(() -> schedule(instant, List.of("christmas"), List.of(), Roll.NONE))
                .hasMessageContaining("\"except\" [christmas]");
    }

    private static List<String> names(String name) {
        return name == null ? List.of() : List.of(name);
    }

    private static DueTimes schedule(
            Schedule.When when, List<String> except, List<String> only, Roll roll) {
        return DueTimes.of(
                new Schedule("s", when, null, null, Duration.ZERO, except, only, roll),
                "job",
                CALENDARS);
    }

    private static void assertDue(DueTimes times, Instant after, String expected) {
        List<String> wanted = List.of(expected.split(" "));

        assertThat(times.next(after, wanted.size()))
                .extracting(each -> each.toString().replace(":00Z", ""))
                .containsExactlyElementsOf(wanted);
    }
}
