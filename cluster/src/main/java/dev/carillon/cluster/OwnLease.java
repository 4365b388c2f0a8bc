package dev.carillon.cluster;

import dev.carillon.engine.segment.Lease;

import java.time.Duration;
import java.util.function.LongSupplier;

/// The lease of this process, as it sees it. One thread renews it, all may ask.
final class OwnLease implements Lease {
    private final LongSupplier nanos;
    private final long trustNanos;
    private volatile long untilNanos;
    private volatile int ended;

    /// Not held yet.
    OwnLease(LongSupplier nanos, Duration trust) {
        this.nanos = nanos;
        trustNanos = trust.toNanos();
        untilNanos = nanos.getAsLong();
    }

    /// The database took the renewal.
    ///
    /// @param sentNanos when it was asked, by the monotonic clock
    // Only the thread that renews writes.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void renewed(long sentNanos) {
        if (!holds()) {
            ended++;
        }
        untilNanos = sentNanos + trustNanos;
    }

    /// It is over at once.
    void end() {
        untilNanos = nanos.getAsLong();
    }

    long untilNanos() {
        return untilNanos;
    }

    @Override
    public boolean holds() {
        return nanos.getAsLong() - untilNanos < 0;
    }

    @Override
    public Long endsNanos() {
        return untilNanos;
    }

    @Override
    public int lapses() {
        // Read in this order, a renewal in between counts once.
        boolean holds = holds();
        return ended + (holds ? 0 : 1);
    }
}
