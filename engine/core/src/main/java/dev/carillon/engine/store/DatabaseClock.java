package dev.carillon.engine.store;

import dev.carillon.engine.service.Clocks;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/// A lower bound of the database's clock, without asking it each time: its last answer plus the
/// monotonic time since, less drift. A run that starts when the bound has reached its due time is
/// never early. A step of the database's clock is taken over at the next synchronisation.
public final class DatabaseClock {
    public static final Duration INTERVAL = Duration.ofSeconds(1);
    // A monotonic clock that runs 200 parts in a million too fast is worse than any we know of.
    private static final long DRIFT_DIVISOR = 5_000;

    private record Answer(long micros, long receivedNanos) {}

    private final Stores stores;
    private final Clocks clocks;
    private volatile Answer last;

    public DatabaseClock(Stores stores, Clocks clocks) {
        this.stores = stores;
        this.clocks = clocks;
        this.last = ask();
    }

    /// Asks the database anew.
    ///
    /// @return by how much its clock stepped since, against the monotonic clock; drift and the time an
    ///     answer takes are within it
    public Duration synchronise() {
        long expected = lowerBound();
        var answer = ask();
        last = answer;
        return Duration.of(answer.micros - expected, ChronoUnit.MICROS);
    }

    /// Microseconds since 1970; the database's clock shows at least this.
    public long lowerBound() {
        var answer = last;
        long elapsed = (clocks.nanos().getAsLong() - answer.receivedNanos) / 1_000;
        return answer.micros + elapsed - elapsed / DRIFT_DIVISOR;
    }

    // The answer was taken before it was received, so at the receipt the database shows at least
    // it.
    private Answer ask() {
        return new Answer(stores.nowMicros(), clocks.nanos().getAsLong());
    }
}
