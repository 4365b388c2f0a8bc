package dev.carillon.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Shows whether the wall clock of this machine, by which lag is measured, was stepped meanwhile.
final class WallClock {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration TOLERATED = Duration.ofMillis(2);

    private final long beganNanos = System.nanoTime();
    private final Instant began = now();

    static Instant now() {
        return CLOCK.instant();
    }

    void requireSteady() {
        var monotonic = Duration.ofNanos(System.nanoTime() - beganNanos);
        var step = Duration.between(began, now()).minus(monotonic);
        Runs.require(
                step.abs().compareTo(TOLERATED) <= 0,
                "the wall clock was stepped by " + step + "; measure again");
    }
}
