package dev.carillon.engine.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(30)
class LoopTest {
    private final LinkedBlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final ProcessEnd end = (why, _) -> ends.add(why);
    private final AtomicInteger passes = new AtomicInteger();
    private Loop loop = new Loop("unused", () -> Duration.ofDays(1), end);

    @AfterEach
    void close() {
        loop.close();
    }

    private void start(Loop.Pass pass) {
        loop = new Loop("tested", pass, end);
        loop.start();
    }

    @Test
    void aPassWithoutMemoryIsFollowedByAnother() throws InterruptedException {
        var again = new CountDownLatch(1);
        start(
                () -> {
                    if (passes.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    again.countDown();
                    return Duration.ofDays(1);
                });

        again.await();
        assertThat(ends).isEmpty();
    }

    @Test
    void errorsInARowEndTheProcess() throws InterruptedException {
        start(
                () -> {
                    passes.incrementAndGet();
                    loop.wake();
                    throw new OutOfMemoryError("Java heap space");
                });

        assertThat(ends.take()).contains("tested failed by an error 10 times in a row");
        assertThat(passes).hasValueGreaterThanOrEqualTo(10);
    }

    @Test
    void errorsThatAPassWithoutOneCameBetweenDoNot() throws InterruptedException {
        var enough = new CountDownLatch(1);
        start(
                () -> {
                    int pass = passes.incrementAndGet();
                    loop.wake();
                    if (pass > 60) {
                        enough.countDown();
                    } else if (pass % 6 > 0) {
                        throw new StackOverflowError();
                    }
                    return Duration.ZERO;
                });

        enough.await();
        assertThat(ends).isEmpty();
    }

    @Test
    void exceptionsNeverEndTheProcess() throws InterruptedException {
        var enough = new CountDownLatch(100);
        start(
                () -> {
                    enough.countDown();
                    loop.wake();
                    if (enough.getCount() % 2 == 0) {
                        throw new IllegalStateException("the database is away");
                    }
                    throw new NoClassDefFoundError("replaced");
                });

        enough.await();
        assertThat(ends).isEmpty();
    }

    @Test
    void aBrokenVirtualMachineEndsTheProcessAtOnce() throws InterruptedException {
        start(
                () -> {
                    passes.incrementAndGet();
                    throw new InternalError("broken");
                });

        assertThat(ends.take()).contains("tested cannot go on");
    }

    @Test
    void aThreadThatEndsAllTheSameEndsTheProcess() throws InterruptedException {
        start(
                () -> {
                    throw new IllegalStateException() {
                        private static final long serialVersionUID = 1;

                        @Override
                        public String toString() {
                            throw new OutOfMemoryError("no room for a log");
                        }

                        @Override
                        public StackTraceElement[] getStackTrace() {
                            throw new OutOfMemoryError("no room for a log");
                        }
                    };
                });

        assertThat(ends.take()).contains("the thread tested ended");
    }
}
