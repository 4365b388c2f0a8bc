package dev.carillon.engine.work;

import java.time.Duration;
import java.util.Arrays;

/// Start minus due of recent starts: of the newest of the last hour. Safe for several threads.
public final class Lags {
    private static final int KEPT = 4096;
    private static final long RECENT_NANOS = Duration.ofHours(1).toNanos();

    private final Object lock = new Object();
    private final long[] micros = new long[KEPT];
    private final long[] atNanos = new long[KEPT];
    private long kept;
    private long count;

    /// Notes a start.
    ///
    /// @param lagMicros how late it was
    /// @param nowNanos monotonic clock
    void add(long lagMicros, long nowNanos) {
        synchronized (lock) {
            int place = (int) (kept++ % KEPT);
            micros[place] = lagMicros;
            atNanos[place] = nowNanos;
            count++;
        }
    }

    /// Notes a start whose wait tells nothing of how punctual this node is.
    void addKept() {
        synchronized (lock) {
            count++;
        }
    }

    /// How many starts there were.
    public long count() {
        synchronized (lock) {
            return count;
        }
    }

    /// How late starts were, in microseconds; 0 when there was none.
    ///
    /// @param part 0.5 for the median
    /// @param nowNanos monotonic clock
    public long percentile(double part, long nowNanos) {
        var recent = recent(nowNanos);
        Arrays.sort(recent);
        return recent.length == 0
                ? 0
                : recent[(int) Math.min(recent.length - 1L, (long) (part * recent.length))];
    }

    private long[] recent(long nowNanos) {
        synchronized (lock) {
            var recent = new long[(int) Math.min(kept, KEPT)];
            int found = 0;
            for (int i = 0; i < recent.length; i++) {
                if (nowNanos - atNanos[i] <= RECENT_NANOS) {
                    recent[found++] = micros[i];
                }
            }
            return Arrays.copyOf(recent, found);
        }
    }
}
