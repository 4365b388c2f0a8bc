package dev.carillon.engine.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

@Timeout(30)
class PauseTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final Pause pause = new Pause();

    @Test
    void aWakeUpBeforeThePauseIsNotLost() throws InterruptedException {
        pause.look();
        pause.wake();

        assertThat(pause.await(HOUR)).isTrue();
    }

    @Test
    void aChangeDuringTheLookMakesThePauseShort() throws InterruptedException {
        pause.look();
        pause.changed();

        assertThat(pause.await(HOUR)).isTrue();
    }

    @Test
    void aChangeDuringThePauseMakesItShort() throws InterruptedException {
        var early = new LinkedBlockingQueue<Boolean>();
        var begins = new CountDownLatch(1);
        pause.look();
        Thread.ofVirtual()
                .start(
                        () -> {
                            begins.countDown();
                            try {
                                early.add(pause.await(HOUR));
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        begins.await();

        pause.changed();

        assertThat(early.take()).isTrue();
    }

    @Test
    void aPauseThatIsShortAnywayIsNotMadeShorter() throws InterruptedException {
        long began = System.nanoTime();
        pause.changed();

        assertThat(pause.await(50_000_000)).isFalse();
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(50_000_000);
    }

    @Test
    void theNextLookSeesWhatChangedBefore() throws InterruptedException {
        pause.changed();
        pause.look();
        long began = System.nanoTime();

        assertThat(pause.await(Pause.SHORT.toNanos() + 200_000_000)).isFalse();
        assertThat(System.nanoTime() - began).isGreaterThan(Pause.SHORT.toNanos());
    }

    @Test
    void theEndEndsIt() throws InterruptedException {
        pause.end();

        pause.await(HOUR);

        assertThat(pause.ended()).isTrue();
    }
}
