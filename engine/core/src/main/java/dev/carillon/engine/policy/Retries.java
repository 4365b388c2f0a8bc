package dev.carillon.engine.policy;

import dev.carillon.api.JobDefinition.Retry;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/// When a failed attempt is tried again.
public final class Retries {
    private Retries() {}

    /// The pause before the next attempt.
    ///
    /// @param failures failed attempts so far, 1 or more
    /// @param random gives values from 0 to 1, for the jitter
    public static Duration delay(Retry retry, int failures, DoubleSupplier random) {
        double factor =
                switch (retry.backoff()) {
                    case FIXED -> 1;
                    case EXPONENTIAL -> Math.pow(2, Math.min(failures - 1, 60));
                };
        double bounded = Math.min(retry.initial().toMillis() * factor, retry.max().toMillis());
        double varied = bounded * (1 + retry.jitter() * (2 * random.getAsDouble() - 1));
        return Duration.ofMillis(Math.max(0, Math.round(varied)));
    }
}
