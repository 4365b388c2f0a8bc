package dev.carillon.engine.forecast;

import dev.carillon.api.Forecast.Expected;
import dev.carillon.engine.store.Stores;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// How long the runs of a job take, by its last ones. An answer is kept for a minute.
final class LastRuns {
    private static final int LOOKED_AT = 100;
    private static final int MOST_KEPT = 20_000;
    private static final long KEPT_NANOS = Duration.ofMinutes(1).toNanos();

    private record Kept(Optional<Expected> expected, long nanos) {}

    private final Stores stores;
    private final LongSupplier nanos;
    private final Map<UUID, Kept> kept = new ConcurrentHashMap<>();

    /// @param nanos a monotonic clock
    LastRuns(Stores stores, LongSupplier nanos) {
        this.stores = stores;
        this.nanos = nanos;
    }

    /// Null when none of the last ones succeeded.
    @Nullable Expected of(UUID job) {
        long now = nanos.getAsLong();
        var known = kept.get(job);
        if (known == null || now - known.nanos > KEPT_NANOS) {
            if (kept.size() >= MOST_KEPT) {
                kept.clear();
            }
            known = new Kept(read(job), now);
            kept.put(job, known);
        }
        return known.expected.orElse(null);
    }

    private Optional<Expected> read(UUID job) {
        var sorted =
                stores.transaction(tx -> tx.reads().durationsUs(job, LOOKED_AT)).stream()
                        .sorted()
                        .toList();
        return sorted.isEmpty()
                ? Optional.empty()
                : Optional.of(new Expected(part(sorted, 0.5), part(sorted, 0.9), sorted.size()));
    }

    private static Duration part(List<Long> sorted, double share) {
        int place = (int) Math.ceil(sorted.size() * share) - 1;
        return Duration.ofNanos(sorted.get(Math.max(0, place)) * 1_000);
    }
}
