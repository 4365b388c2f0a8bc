package dev.carillon.engine.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Forecast.Due;
import dev.carillon.api.Forecast.Expected;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class LoadTest {
    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");

    private static Due due(int second, @Nullable Duration takes, boolean paused) {
        var at = START.plusSeconds(second);
        return new Due(
                "default/a",
                "s",
                at,
                at,
                takes == null ? null : new Expected(takes, takes, 1),
                "mail",
                null,
                paused,
                false);
    }

    private static Due due(int second, int seconds) {
        return due(second, Duration.ofSeconds(seconds), false);
    }

    @Test
    void moreAtOnceThanTheLimitIsOneWarningForItsTime() {
        var load = new Load(List.of(due(0, 100), due(10, 100), due(20, 30), due(500, 1)));

        var warnings = load.beyond(Map.of("mail", 1));

        assertThat(warnings).hasSize(1);
        assertThat(warnings.getFirst().at()).isEqualTo(START.plusSeconds(10));
        assertThat(warnings.getFirst().queue()).isEqualTo("mail");
        assertThat(warnings.getFirst().text())
                .contains("until " + START.plusSeconds(100), "up to 3 runs", "limit is 1");
        assertThat(load.beyond(Map.of("mail", 3))).isEmpty();
        assertThat(load.beyond(Map.of("other", 1))).isEmpty();
    }

    @Test
    void oneThatBeginsWhenAnotherEndsDoesNotCountWithIt() {
        assertThat(new Load(List.of(due(0, 10), due(10, 10))).beyond(Map.of("mail", 1))).isEmpty();
    }

    @Test
    void whatIsPausedDoesNotCountAndWhatNeverRanTakesASecond() {
        var paused = due(0, Duration.ofHours(1), true);
        var unknown = due(1, null, false);

        assertThat(new Load(List.of(paused, unknown)).beyond(Map.of("mail", 1))).isEmpty();
        assertThat(new Load(List.of(unknown, due(1, 1))).beyond(Map.of("mail", 1))).hasSize(1);
        assertThat(new Load(List.of(unknown, due(2, 1))).beyond(Map.of("mail", 1))).isEmpty();
    }
}
