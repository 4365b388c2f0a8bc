package dev.carillon.engine.service;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The two kinds of time a part may be given.
///
/// @param wall the wall clock of this machine, which may step
/// @param nanos the monotonic clock, in nanoseconds from an arbitrary start
public record Clocks(InstantSource wall, LongSupplier nanos) {
    public static final Clocks SYSTEM = new Clocks(InstantSource.system(), System::nanoTime);
}
