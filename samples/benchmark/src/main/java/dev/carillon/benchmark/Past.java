package dev.carillon.benchmark;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/// A history that was made.
///
/// @param size how many runs
/// @param newest when the last of the templates was due
/// @param oldest the same of the copy that is furthest back
record Past(int size, Instant newest, Instant oldest) {
    /// The name of a figure.
    String figure(String what) {
        return String.format(Locale.ROOT, "%s, %,d runs of history", what, size);
    }

    /// How much earlier each copy was than the one before.
    Duration step() {
        return Duration.ofMillis(HistoryMain.STEP_MILLIS);
    }

    /// The newest run in a state of one copy.
    ///
    /// @param last when the last run of the copy was due
    RunView newest(Carillon carillon, RunState state, Instant last) {
        var query =
                new RunQuery(
                        Set.of(state),
                        null,
                        last.minus(step()).plusMillis(1),
                        last.plusMillis(1),
                        null,
                        null,
                        Set.of(),
                        null,
                        null,
                        null);
        var found = carillon.runs(query, null, 1).items();
        Runs.require(!found.isEmpty(), "no run is " + state + " and due at " + last);
        return found.getFirst();
    }
}
