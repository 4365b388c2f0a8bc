package dev.carillon.engine.service;

import java.time.Instant;

/// Instants as they are stored: whole microseconds since 1970.
public final class Micros {
    private Micros() {}

    public static long of(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }
}
