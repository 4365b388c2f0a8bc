package dev.carillon.benchmark.contender;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What was executed in this process: the instant of each start, by the clock of the machine.
final class Executions {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Map<String, Instant> STARTS = new ConcurrentHashMap<>();
    private static final Set<String> TWICE = ConcurrentHashMap.newKeySet();

    private Executions() {}

    static Instant now() {
        return CLOCK.instant();
    }

    static void started(String id) {
        if (STARTS.putIfAbsent(id, now()) != null) {
            TWICE.add(id);
        }
    }

    static int count() {
        return STARTS.size();
    }

    static Map<String, Instant> starts() {
        return Map.copyOf(STARTS);
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

    /// @throws IllegalStateException unless exactly these were executed, each once
    static void requireEachOnce(Collection<String> ids) {
        requireNoneTwice();
        var wanted = new HashSet<>(ids);
        if (wanted.size() != ids.size() || !wanted.equals(STARTS.keySet())) {
            throw new IllegalStateException(
                    STARTS.size()
                            + " runs were executed, and not just the "
                            + ids.size()
                            + " submitted");
        }
    }

    static void requireNoneTwice() {
        if (!TWICE.isEmpty()) {
            throw new IllegalStateException(TWICE.size() + " runs were executed more than once");
        }
    }

    static void forget() {
        STARTS.clear();
    }
}
