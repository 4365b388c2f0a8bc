package dev.carillon.engine.service;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// An answer that is expensive to find and good for a while. Safe for several threads; those that ask
/// at the same time wait for one search.
public final class Recent<T> {
    private final long goodNanos;
    private final LongSupplier nanos;
    private final Supplier<T> search;

    // both guarded by this
    private @Nullable T found;
    private long foundNanos;

    /// @param nanos monotonic clock
    public Recent(Duration good, LongSupplier nanos, Supplier<T> search) {
        this.goodNanos = good.toNanos();
        this.nanos = nanos;
        this.search = search;
    }

    public synchronized T get() {
        var known = found;
        if (known == null || nanos.getAsLong() - foundNanos >= goodNanos) {
            known = search.get();
            found = known;
            foundNanos = nanos.getAsLong();
        }
        return known;
    }
}
