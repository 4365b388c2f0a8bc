package dev.carillon.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Time that moves only when told to. The wall clock can also be set, as by a step; the monotonic
/// clock only advances. Safe for several threads.
public final class ManualTime implements InstantSource {
    private Instant wall;
    private long nanos;

    public ManualTime(Instant start) {
        wall = start;
    }

    @Override
    public synchronized Instant instant() {
        return wall;
    }

    public synchronized long nanos() {
        return nanos;
    }

    /// Microseconds since 1970 by the wall clock.
    public synchronized long micros() {
        return wall.getEpochSecond() * 1_000_000 + wall.getNano() / 1_000;
    }

    public LongSupplier monotonic() {
        return this::nanos;
    }

    /// Moves both clocks.
    public synchronized void advance(Duration by) {
        wall = wall.plus(by);
        nanos += by.toNanos();
    }

    /// Steps the wall clock alone.
    public synchronized void step(Duration by) {
        wall = wall.plus(by);
    }
}
