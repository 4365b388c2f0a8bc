package dev.carillon.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class LagsTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final Lags lags = new Lags();

    @Test
    void saysNothingBeforeTheFirstStart() {
        assertThat(lags.percentile(0.99, 0)).isZero();
        assertThat(lags.count()).isZero();
    }

    @Test
    void forgetsStartsAfterAnHour() {
        lags.add(5_000_000, 0);
        lags.add(200, HOUR / 2);

        assertThat(lags.percentile(0.99, HOUR)).isEqualTo(5_000_000);
        assertThat(lags.percentile(0.99, HOUR + 1)).isEqualTo(200);
        assertThat(lags.percentile(0.5, 2 * HOUR)).isZero();
        assertThat(lags.count()).isEqualTo(2);
    }

    @Test
    void keepsTheNewest() {
        for (int i = 0; i < 10_000; i++) {
            lags.add(i < 5_000 ? 9_000 : 100 + i % 2, i);
        }

        assertThat(lags.percentile(0, 10_000)).isEqualTo(100);
        assertThat(lags.percentile(0.5, 10_000)).isEqualTo(101);
        assertThat(lags.percentile(1, 10_000)).isEqualTo(101);
    }

    @Test
    void countsAStartThatTellsNothing() {
        lags.add(300, 0);
        lags.addKept();

        assertThat(lags.count()).isEqualTo(2);
        assertThat(lags.percentile(1, 0)).isEqualTo(300);
    }
}
