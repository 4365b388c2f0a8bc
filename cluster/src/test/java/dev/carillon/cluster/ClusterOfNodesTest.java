package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.engine.service.Micros;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class ClusterOfNodesTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private static void start(Duration ahead) {
        ClusterOfNodes.requireSameTime(NOW.plus(ahead), Micros.of(NOW));
    }

    @Test
    void aClockMoreThanTwoSecondsOffTheDatabasesIsRefused() {
        assertThatThrownBy(() -> start(Duration.ofMillis(2_100)))
                .isInstanceOf(CarillonException.class)
                .hasMessage(
                        "the clock of this machine is 2.1 s ahead of the database's; set it right, as by NTP, and start"
                                + " again");
        assertThatThrownBy(() -> start(Duration.ofHours(-1)))
                .hasMessageContaining("3600.0 s behind the database's");
        assertThatCode(() -> start(Duration.ofMillis(-1_900))).doesNotThrowAnyException();
    }
}
