package dev.carillon.engine.executor.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

class ProcessNumbersTest {
    private static final long HIGHEST = 32_768;
    private static final Duration LONG = Duration.ofMillis(40);

    @TempDir Path proc;
    private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
    private ProcessNumbers numbers;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(proc.resolve("sys/kernel"));
        highest(HIGHEST);
        last(1_000);
        numbers = new ProcessNumbers(proc, nanos::get);
    }

    private void highest(long number) throws IOException {
        Files.writeString(proc.resolve("sys/kernel/pid_max"), number + "\n");
    }

    // After a moment in which not all numbers can have been given.
    private void last(long number) throws IOException {
        nanos.addAndGet(1_000_000);
        Files.writeString(proc.resolve("loadavg"), "0.20 0.18 0.12 1/80 " + number + "\n");
    }

    @Test
    void onlyHigherOnesAreYounger() throws Exception {
        var moment = numbers.now();
        last(1_010);

        var young = numbers.since(moment);

        assertThat(young.test(1_001)).isTrue();
        assertThat(young.test(1_010)).isTrue();
        assertThat(young.test(999)).isFalse();
        assertThat(young.test(1_011)).as("given after it was looked").isFalse();
    }

    @Test
    void afterTheHighestComesTheLowest() throws Exception {
        last(32_760);
        var moment = numbers.now();
        last(32_766);
        numbers.now();
        last(320);

        var young = numbers.since(moment);

        assertThat(young.test(32_767)).isTrue();
        assertThat(young.test(300)).isTrue();
        assertThat(young.test(32_700)).isFalse();
        assertThat(young.test(400)).isFalse();
    }

    @Test
    void onceAroundAllMayBeYounger() throws Exception {
        var moment = numbers.now();
        for (long number = 9_000; number < HIGHEST; number += 8_000) {
            last(number);
            numbers.now();
        }
        last(1_001);

        var young = numbers.since(moment);

        assertThat(young.test(500)).isTrue();
        assertThat(young.test(20_000)).isTrue();
    }

    @Test
    void afterAPauseInWhichAllNumbersMayHaveBeenGivenAllMayBeYounger() throws Exception {
        var moment = numbers.now();
        nanos.addAndGet(LONG.toNanos());
        last(1_010);

        assertThat(numbers.since(moment).test(20)).isTrue();
    }

    @Test
    void suchAPauseBetweenTwoOtherLooksCountsToo() throws Exception {
        var moment = numbers.now();
        nanos.addAndGet(LONG.toNanos());
        last(1_010);
        numbers.now();
        last(1_020);

        assertThat(numbers.since(moment).test(20)).isTrue();
        assertThat(numbers.since(numbers.now()).test(20)).isFalse();
    }

    @Test
    void moreNumbersThanBeforeAreHeeded() throws Exception {
        var moment = numbers.now();
        highest(4_194_304);
        last(40_000);

        assertThat(numbers.since(moment).test(20)).isTrue();

        var later = numbers.now();
        nanos.addAndGet(LONG.toNanos());
        last(40_010);
        assertThat(numbers.since(later).test(40_005)).isTrue();
        assertThat(numbers.since(later).test(39_000)).isFalse();
    }

    @Test
    void theEarlierMomentAcceptsWhatTheLaterDoes() throws Exception {
        var first = numbers.now();
        last(1_010);
        var second = numbers.now();
        nanos.addAndGet(LONG.toNanos());
        last(1_020);
        var third = numbers.now();

        assertThat(first.earlier(second)).isEqualTo(first);
        assertThat(second.earlier(first)).isEqualTo(first);
        assertThat(third.earlier(second)).isEqualTo(second);
    }

    @Test
    void withoutTheFilesAllMayBeYounger() throws Exception {
        var moment = numbers.now();
        Files.delete(proc.resolve("loadavg"));

        assertThat(numbers.since(moment).test(20)).isTrue();
        assertThat(numbers.since(numbers.now()).test(20)).isTrue();
    }
}
