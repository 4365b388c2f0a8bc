package dev.carillon.benchmark.pure;

import dev.carillon.api.EventView;
import dev.carillon.api.Json;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The event of a run that ended, encoded as a reader of the feed gets it.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventBenchmark {
    private static final Instant DUE = Instant.parse("2026-11-02T01:30:00Z");
    private static final EventView EVENT =
            new EventView(
                    "4711-12",
                    "run",
                    DUE.plusMillis(250),
                    "0199e1f2-7c3a-7b1e-9d2f-4a5b6c7d8e9f",
                    new RunView(
                            "0199e1f2-7c3a-7b1e-9d2f-4a5b6c7d8e9f",
                            "default/nightly-export",
                            3,
                            RunState.SUCCEEDED,
                            "SCHEDULE",
                            "night",
                            DUE,
                            DUE,
                            DUE.minusMillis(800),
                            DUE.plusMillis(1),
                            DUE.plusMillis(250),
                            1,
                            3,
                            0,
                            "default",
                            "node-1",
                            4,
                            "returned",
                            null,
                            100.0,
                            "1,250 orders",
                            Map.of("day", "2026-11-01")));

    @Benchmark
    public byte[] encode() {
        return Json.mapper().writeValueAsString(EVENT).getBytes(StandardCharsets.UTF_8);
    }
}
