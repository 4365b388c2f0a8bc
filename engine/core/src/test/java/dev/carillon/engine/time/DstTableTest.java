package dev.carillon.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Schedule;
import dev.carillon.api.Schedule.Cron;
import dev.carillon.api.Schedule.Dst;
import dev.carillon.api.Schedule.Dst.Fold;
import dev.carillon.api.Schedule.Dst.Gap;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// What each zone does where its clocks change, written by hand from the rules of the zone.
class DstTableTest {
    private static final Dst OTHER = new Dst(Gap.SKIP, Fold.TWICE);
    private static final List<Dst> POLICIES =
            List.of(
                    Dst.DEFAULT,
                    OTHER,
                    new Dst(Gap.RUN_AFTER, Fold.TWICE),
                    new Dst(Gap.SKIP, Fold.ONCE));

    @ParameterizedTest(name = "{0} {1} from {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        # zone | time | after | by default | skipped in a gap, twice in an overlap
        # 29 March: 02:00 is 03:00 at 01:00Z; 25 October: 03:00 is 02:00 at 01:00Z
        Europe/Berlin       | 30 2 * * * | 2026-03-27T12:00 | 2026-03-28T01:30 2026-03-29T01:00 2026-03-30T00:30 | 2026-03-28T01:30 2026-03-30T00:30 2026-03-31T00:30
        Europe/Berlin       | 30 2 * * * | 2026-10-23T12:00 | 2026-10-24T00:30 2026-10-25T00:30 2026-10-26T01:30 | 2026-10-24T00:30 2026-10-25T00:30 2026-10-25T01:30 2026-10-26T01:30
        # 8 March: 02:00 is 03:00 at 07:00Z; 1 November: 02:00 is 01:00 at 06:00Z
        America/New_York    | 30 2 * * * | 2026-03-06T12:00 | 2026-03-07T07:30 2026-03-08T07:00 2026-03-09T06:30 | 2026-03-07T07:30 2026-03-09T06:30 2026-03-10T06:30
        America/New_York    | 30 2 * * * | 2026-10-30T12:00 | 2026-10-31T06:30 2026-11-01T07:30 2026-11-02T07:30 | 2026-10-31T06:30 2026-11-01T07:30 2026-11-02T07:30
        # 4 October: 02:00 is 02:30 at 15:30Z of the 3rd; 5 April: 02:00 is 01:30 at 15:00Z of the 4th
        Australia/Lord_Howe | 30 2 * * * | 2026-10-02T00:00 | 2026-10-02T16:00 2026-10-03T15:30 2026-10-04T15:30 | 2026-10-02T16:00 2026-10-03T15:30 2026-10-04T15:30
        Australia/Lord_Howe | 15 2 * * * | 2026-10-02T00:00 | 2026-10-02T15:45 2026-10-03T15:30 2026-10-04T15:15 | 2026-10-02T15:45 2026-10-04T15:15 2026-10-05T15:15
        Australia/Lord_Howe | 30 2 * * * | 2026-04-03T00:00 | 2026-04-03T15:30 2026-04-04T16:00 2026-04-05T16:00 | 2026-04-03T15:30 2026-04-04T16:00 2026-04-05T16:00
        Australia/Lord_Howe | 30 1 * * * | 2026-04-03T00:00 | 2026-04-03T14:30 2026-04-04T14:30 2026-04-05T15:00 | 2026-04-03T14:30 2026-04-04T14:30 2026-04-04T15:00 2026-04-05T15:00
        # 6 September: 00:00 is 01:00 at 04:00Z; 5 April: 00:00 is 23:00 at 03:00Z
        America/Santiago    | 30 2 * * * | 2026-09-04T12:00 | 2026-09-05T06:30 2026-09-06T05:30 2026-09-07T05:30 | 2026-09-05T06:30 2026-09-06T05:30 2026-09-07T05:30
        America/Santiago    | 30 0 * * * | 2026-09-04T12:00 | 2026-09-05T04:30 2026-09-06T04:00 2026-09-07T03:30 | 2026-09-05T04:30 2026-09-07T03:30 2026-09-08T03:30
        America/Santiago    | 30 2 * * * | 2026-04-03T12:00 | 2026-04-04T05:30 2026-04-05T06:30 2026-04-06T06:30 | 2026-04-04T05:30 2026-04-05T06:30 2026-04-06T06:30
        America/Santiago    | 30 23 * * * | 2026-04-03T12:00 | 2026-04-04T02:30 2026-04-05T02:30 2026-04-06T03:30 | 2026-04-04T02:30 2026-04-05T02:30 2026-04-05T03:30 2026-04-06T03:30
        # Ramadan: 15 February: 03:00 is 02:00 at 02:00Z; 22 March: 02:00 is 03:00 at 02:00Z
        Africa/Casablanca   | 30 2 * * * | 2026-02-13T12:00 | 2026-02-14T01:30 2026-02-15T01:30 2026-02-16T02:30 | 2026-02-14T01:30 2026-02-15T01:30 2026-02-15T02:30 2026-02-16T02:30
        Africa/Casablanca   | 30 2 * * * | 2026-03-20T12:00 | 2026-03-21T02:30 2026-03-22T02:00 2026-03-23T01:30 | 2026-03-21T02:30 2026-03-23T01:30 2026-03-24T01:30
        # 29 March: 01:00 is 03:00 at 01:00Z; 25 October: 03:00 is 01:00 at 01:00Z
        Antarctica/Troll    | 30 2 * * * | 2026-03-27T12:00 | 2026-03-28T02:30 2026-03-29T01:00 2026-03-30T00:30 | 2026-03-28T02:30 2026-03-30T00:30 2026-03-31T00:30
        Antarctica/Troll    | 30 2 * * * | 2026-10-23T12:00 | 2026-10-24T00:30 2026-10-25T00:30 2026-10-26T02:30 | 2026-10-24T00:30 2026-10-25T00:30 2026-10-25T02:30 2026-10-26T02:30
        # 2 April 2011: 04:00 is 03:00 at 14:00Z; 24 September: 03:00 is 04:00 at 14:00Z; no 30 December, from 10:00Z
        Pacific/Apia        | 30 2 * * * | 2011-03-31T20:00 | 2011-04-01T12:30 2011-04-02T12:30 2011-04-03T13:30 | 2011-04-01T12:30 2011-04-02T12:30 2011-04-03T13:30
        Pacific/Apia        | 30 3 * * * | 2011-03-31T20:00 | 2011-04-01T13:30 2011-04-02T13:30 2011-04-03T14:30 | 2011-04-01T13:30 2011-04-02T13:30 2011-04-02T14:30 2011-04-03T14:30
        Pacific/Apia        | 30 2 * * * | 2011-09-22T20:00 | 2011-09-23T13:30 2011-09-24T13:30 2011-09-25T12:30 | 2011-09-23T13:30 2011-09-24T13:30 2011-09-25T12:30
        Pacific/Apia        | 30 3 * * * | 2011-09-22T20:00 | 2011-09-23T14:30 2011-09-24T14:00 2011-09-25T13:30 | 2011-09-23T14:30 2011-09-25T13:30 2011-09-26T13:30
        Pacific/Apia        | 30 2 * * * | 2011-12-28T20:00 | 2011-12-29T12:30 2011-12-30T10:00 2011-12-30T12:30 2011-12-31T12:30 | 2011-12-29T12:30 2011-12-30T12:30 2011-12-31T12:30
        # no summer time; 1 January 1986: 00:00 is 00:15 at 18:30Z of the day before
        Asia/Kathmandu      | 30 2 * * * | 2026-03-28T00:00 | 2026-03-28T20:45 2026-03-29T20:45 2026-03-30T20:45 | 2026-03-28T20:45 2026-03-29T20:45 2026-03-30T20:45
        Asia/Kathmandu      | 30 2 * * * | 1985-12-30T00:00 | 1985-12-30T21:00 1985-12-31T20:45 1986-01-01T20:45 | 1985-12-30T21:00 1985-12-31T20:45 1986-01-01T20:45
        Asia/Kathmandu      | 5 0 * * *  | 1985-12-30T00:00 | 1985-12-30T18:35 1985-12-31T18:30 1986-01-01T18:20 | 1985-12-30T18:35 1986-01-01T18:20 1986-01-02T18:20
        """)
    void aTimeOfDayFollowsThePolicies(
            String zone, String text, String after, String byDefault, String other) {
        assertDue(zone, text, Dst.DEFAULT, after, byDefault);
        assertDue(zone, text, OTHER, after, other);
    }

    @ParameterizedTest(name = "{0} from {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        Europe/Berlin       | 2026-03-28T23:30 | 2026-03-29T00:00 2026-03-29T01:00 2026-03-29T02:00
        Europe/Berlin       | 2026-10-24T23:30 | 2026-10-25T00:00 2026-10-25T01:00 2026-10-25T02:00
        America/New_York    | 2026-03-08T05:30 | 2026-03-08T06:00 2026-03-08T07:00 2026-03-08T08:00
        America/New_York    | 2026-11-01T04:30 | 2026-11-01T05:00 2026-11-01T06:00 2026-11-01T07:00
        # half an hour: 01:00 is followed by 03:00, and by 02:00
        Australia/Lord_Howe | 2026-10-03T13:00 | 2026-10-03T13:30 2026-10-03T14:30 2026-10-03T16:00 2026-10-03T17:00
        Australia/Lord_Howe | 2026-04-04T12:30 | 2026-04-04T13:00 2026-04-04T14:00 2026-04-04T15:30 2026-04-04T16:30
        America/Santiago    | 2026-09-06T02:30 | 2026-09-06T03:00 2026-09-06T04:00 2026-09-06T05:00
        America/Santiago    | 2026-04-05T01:30 | 2026-04-05T02:00 2026-04-05T03:00 2026-04-05T04:00
        Africa/Casablanca   | 2026-02-15T00:30 | 2026-02-15T01:00 2026-02-15T02:00 2026-02-15T03:00
        Africa/Casablanca   | 2026-03-22T00:30 | 2026-03-22T01:00 2026-03-22T02:00 2026-03-22T03:00
        Antarctica/Troll    | 2026-03-28T23:30 | 2026-03-29T00:00 2026-03-29T01:00 2026-03-29T02:00
        Antarctica/Troll    | 2026-10-24T23:30 | 2026-10-25T00:00 2026-10-25T01:00 2026-10-25T02:00
        Pacific/Apia        | 2011-04-02T12:30 | 2011-04-02T13:00 2011-04-02T14:00 2011-04-02T15:00
        Pacific/Apia        | 2011-09-24T12:30 | 2011-09-24T13:00 2011-09-24T14:00 2011-09-24T15:00
        Pacific/Apia        | 2011-12-30T08:30 | 2011-12-30T09:00 2011-12-30T10:00 2011-12-30T11:00
        Asia/Kathmandu      | 2026-06-01T00:00 | 2026-06-01T00:15 2026-06-01T01:15 2026-06-01T02:15
        # a quarter: 23:00 is followed by 01:00
        Asia/Kathmandu      | 1985-12-31T16:00 | 1985-12-31T16:30 1985-12-31T17:30 1985-12-31T19:15 1985-12-31T20:15
        """)
    void eachHourKeepsElapsedTimeWhateverThePolicy(String zone, String after, String expected) {
        for (Dst dst : POLICIES) {
            assertDue(zone, "0 * * * *", dst, after, expected);
        }
    }

