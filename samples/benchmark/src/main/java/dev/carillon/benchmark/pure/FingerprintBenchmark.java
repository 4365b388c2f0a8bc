package dev.carillon.benchmark.pure;

import dev.carillon.engine.policy.Fingerprint;

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

import java.util.concurrent.TimeUnit;

/// By which failures are found alike, of a short message and of one with much that varies.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FingerprintBenchmark {
    private static final String LONG =
            "2026-11-02T10:11:12.345Z order 4711 of 'ACME' in /srv/export/2026/11/orders.csv: GET"
                    + " https://orders.example/v2/4711?full=true gave status 503 after 1,250 ms, request"
                    + " 6f1c2a34-9a7b-4a1e-8a52-0c6d1b7a9e11";

    @Param({"short", "long"})
    private String length = "";

    private String message = "";

    @Setup
    public void prepare() {
        message = length.equals("long") ? LONG : "exit code 2";
    }

    @Benchmark
    public String of() {
        return Fingerprint.of("default/nightly-export", "FAILED", 2, message);
    }
}
