package dev.carillon.console.queues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.QueueView;
import dev.carillon.api.Json;
import dev.carillon.console.FakeCarillon;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;

class QueueCopiesTest {
    private static QueueRow row(@Nullable Instant pausedUntil) {
        return QueueRow.of(
                new QueueView(
                        "mail",
                        Json.mapper()
                                .readTree(
                                        """
                                        {"name": "mail", "concurrency": 4, "weight": 5,
                                         "rate": {"count": 60, "per": "1m", "burst": 10},
                                         "closed": ["nights", "holidays"]}"""),
                        pausedUntil,
                        null,
                        null,
                        0,
                        0),
                null);
    }

    @Test
    void theLimitsAreSetAsTheyAre() {
        var copy = QueueCopies.limits(row(null));

        assertThat(copy.words())
                .isEqualTo(
                        "queue set mail --unlimited --concurrency 4 --rate 60/1m --burst 10"
                                + " --weight 5 --closed 'nights,holidays'");
        assertThat(copy.method()).isEqualTo("PUT");
        assertThat(copy.path()).isEqualTo("/api/v1/queues/mail");
        assertThat(Json.mapper().readTree(copy.body()).path("concurrency").asInt()).isEqualTo(4);
    }

    @Test
    void aQueueIsPausedAndOneThatIsPausedResumed() {
        assertThat(QueueCopies.pauseOrResume(row(null)).words()).isEqualTo("queue pause mail");
        assertThat(QueueCopies.pauseOrResume(row(FakeCarillon.NOW)).path())
                .isEqualTo("/api/v1/queues/mail:resume");
    }
}
