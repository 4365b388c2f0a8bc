package dev.carillon.benchmark;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Looks at a node's memory five times a second and keeps the highest.
final class MemoryWatch implements AutoCloseable {
    private static final double MEGABYTE = 1024.0 * 1024.0;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private volatile long highestRss;
    private volatile long highestPss;

    private MemoryWatch() {}

    static MemoryWatch start(NodeProcess node) {
        var watch = new MemoryWatch();
        var running =
                watch.thread.scheduleAtFixedRate(
                        () -> watch.look(node.usage()), 0, 200, TimeUnit.MILLISECONDS);
        if (running.isDone()) {
            throw new IllegalStateException("the memory cannot be watched");
        }
        return watch;
    }

    private void look(ProcessUsage usage) {
        highestRss = Math.max(highestRss, usage.rssBytes());
        highestPss = Math.max(highestPss, usage.pssBytes());
    }

    double highestRssMegabytes() {
        return highestRss / MEGABYTE;
    }

    double highestPssMegabytes() {
        return highestPss / MEGABYTE;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
