package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.NodeTable.Presence;
import dev.carillon.engine.store.NodeTable.State;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

class SightingsTest {
    private static final UUID NODE = new UUID(0, 1);
    private final Sightings sightings = new Sightings(Timing.DEFAULT);
    private long nowNanos;

    private void see(long beat, Duration after) {
        nowNanos += after.toNanos();
        sightings.seen(
                List.of(
                        new NodeRow(
                                NODE, "a", 0, State.UP, beat, 1, Map.of(), null, Presence.ALONE)),
                nowNanos,
                nowNanos);
    }

    private void seeFor(long beat, int halfSeconds) {
        for (int i = 0; i < halfSeconds; i++) {
            see(beat, Duration.ofMillis(500));
        }
    }

    @Test
    void aBeatThatStandsStillForEightSecondsIsTheEndOfTheLease() {
        see(1, Duration.ZERO);
        seeFor(1, 15);
        assertThat(sightings.expired(NODE)).isFalse();

        seeFor(1, 1);

        assertThat(sightings.expired(NODE)).isTrue();
    }

    @Test
    void aBeatBeginsTheCountAnew() {
        see(1, Duration.ZERO);
        seeFor(1, 15);
        seeFor(2, 16);

        assertThat(sightings.expired(NODE)).isFalse();
    }

    @Test
    void theTimeInWhichTheDatabaseDidNotAnswerDoesNotCount() {
        see(1, Duration.ZERO);
        seeFor(1, 10);
        see(1, Duration.ofSeconds(60));
        seeFor(1, 4);

        assertThat(sightings.expired(NODE)).isFalse();
    }

    @Test
    void theTimeInWhichThisProcessHungDoesNotCount() {
        see(1, Duration.ZERO);
        for (int i = 0; i < 10; i++) {
            see(1, Duration.ofSeconds(20));
        }

        assertThat(sightings.expired(NODE)).isFalse();
    }

    @Test
    void aPromiseBeginsTheCountAnew() {
        see(1, Duration.ZERO);
        seeFor(1, 15);
        sightings.forget(NODE);
        seeFor(1, 15);

        assertThat(sightings.expired(NODE)).isFalse();
    }

    @Test
    void aNodeThatWasNeverSeenIsNotExpired() {
        assertThat(sightings.expired(NODE)).isFalse();
    }
}
