package dev.carillon.engine.time;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// Due times without bounds. Immutable.
interface Rule {
    /// Due times are counted up to here, except where that takes no time.
    int COUNTED = 100_000;

    /// The first due time strictly after an instant; null when there is none.
    @Nullable Instant next(Instant after);

    /// How many due times there are from one instant on and before another.
    Count count(Instant from, Instant until);

    /// @param total a lower bound when not exact
    record Count(long total, boolean exact) {
        static Count upToLimit(long total) {
            return new Count(Math.min(total, COUNTED), total <= COUNTED);
        }
    }
}
