package dev.carillon.engine.time;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// One due time.
record OneTime(Instant at) implements Rule {
    @Override
    public @Nullable Instant next(Instant after) {
        return at.isAfter(after) ? at : null;
    }

    @Override
    public Count count(Instant from, Instant until) {
        return new Count(at.isBefore(from) || !at.isBefore(until) ? 0 : 1, true);
    }
}
