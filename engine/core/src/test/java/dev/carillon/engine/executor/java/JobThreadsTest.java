package dev.carillon.engine.executor.java;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

@Timeout(30)
class JobThreadsTest {
    private final JobThreads threads = new JobThreads();

    @Test
    void allJobsRunAtOnceHoweverManyThereAre() throws InterruptedException {
        var all = new CountDownLatch(200);
        for (int i = 0; i < 200; i++) {
            threads.execute(
                    () -> {
                        all.countDown();
                        awaitAll(all);
                    });
        }

        awaitAll(all);
        assertThat(all.getCount()).isZero();
    }

    @Test
    void aThreadThatIsDoneTakesTheNextJob() throws InterruptedException {
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        var all = new CountDownLatch(5_000);
        for (int i = 0; i < 5_000; i++) {
            threads.execute(
                    () -> {
                        used.add(Thread.currentThread());
                        all.countDown();
                    });
        }

        all.await();
        assertThat(used).hasSizeLessThan(500);
    }

    @Test
    void aJobThatComesWhileOthersBlockIsRunAllTheSame() throws InterruptedException {
        var end = new CountDownLatch(1);
        for (int round = 0; round < 500; round++) {
            var ran = new CountDownLatch(1);
            if (round % 10 == 0) {
                threads.execute(() -> awaitAll(end));
            }
            threads.execute(ran::countDown);
            ran.await();
        }
        end.countDown();
    }

    @Test
    void aJobDoesNotSeeThatAnotherHasInterruptedItsThread() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            var interrupted = new AtomicBoolean();
            var done = new CountDownLatch(1);
            threads.execute(
                    () -> {
                        interrupted.set(Thread.currentThread().isInterrupted());
                        Thread.currentThread().interrupt();
                        done.countDown();
                    });
            done.await();
            assertThat(interrupted).isFalse();
        }
    }

    private static void awaitAll(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