    /// Two hours before a change to two hours after it, without an exception: all changes are by whole
    /// quarters.
    @ParameterizedTest(name = "{0} from {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        # zone              | first            | quarters | minutes
        Europe/Berlin       | 2026-03-28T23:00 | 17 | 241
        Europe/Berlin       | 2026-10-24T23:00 | 17 | 241
        America/New_York    | 2026-03-08T05:00 | 17 | 241
        America/New_York    | 2026-11-01T04:00 | 17 | 241
        Australia/Lord_Howe | 2026-10-03T13:30 | 17 | 241
        Australia/Lord_Howe | 2026-04-04T13:00 | 17 | 241
        America/Santiago    | 2026-09-06T02:00 | 17 | 241
        America/Santiago    | 2026-04-05T01:00 | 17 | 241
        Africa/Casablanca   | 2026-02-15T00:00 | 17 | 241
        Africa/Casablanca   | 2026-03-22T00:00 | 17 | 241
        Antarctica/Troll    | 2026-03-28T23:00 | 17 | 241
        Antarctica/Troll    | 2026-10-24T23:00 | 17 | 241
        Pacific/Apia        | 2011-04-02T12:00 | 17 | 241
        Pacific/Apia        | 2011-09-24T12:00 | 17 | 241
        Pacific/Apia        | 2011-12-30T08:00 | 17 | 241
        Asia/Kathmandu      | 2026-03-29T00:00 | 17 | 241
        Asia/Kathmandu      | 1985-12-31T16:30 | 17 | 241
        """)
    void quartersAndMinutesKeepElapsedTimeWhateverThePolicy(
            String zone, String first, int quarters, int minutes) {
        for (Dst dst : POLICIES) {
            assertSteps(zone, "*/15 * * * *", dst, first, Duration.ofMinutes(15), quarters);
            assertSteps(zone, "* * * * *", dst, first, Duration.ofMinutes(1), minutes);
        }
    }

    private static void assertSteps(
            String zone, String text, Dst dst, String first, Duration step, int count) {
        List<Instant> expected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            expected.add(minute(first).plus(step.multipliedBy(i)));
        }

        assertThat(times(zone, text, dst).next(minute(first).minusSeconds(1), count))
                .as("%s %s %s", zone, text, dst)
                .isEqualTo(expected);
    }

    private static void assertDue(
            String zone, String text, Dst dst, String after, String expected) {
        List<Instant> wanted =
                List.of(expected.split(" ")).stream().map(DstTableTest::minute).toList();

        DueTimes times = times(zone, text, dst);

        assertThat(times.next(minute(after), wanted.size())).as("%s", dst).isEqualTo(wanted);
        assertThat(times.missed(minute(after), wanted.getLast(), wanted.size()))
                .as("%s", dst)
                .isEqualTo(new DueTimes.Missed(wanted, wanted.size(), true));
    }

    private static DueTimes times(String zone, String text, Dst dst) {
        var rule = new Cron(text, ZoneId.of(zone), dst);
        return DueTimes.of(new Schedule("s", rule, null, null, Duration.ZERO), "job");
    }

    private static Instant minute(String text) {
        return Instant.parse(text + ":00Z");
    }
}
