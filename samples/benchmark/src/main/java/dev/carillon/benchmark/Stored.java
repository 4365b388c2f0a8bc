package dev.carillon.benchmark;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// What many stored schedules that are not due soon cost: how long a node takes to start with them, and
/// how much heap each takes, against the same node with none.
final class Stored implements Measurement {
    private static final Duration SETTLE = Duration.ofSeconds(5);

    @Override
    public void measure(Bench bench) throws Exception {
        int count = bench.scale().stored() * 10;
        var setting = bench.setting("stored", 8);
        NodeProcess.start(setting).close();
        long none;
        try (var node = NodeProcess.start(setting)) {
            none = heap(node);
        }
        try (var node = NodeProcess.start(setting);
                var carillon = node.connect()) {
            Idle.store(new Runs(carillon), count);
        }
        try (var node = NodeProcess.start(setting)) {
            bench.figure(
                    "start to ready, " + count + " schedules",
                    "s",
                    node.startToReady().toNanos() / 1e9);
            bench.figure(
                    "heap of a stored schedule, " + count + " schedules",
                    "bytes",
                    (double) (heap(node) - none) / count);
        }
    }

    private static long heap(NodeProcess node) throws Exception {
        LockSupport.parkNanos(SETTLE.toNanos());
        return node.heapBytes();
    }
}
