package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleWordsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        30 2 * * *           | every day at 02:30
        0 6,12,18 * * *      | every day at 06:00, 12:00 and 18:00
        30 7 * * MON-FRI     | every weekday (Monday to Friday) at 07:30
        30 7 * * 1-5         | every weekday (Monday to Friday) at 07:30
        0 30 7 ? * 2-6       | every weekday (Monday to Friday) at 07:30
        0 9 * * SAT,SUN      | every Saturday and Sunday at 09:00
        0 9 * * MON,WED,FRI  | every Monday, Wednesday and Friday at 09:00
        0 9 * * FRI-MON      | every Friday to Monday at 09:00
        * * * * *            | every minute
        */15 * * * *         | every 15 minutes
        */15 8-17 * * MON-FRI | every 15 minutes from 08:00 to 17:59, every weekday (Monday to Friday)
        0 * * * *            | every hour
        15 * * * *           | every hour at :15
        0 */6 * * *          | every 6 hours
        5 */6 * * *          | every 6 hours at :05
        30 9-17 * * *        | every hour from 09:30 to 17:30
        H 2 * * *            | once between 02:00 and 02:59, at a minute chosen by the job's name
        */10 * * * * *       | every 10 seconds
        15 30 2 * * ?        | every day at 02:30:15
        0 0 1,15 * *         | on the 1st and the 15th of the month at 00:00
        0 0 L * *            | on the last day of the month at 00:00
        0 0 L-3 * *          | on 3 days before the last day of the month at 00:00
        0 0 15W * *          | on the weekday nearest to the 15th of the month at 00:00
        0 0 LW * *           | on the last weekday of the month at 00:00
        0 6 * * FRI#3        | on the third Friday of the month at 06:00
        0 6 * * FRIL         | on the last Friday of the month at 06:00
        0 6 1-7 * *          | on the 1st to the 7th of the month at 06:00
        0 6 */2 * *          | on every 2nd day of the month at 06:00
        0 6 13 * FRI         | on the 13th of the month and on every Friday at 06:00
        0 0 6 13 * FRI       | on the 13th of the month if it is a Friday at 06:00
        0 0 1 JAN,JUL *      | on the 1st of the month at 00:00, in January and July
        0 0 1 */3 *          | on the 1st of the month at 00:00, in January, April, July and October
        0 0 * 3-10 *         | every day at 00:00, in March to October
        0 0 6 * * ? 2027     | every day at 06:00, in 2027
        @daily               | every day at 00:00
        @hourly              | every hour
        """)
    void cronIsSaidAsAPersonWould(String expression, String words) {
        assertThat(CronWords.of(expression)).hasValue(words);
    }

    @ParameterizedTest
    @CsvSource({"61 2 * * *", "a b c d e", "0 0", "0 25 * * *", "*/0 * * * *", "0 0 * FOO *"})
    void whatIsNoCronHasNoWords(String expression) {
        assertThat(CronWords.of(expression)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        {"cron": "30 2 * * *", "zone": "Europe/Berlin"}      | Every day at 02:30, Europe/Berlin
        {"cron": "30 2 * * *", "except": ["holidays"]}       | Every day at 02:30 UTC, except holidays
        {"cron": "61 2 * * *"}                               | Cron 61 2 * * * UTC
        {"every": "15m"}                                     | Every 15 minutes
        {"every": "1h"}                                      | Every hour
        {"every": "1h30m", "jitter": "1m"}                   | Every 1 hour and 30 minutes, spread over 1 minute
        {"delay": "10m"}                                     | 10 minutes after the end of the last run
        {"interval": "2 months", "first": "2026-01-31T06:00"} | Every 2 months from 31 January 2026 at 06:00 UTC
        {"interval": "1 day", "first": "2026-01-31T06:00"}   | Every day from 31 January 2026 at 06:00 UTC
        {"businessDay": -1, "time": "18:00"}                 | On the last business day of the month at 18:00 UTC
        {"businessDay": -2, "time": "18:00"}                 | On the 2nd last business day of the month at 18:00 UTC
        {"businessDay": 3, "time": "18:00"}                  | On the 3rd business day of the month at 18:00 UTC
        {"at": "2027-01-01T06:00:00Z"}                       | Once, on 1 January 2027 at 06:00 UTC
        """)
    void everyKindOfScheduleHasWords(String schedule, String words) {
        assertThat(ScheduleWords.of(read(schedule))).isEqualTo(words);
    }

    @Test
    void boundsAndRollingAreTold() {
        var schedule =
                read(
                        """
                        {"cron": "0 6 * * *", "only": ["open"], "roll": "forward", "until": "2027-01-01T06:00:00Z"}\
                        """);

        assertThat(ScheduleWords.of(schedule))
                .isEqualTo(
                        "Every day at 06:00 UTC, only open, moved to the next day that counts, until"
                                + " 1 January 2027 at 06:00 UTC");
    }

    private static Schedule read(String schedule) {
        return Definitions.parse(
                        "{name: a, task: {shell: {command: [x]}}, schedules: [" + schedule + "]}",
                        "test")
                .getFirst()
                .schedules()
                .getFirst();
    }
}
