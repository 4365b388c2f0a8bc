package dev.carillon.engine.run;

import java.time.Duration;

/// The order of queued runs: lowest rank first. Priority and ageing in one number, fixed when a run is
/// queued: a run is overtaken only by runs due at most [#AGE_STEP] times the difference in priority
/// after it.
public final class Rank {
    /// By so much a step of priority lets a run overtake others.
    public static final Duration AGE_STEP = Duration.ofMinutes(1);

    private static final long AGE_STEP_US = AGE_STEP.toNanos() / 1_000;

    private Rank() {}

    /// @param priority 0 lowest to 9 highest
    public static long of(long dueUs, int priority) {
        return dueUs - priority * AGE_STEP_US;
    }
}
