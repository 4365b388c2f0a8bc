package dev.carillon.engine.service;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// An answer that is expensive to find and good for a while, and for [#SHARE] times as long as it took to find, so that
/// no more than a small part of the time is spent on it. Safe for several threads: one searches at a time, and while
/// there is an earlier answer the others get that.
public final class Recent<T> {
    private static final long SHARE = 20;

    private final long goodNanos;
    private final LongSupplier nanos;
    private final Supplier<T> search;
    private final ReentrantLock searching = new ReentrantLock();
    private volatile @Nullable Found<T> found;

    private record Found<T>(T answer, long atNanos, long goodNanos) {
        private boolean isGood(long nowNanos) {
            return nowNanos - atNanos < goodNanos;
        }
    }

    /// @param nanos monotonic clock
    public Recent(Duration good, LongSupplier nanos, Supplier<T> search) {
        this.goodNanos = good.toNanos();
        this.nanos = nanos;
        this.search = search;
    }

    public T get() {
        var known = found;
        if (known != null && (known.isGood(nanos.getAsLong()) || searching.isLocked())) {
            return known.answer;
        }
        searching.lock();
        try {
            known = found;
            if (known != null && known.isGood(nanos.getAsLong())) {
                return known.answer;
            }
            long began = nanos.getAsLong();
            var answer = search.get();
            long ended = nanos.getAsLong();
            found = new Found<>(answer, ended, Math.max(goodNanos, SHARE * (ended - began)));
            return answer;
        } finally {
            searching.unlock();
        }
    }
}
