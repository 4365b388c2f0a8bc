package dev.carillon.engine.policy;

import dev.carillon.api.QueueDefinition.Rate;

/// A token bucket as one number, its theoretical arrival time: when the bucket would be full again
/// less the burst (the generic cell rate algorithm). Times are microseconds of one clock, so that
/// nodes share the bucket by sharing the number, and a bucket that nobody uses costs nothing.
public record TokenBucket(Rate rate) {
    private long intervalUs() {
        return Math.max(1, rate.per().toNanos() / 1_000 / rate.count());
    }

    /// How many may start now.
    ///
    /// @param tatUs the theoretical arrival time, 0 for a bucket that was never used
    public int available(long tatUs, long nowUs) {
        long room = (rate.burst() - 1) * intervalUs() - (Math.max(tatUs, nowUs) - nowUs);
        return room < 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, room / intervalUs() + 1);
    }

    /// The theoretical arrival time after so many starts.
    public long after(long tatUs, long nowUs, int starts) {
        return Math.max(tatUs, nowUs) + starts * intervalUs();
    }

    /// When the next may start.
    public long nextUs(long tatUs) {
        return tatUs - (rate.burst() - 1) * intervalUs();
    }
}
