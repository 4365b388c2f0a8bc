package dev.carillon.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Schedule.Dst;
import dev.carillon.api.Schedule.Dst.Fold;
import dev.carillon.api.Schedule.Dst.Gap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// Changes of offset, worked out by hand.
class CronDstTest {
    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        # spring in Berlin: 02:00 becomes 03:00 at 01:00Z
        Europe/Berlin | 30 2 * * *    | RUN_AFTER | ONCE  | 2026-03-28T12:00Z | 2026-03-29T01:00Z 2026-03-30T00:30Z
        Europe/Berlin | 30 2 * * *    | SKIP      | ONCE  | 2026-03-28T12:00Z | 2026-03-30T00:30Z
        Europe/Berlin | 0,30 2 * * *  | RUN_AFTER | ONCE  | 2026-03-28T12:00Z | 2026-03-29T01:00Z 2026-03-30T00:00Z
        Europe/Berlin | 0 2,3 * * *   | RUN_AFTER | ONCE  | 2026-03-28T12:00Z | 2026-03-29T01:00Z 2026-03-30T00:00Z
        Europe/Berlin | 30 2,3 * * *  | RUN_AFTER | ONCE  | 2026-03-28T12:00Z | 2026-03-29T01:00Z 2026-03-29T01:30Z
        Europe/Berlin | 0 * * * *     | RUN_AFTER | ONCE  | 2026-03-28T23:30Z | 2026-03-29T00:00Z 2026-03-29T01:00Z 2026-03-29T02:00Z
        Europe/Berlin | 30 * * * *    | RUN_AFTER | ONCE  | 2026-03-29T00:00Z | 2026-03-29T00:30Z 2026-03-29T01:30Z
        Europe/Berlin | */15 * * * *  | RUN_AFTER | ONCE  | 2026-03-29T00:35Z | 2026-03-29T00:45Z 2026-03-29T01:00Z 2026-03-29T01:15Z
        Europe/Berlin | 30 1-3 * * *  | RUN_AFTER | ONCE  | 2026-03-28T23:00Z | 2026-03-29T00:30Z 2026-03-29T01:30Z 2026-03-29T23:30Z
        # autumn in Berlin: 03:00 becomes 02:00 at 01:00Z
        Europe/Berlin | 30 2 * * *    | RUN_AFTER | ONCE  | 2026-10-24T12:00Z | 2026-10-25T00:30Z 2026-10-26T01:30Z
        Europe/Berlin | 30 2 * * *    | RUN_AFTER | TWICE | 2026-10-24T12:00Z | 2026-10-25T00:30Z 2026-10-25T01:30Z 2026-10-26T01:30Z
        Europe/Berlin | 0 2 * * *     | RUN_AFTER | TWICE | 2026-10-24T12:00Z | 2026-10-25T00:00Z 2026-10-25T01:00Z 2026-10-26T01:00Z
        Europe/Berlin | 30 2 * * *    | RUN_AFTER | ONCE  | 2026-10-25T01:10Z | 2026-10-26T01:30Z
        Europe/Berlin | 0 * * * *     | RUN_AFTER | ONCE  | 2026-10-24T23:30Z | 2026-10-25T00:00Z 2026-10-25T01:00Z 2026-10-25T02:00Z
        Europe/Berlin | */15 * * * *  | RUN_AFTER | ONCE  | 2026-10-25T00:40Z | 2026-10-25T00:45Z 2026-10-25T01:00Z 2026-10-25T01:15Z
        # once a year, with the second pass long before the next date
        Europe/Berlin | 30 2 25 10 *  | RUN_AFTER | TWICE | 2026-01-01T12:00Z | 2026-10-25T00:30Z 2026-10-25T01:30Z 2027-10-25T00:30Z
        # New York: 02:00 becomes 03:00 at 07:00Z; 02:00 becomes 01:00 at 06:00Z
        America/New_York | 30 2 * * * | RUN_AFTER | ONCE  | 2026-03-07T12:00Z | 2026-03-08T07:00Z 2026-03-09T06:30Z
        America/New_York | 30 2 * * * | SKIP      | ONCE  | 2026-03-07T12:00Z | 2026-03-09T06:30Z
        America/New_York | 30 1 * * * | RUN_AFTER | ONCE  | 2026-10-31T12:00Z | 2026-11-01T05:30Z 2026-11-02T06:30Z
        America/New_York | 30 1 * * * | RUN_AFTER | TWICE | 2026-10-31T12:00Z | 2026-11-01T05:30Z 2026-11-01T06:30Z 2026-11-02T06:30Z
        # Lord Howe moves by half an hour: 02:00 becomes 02:30 at 15:30Z; 02:00 becomes 01:30 at 15:00Z
        Australia/Lord_Howe | 15 2 * * * | RUN_AFTER | ONCE  | 2026-10-03T00:00Z | 2026-10-03T15:30Z 2026-10-04T15:15Z
        Australia/Lord_Howe | 45 1 * * * | RUN_AFTER | ONCE  | 2026-04-04T00:00Z | 2026-04-04T14:45Z 2026-04-05T15:15Z
        Australia/Lord_Howe | 45 1 * * * | RUN_AFTER | TWICE | 2026-04-04T00:00Z | 2026-04-04T14:45Z 2026-04-04T15:15Z 2026-04-05T15:15Z
        Australia/Lord_Howe | 0 * * * *  | RUN_AFTER | ONCE  | 2026-10-03T14:10Z | 2026-10-03T14:30Z 2026-10-03T16:00Z
        # Santiago has no midnight: 00:00 becomes 01:00 at 04:00Z
        America/Santiago | 0 0 * * *  | RUN_AFTER | ONCE  | 2026-09-05T12:00Z | 2026-09-06T04:00Z 2026-09-07T03:00Z
        America/Santiago | 0 0 * * *  | SKIP      | ONCE  | 2026-09-05T12:00Z | 2026-09-07T03:00Z
        # Troll moves by two hours: 01:00 becomes 03:00 at 01:00Z; 03:00 becomes 01:00 at 01:00Z
        Antarctica/Troll | 30 1,2 * * * | RUN_AFTER | ONCE  | 2026-03-28T12:00Z | 2026-03-29T01:00Z 2026-03-29T23:30Z
        Antarctica/Troll | 30 1 * * *   | RUN_AFTER | TWICE | 2026-10-24T12:00Z | 2026-10-24T23:30Z 2026-10-25T01:30Z 2026-10-26T01:30Z
        # Apia has no 2011-12-30: it ends at 10:00Z
        Pacific/Apia | 0 12 * * *     | RUN_AFTER | ONCE  | 2011-12-29T12:00Z | 2011-12-29T22:00Z 2011-12-30T10:00Z 2011-12-30T22:00Z
        Pacific/Apia | 0 12 * * *     | SKIP      | ONCE  | 2011-12-29T12:00Z | 2011-12-29T22:00Z 2011-12-30T22:00Z
        Pacific/Apia | 0 12 30 12 ?   | RUN_AFTER | ONCE  | 2011-12-01T00:00Z | 2011-12-30T10:00Z 2012-12-29T22:00Z
        # Casablanca: 03:00 becomes 02:00 at 02:00Z
        Africa/Casablanca | 29 5 2 23 2 ? 2025 | RUN_AFTER | ONCE | 2025-01-01T00:00Z | 2025-02-23T01:05:29Z null
        Africa/Casablanca | 29 5 2 23 2 ? 2025 | RUN_AFTER | TWICE | 2025-01-01T00:00Z | 2025-02-23T01:05:29Z 2025-02-23T02:05:29Z null
        """)
    void firesWhereTheClocksChange(
            String zone, String text, Gap gap, Fold overlap, String after, String expected) {
        var cron = CronExpression.parse(text, 0);
        List<String> found = new ArrayList<>();

        Instant at = instant(after);
        for (int i = expected.split(" ").length; i > 0 && at != null; i--) {
            at = cron.next(at, ZoneId.of(zone), new Dst(gap, overlap));
            found.add(at == null ? "null" : at.toString().replaceFirst(":00Z", "Z"));
        }

        assertThat(found).containsExactly(expected.split(" "));
    }

    private static @Nullable Instant instant(String minute) {
        return Instant.parse(minute.replace("Z", ":00Z"));
    }
}
