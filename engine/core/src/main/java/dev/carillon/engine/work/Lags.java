package dev.carillon.engine.work;

import java.util.Arrays;

/// Start minus due of the most recent starts. Safe for several threads.
public final class Lags {
    private static final int KEPT = 4096;

    private final Object lock = new Object();
    private final long[] micros = new long[KEPT];
    private long count;

    void add(long lagMicros) {
        synchronized (lock) {
            micros[(int) (count++ % KEPT)] = lagMicros;
        }
    }

    /// How many starts there were.
    public long count() {
        synchronized (lock) {
            return count;
        }
    }

    /// @param part 0.5 for the median
    public long percentile(double part) {
        long[] sorted;
        synchronized (lock) {
            sorted = Arrays.copyOf(micros, (int) Math.min(count, KEPT));
        }
        Arrays.sort(sorted);
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) (part * sorted.length))];
    }
}
