package dev.carillon.engine.executor.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

@Timeout(30)
class JobThreadsTest {
    private static final Error NONE = new OutOfMemoryError("unable to create native thread");

    private final JobThreads threads = new JobThreads();
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();

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

    @Test
    void jobsRunAgainAfterThreadsCouldNotBeHadForEachProcessor() throws InterruptedException {
        int processors = Runtime.getRuntime().availableProcessors();
        var refusals = new AtomicInteger(processors);
        var scarce = scarce(() -> refusals.getAndDecrement() > 0);
        for (int i = 0; i < processors; i++) {
            assertThatThrownBy(() -> scarce.execute(() -> refused.add("run"))).isSameAs(NONE);
        }

        var ran = new CountDownLatch(1);
        scarce.execute(ran::countDown);

        ran.await();
        assertThat(refused).isEmpty();
    }

    @Test
    void aJobForWhichThereIsNoFurtherThreadIsRunByTheOnesThereAre() throws InterruptedException {
        int processors = Runtime.getRuntime().availableProcessors();
        var left = new AtomicInteger(processors);
        var go = new CountDownLatch(1);
        var scarce =
                new JobThreads(
                        work -> {
                            if (left.getAndDecrement() <= 0) {
                                throw NONE;
                            }
                            return Thread.ofPlatform()
                                    .daemon(true)
                                    .unstarted(
                                            () -> {
                                                awaitAll(go);
                                                work.run();
                                            });
                        });
        var ran = new CountDownLatch(processors + 1);
        for (int i = 0; i < processors; i++) {
            scarce.execute(
                    () -> {
                        ran.countDown();
                        throw new OutOfMemoryError("of a job");
                    });
        }
        // As many are on their way as there are processors, so this one only waits.
        scarce.execute(ran::countDown);

        go.countDown();

        ran.await();
    }

    private static JobThreads scarce(BooleanSupplier none) {
        return new JobThreads(
                work -> {
                    if (none.getAsBoolean()) {
                        throw NONE;
                    }
                    return Thread.ofPlatform().daemon(true).unstarted(work);
                });
    }

    private static void awaitAll(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
