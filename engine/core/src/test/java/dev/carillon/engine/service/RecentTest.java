package dev.carillon.engine.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.testkit.ManualTime;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class RecentTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    private final ManualTime time = new ManualTime(START);
    private final List<Runnable> beside = new ArrayList<>();
    private int searches;
    private boolean away;

    private Recent<Integer> taking(Duration search) {
        return new Recent<>(
                Duration.ofSeconds(1),
                () -> time.micros() * 1_000,
                () -> {
                    if (away) {
                        throw new IllegalStateException("away");
                    }
                    time.advance(search);
                    return ++searches;
                },
                beside::add);
    }

    private void doBeside() {
        List.copyOf(beside).forEach(Runnable::run);
        beside.clear();
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
        assertThat(beside).isEmpty();
        time.advance(Duration.ofSeconds(1));
        assertThat(recent.get()).isEqualTo(1);
        assertThat(recent.get()).isEqualTo(1);
        assertThat(beside).hasSize(1);
        doBeside();
        assertThat(recent.get()).isEqualTo(2);
        assertThat(beside).isEmpty();
    }

    @Test
    void whatNobodyHasAskedForSinceIsNotToldAsIfItWereNew() {
        var recent = taking(Duration.ofSeconds(3));
        recent.get();

        time.advance(Duration.ofSeconds(120));

        assertThat(recent.get()).isEqualTo(2);
        assertThat(beside).isEmpty();
    }

    @Test
    void whyItIsNotFoundAnewIsToldToWhoeverAsksNext() {
        var recent = taking(Duration.ofSeconds(3));
        recent.get();
        time.advance(Duration.ofSeconds(60));
        recent.get();

        away = true;
        doBeside();
        assertThatThrownBy(recent::get).hasMessage("away");

        away = false;
        assertThat(recent.get()).isEqualTo(2);
    }
}
