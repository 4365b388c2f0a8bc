package dev.carillon.benchmark;

import java.util.Arrays;

/// Measured values of one round, with exact percentiles.
final class Sample {
    private final long[] sorted;

    private Sample(long[] sorted) {
        this.sorted = sorted;
    }

    static Sample of(long... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Sample(sorted);
    }

    int size() {
        return sorted.length;
    }

    long least() {
        return sorted[0];
    }

    long most() {
        return sorted[sorted.length - 1];
    }

    /// The smallest value that at least `percent` of all values do not exceed (nearest rank), so
    /// always one that was measured.
    ///
    /// @param percent 1 to 100
    long percentile(int percent) {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException(percent + " is no percentage from 1 to 100");
        }
        long rank = Math.ceilDiv((long) percent * sorted.length, 100L);
        return sorted[Math.toIntExact(rank - 1)];
    }
}
