package dev.carillon.benchmark.rival;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// What was executed in this process: the instant of each start.
final class Executions {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Map<String, Instant> STARTS = new ConcurrentHashMap<>();
    private static final AtomicLong TWICE = new AtomicLong();

    private Executions() {}

    static Instant now() {
        return CLOCK.instant();
    }

    static void started(String id) {
        Instant now = now();
        if (STARTS.put(id, now) != null) {
            TWICE.incrementAndGet();
        }
    }

    static int count() {
        return STARTS.size();
    }

    static Instant start(String id) {
        var start = STARTS.get(id);
        if (start == null) {
            throw new IllegalStateException("never started: " + id);
        }
        return start;
    }

    static Instant firstStart() {
        return STARTS.values().stream().min(Instant::compareTo).orElseThrow();
    }

    static void requireEachOnce() {
        if (TWICE.get() > 0) {
            throw new IllegalStateException(TWICE.get() + " runs were executed more than once");
        }
    }

    static void forget() {
        STARTS.clear();
    }
}
