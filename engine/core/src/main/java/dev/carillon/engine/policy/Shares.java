package dev.carillon.engine.policy;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which queue gets the next slot: stride scheduling. Each queue has passed a distance that grows by
/// what it was given over its weight, and the one that has passed least is next. A queue that had no
/// runs for a while does not make up for it. Owned by one thread.
public final class Shares {
    private final Map<String, Double> passed = new HashMap<>();
    private double least;

    /// The queue whose turn it is.
    ///
    /// @param withRuns queues that could use a slot
    public Optional<String> next(Collection<String> withRuns) {
        return withRuns.stream()
                .min(
                        (one, other) -> {
                            int order = Double.compare(distance(one), distance(other));
                            return order == 0 ? one.compareTo(other) : order;
                        });
    }

    private double distance(String queue) {
        return Math.max(least, passed.getOrDefault(queue, least));
    }

    /// Notes that the queue was given slots.
    ///
    /// @param weight of the queue, 1 or more
    public void given(String queue, int slots, int weight) {
        double before = distance(queue);
        least = before;
        passed.put(queue, before + (double) Math.max(1, slots) / weight);
        if (passed.size() > 1_000) {
            passed.values().removeIf(distance -> distance <= least);
        }
    }
}
