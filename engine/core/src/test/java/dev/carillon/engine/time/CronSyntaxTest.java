package dev.carillon.engine.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Schedule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

class CronSyntaxTest {
    private static final Instant START = Instant.parse("2025-12-31T23:59:59Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        0 0 L * *          | 2026-01-31 2026-02-28 2026-03-31
        0 0 L-3 * *        | 2026-01-28 2026-02-25 2026-03-28
        0 0 LW * *         | 2026-01-30 2026-02-27 2026-03-31
        0 0 15W * *        | 2026-01-15 2026-02-16 2026-03-16
        0 0 1W * *         | 2026-01-01 2026-02-02 2026-03-02
        0 0 1W 8 *         | 2026-08-03
        0 0 31W * *        | 2026-01-30 2026-03-31 2026-05-29
        0 0 * * 5L         | 2026-01-30 2026-02-27 2026-03-27
        0 0 * * fril       | 2026-01-30 2026-02-27 2026-03-27
        0 0 0 ? * 6L       | 2026-01-30 2026-02-27 2026-03-27
        0 0 0 ? * 6#3      | 2026-01-16 2026-02-20 2026-03-20
        0 0 * * FRI#3      | 2026-01-16 2026-02-20 2026-03-20
        0 0 * * FRI#5      | 2026-01-30 2026-05-29 2026-07-31
        0 0 * * FRI-MON    | 2026-01-02 2026-01-03 2026-01-04 2026-01-05 2026-01-09
        0 0 * * 5-7        | 2026-01-02 2026-01-03 2026-01-04 2026-01-09
        0 0 * * 7          | 2026-01-04 2026-01-11
        0 0 0 ? * 1        | 2026-01-04 2026-01-11
        0 0 1 NOV-FEB *    | 2026-01-01 2026-02-01 2026-11-01 2026-12-01 2027-01-01
        0 0 13 * FRI       | 2026-01-02 2026-01-09 2026-01-13 2026-01-16
        0 0 */2 * FRI      | 2026-01-09 2026-01-23
        0 0 0 13 * FRI     | 2026-02-13 2026-03-13 2026-11-13
        0 0 29 2 *         | 2028-02-29 2032-02-29
        0 0 0 1 1 ? 2030/5 | 2030-01-01 2035-01-01
        @weekly            | 2026-01-04 2026-01-11
        @Monthly           | 2026-01-01 2026-02-01
        @yearly            | 2026-01-01 2027-01-01
        @annually          | 2026-01-01 2027-01-01
        @midnight          | 2026-01-01 2026-01-02
        """)
    void firesAtMidnightOf(String text, String days) {
        List<String> wanted = List.of(days.split(" "));

        assertThat(times(text, 0, wanted.size()))
                .extracting(Instant::toString)
                .containsExactlyElementsOf(wanted.stream().map(day -> day + "T00:00:00Z").toList());
    }

    @Test
    void hoursWrapAroundMidnight() {
        assertThat(times("0 22-2 * * *", 0, 6))
                .extracting(t -> t.atZone(ZoneOffset.UTC).getHour())
                .containsExactly(0, 1, 2, 22, 23, 0);
    }

    @Test
    void aHashSpreadsJobsOverItsRange() {
        TreeSet<Integer> minutes = new TreeSet<>();
        for (long seed = 0; seed < 1000; seed++) {
            minutes.add(minute("H(0-29) * * * *", seed, 0));
            assertThat(
                            minute("H(0-29)/10 * * * *", seed, 1)
                                    - minute("H(0-29)/10 * * * *", seed, 0))
                    .isEqualTo(10);
            assertThat(minute("H/15 * * * *", seed, 0))
                    .isBetween(0, 14)
                    .isEqualTo(minute("H/15 * * * *", seed, 0));
        }

        assertThat(minutes).hasSize(30).first().isEqualTo(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        60 * * * *         | minute field; allowed is 0 to 59
        * 24 * * *         | hour field; allowed is 0 to 23
        * * 0 * *          | day of month field; allowed is 1 to 31
        * * L-31 * *       | day of month field; allowed is 1 to 30
        * * 32W * *        | day of month field; allowed is 1 to 31
        * * * 13 *         | month field; allowed is 1 to 12 or JAN to DEC
        * * * * 8          | day of week field; allowed is 0 to 7
        0 * * * * 0        | day of week field; allowed is 1 to 7
        * * * * FRI#6      | FRI#6' in the day of week field; allowed is 1 to 5
        * * * * L          | FRIL
        */0 * * * *        | */0' in the minute field; allowed is 1 to 60
        */61 * * * *       | */61' in the minute field; allowed is 1 to 60
        0-10/12 * * * *    | 0-10/12' in the minute field; allowed is 1 to 11
        */5/5 * * * *      | minute field
        30-10 * * * *      | runs backwards; write it as two, such as 30-59,0-10
        1, * * * *         | in the minute field; allowed is 0 to 59. Lists, ranges
        ? * * * *          | minute field
        ٣ * * * *          | not ASCII
        H(5 * * * *        | H(0-59)
        H(50-70) * * * *   | minute field; allowed is 0 to 59
        0 0 0 1 1 ? H      | H cannot choose a year
        0 0 0 1 1 ? 1969   | year field; allowed is 1970 to 2199
        * * * *            | has 4 fields
        @reboot            | a cluster has no boot
        @every 5m          | `every: 15m`
        @fortnightly       | is no known name
        """)
    void refusesWithTheFieldTheRangeAndAHint(String text, String expected) {
        assertThatThrownBy(() -> CronExpression.parse(text, 0))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DEFINITION))
                .hasMessageContaining(expected);
    }

    @Test
    void refusesALongTextBeforeReadingIt() {
        assertThatThrownBy(() -> CronExpression.parse("1,".repeat(1_000_000), 0))
                .hasMessageContaining("at most 400");
    }

    private static int minute(String text, long seed, int index) {
        return times(text, seed, index + 1).get(index).atZone(ZoneOffset.UTC).getMinute();
    }

    private static List<Instant> times(String text, long seed, int count) {
        var cron = CronExpression.parse(text, seed);
        List<Instant> found = new ArrayList<>();
        for (Instant t = cron.next(START, ZoneOffset.UTC, Schedule.Dst.DEFAULT);
                t != null && found.size() < count;
                t = cron.next(t, ZoneOffset.UTC, Schedule.Dst.DEFAULT)) {
            found.add(t);
        }
        return found;
    }
}
