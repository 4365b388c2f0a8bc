package dev.carillon.cluster;

import dev.carillon.cluster.Plan.Share;
import dev.carillon.engine.store.SegmentTable.SegmentRow;

import org.jspecify.annotations.NullMarked;
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

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Who shall own which of 256 segments when one of the nodes is gone. It lies in this package because the plan is nobody
/// else's.
@NullMarked
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SegmentPlanBenchmark {
    private static final int SEGMENTS = 256;

    @Param({"3", "50"})
    private int nodes = 1;

    private List<SegmentRow> segments = List.of();
    private List<Share> left = List.of();

    @Setup
    public void loseOne() {
        segments =
                IntStream.range(0, SEGMENTS)
                        .mapToObj(id -> new SegmentRow(id, node(id % nodes), 1, null))
                        .toList();
        left = IntStream.range(1, nodes).mapToObj(number -> new Share(node(number), 1)).toList();
    }

    private static UUID node(int number) {
        return new UUID(1, number);
    }

    @Benchmark
    public Map<Integer, UUID> plan() {
        return Plan.of(segments, left);
    }
}
