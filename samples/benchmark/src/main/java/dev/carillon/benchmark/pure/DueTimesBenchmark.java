package dev.carillon.benchmark.pure;

import dev.carillon.benchmark.TimesMain;
import dev.carillon.engine.time.DueTimes;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// The next due time of a cron schedule, one after the other from 2026 on.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DueTimesBenchmark {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2050-01-01T00:00:00Z");

    @Param({"0 * * * *", "30 2 * * *", "*/5 * * * * *", "0 9 * * MON-FRI"})
    private String cron = "";

    private DueTimes times = TimesMain.times("0 * * * *");
    private Instant at = START;

    @Setup
    public void prepare() {
        times = TimesMain.times(cron);
    }

    @Benchmark
    public @Nullable Instant next() {
        Instant next = times.after(at);
        at = next == null || next.isAfter(END) ? START : next;
        return next;
    }
}
