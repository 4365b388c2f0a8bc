package dev.carillon.benchmark.pure;

import dev.carillon.api.Definitions;
import dev.carillon.api.JobDefinition;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.List;
import java.util.concurrent.TimeUnit;

/// A definition of ordinary length read from YAML, checks included.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DefinitionBenchmark {
    private static final String TEXT =
            """
            name: nightly-export
            description: Exports the day's orders
            task:
              shell:
                env: {TARGET: /srv/export}
                script: |
                  set -eu
                  echo "exporting to $TARGET"
            parameters:
              - {name: day, default: today}
            schedules:
              - {id: night, cron: "30 2 * * *", zone: Europe/Berlin}
              - {id: noon, cron: "0 12 * * MON-FRI", zone: Europe/Berlin}
            overlap: skip
            timeout: 30m
            """;

    @Benchmark
    public List<JobDefinition> read() {
        return Definitions.parse(TEXT, "the benchmark");
    }
}
