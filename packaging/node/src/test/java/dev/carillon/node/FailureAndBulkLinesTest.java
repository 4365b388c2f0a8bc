package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Bulk;
import dev.carillon.api.Bulk.Reason;
import dev.carillon.api.BulkAction;
import dev.carillon.api.FailureState;
import dev.carillon.api.FailureView;
import dev.carillon.api.Forecast;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

class FailureAndBulkLinesTest {
    private static final Instant TIME = Instant.parse("2027-01-01T06:00:00Z");

    @Test
    void barsAreAsHighAsTheNumbersAndNoneIsASpace() {
        assertThat(FailureLines.bars(List.of(0L, 1L, 4L, 7L, 0L))).isEqualTo(" ▂▅█ ");
        assertThat(FailureLines.bars(List.of(5L))).isEqualTo("█");
        assertThat(FailureLines.bars(List.of(0L, 0L))).isEqualTo("  ");
        assertThat(FailureLines.bars(List.of())).isEmpty();
    }

    @Test
    void aGroupTellsWhoLooksAfterItAndUntilWhenItIsSnoozed() {
        var failure =
                new FailureView(
                        "9f86d081884c7d65",
                        "default/orders",
                        "exit code 7\u001b[2J",
                        7,
                        382,
                        TIME,
                        TIME,
                        "0192-7",
                        FailureState.SNOOZED,
                        TIME,
                        "ada",
                        "ask bob",
                        TIME,
                        "bob",
                        List.of(1L));

        assertThat(FailureLines.summary(failure))
                .isEqualTo(
                        "9f86d081884c7d65 orders SNOOZED until 2027-01-01T06:00:00Z, ada: ask bob");
        assertThat(FailureLines.table(List.of(failure)).lines(0).getLast())
                .contains("382", "exit code 7")
                .doesNotContain("\u001b");
    }

    @Test
    void aPreviewTellsWhatIsLeftOutAndWhy() {
        var bulk =
                new Bulk(
                        "p1",
                        BulkAction.RETRY,
                        TIME,
                        "ada",
                        382,
                        0,
                        null,
                        true,
                        List.of(new Reason("3 are running", 3), new Reason("1 succeeded", 1)),
                        List.of(),
                        List.of());

        assertThat(BulkSteps.preview(bulk))
                .containsExactly(
                        "retry: 382 runs; there are more, for another plan; left out: 3 are running, 1 succeeded");
    }

    @Test
    void aForecastTellsTimesFrequentSchedulesAndWarnings() {
        var expected = new Forecast.Expected(Duration.ofMillis(1_234_567), Duration.ofHours(1), 9);
        var forecast =
                new Forecast(
                        TIME,
                        TIME.plusSeconds(60),
                        List.of(
                                new Forecast.Due(
                                        "default/orders",
                                        "nightly",
                                        TIME,
                                        TIME,
                                        expected,
                                        "mail",
                                        null,
                                        true,
                                        false)),
                        List.of(
                                new Forecast.Frequent(
                                        "a/b", "s", TIME, 100_000, false, null, "default", false)),
                        List.of(
                                new Forecast.Warning(
                                        Forecast.Kind.QUEUE_LIMIT,
                                        null,
                                        null,
                                        "mail",
                                        TIME,
                                        "too many")),
                        true);

        assertThat(String.join("\n", ForecastLines.of(forecast, ZoneOffset.UTC)))
                .contains("Fri 2027-01-01 06:00:00  orders", "20m34s, at most 1h", "paused")
                .contains("over 100000 times", "a/b")
                .contains("QUEUE_LIMIT", "queue mail", "too many")
                .contains("more than can be told");
    }
}
