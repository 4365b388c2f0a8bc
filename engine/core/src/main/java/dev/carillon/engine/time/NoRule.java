package dev.carillon.engine.time;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// No due times: those of a delay follow the runs.
record NoRule() implements Rule {
    @Override
    public @Nullable Instant next(Instant after) {
        return null;
    }

    @Override
    public Count count(Instant from, Instant until) {
        return new Count(0, true);
    }
}
