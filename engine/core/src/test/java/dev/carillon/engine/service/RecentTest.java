package dev.carillon.engine.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ManualTime;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class RecentTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    private final ManualTime time = new ManualTime(START);
    private int searches;

    private Recent<Integer> taking(Duration search) {
        return new Recent<>(
                Duration.ofSeconds(1),
                () -> time.micros() * 1_000,
                () -> {
                    time.advance(search);
                    return ++searches;
                });
    }

    @Test
    void whatIsFoundAtOnceIsGoodForAsLongAsIsSaid() {
        var recent = taking(Duration.ZERO);
        recent.get();

        time.advance(Duration.ofMillis(999));
        assertThat(recent.get()).isEqualTo(1);
        time.advance(Duration.ofMillis(1));
        assertThat(recent.get()).isEqualTo(2);
    }

    @Test
    void whatTakesLongIsGoodForTwentyTimesAsLong() {
        var recent = taking(Duration.ofSeconds(3));
        recent.get();

        time.advance(Duration.ofSeconds(59));
        assertThat(recent.get()).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(recent.get()).isEqualTo(2);
    }
}
