package dev.carillon.engine.store;

import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/// Looks for runs, with bounded work however many there are. Jobs in a query are whole: `namespace/name`, or a pattern
/// for that. Reading locks nothing.
public interface RunSearch {
    /// A part of what was found.
    ///
    /// @param views newest first
    /// @param next only runs with a smaller id are left to be looked at; null when none are
    record Found(List<RunView> views, @Nullable UUID next) {}

    /// Runs that started in one bucket and ended in another one.
    ///
    /// @param started number of the bucket; null when they have not started, or outside of all buckets
    /// @param ended the same of their end
    record Spread(@Nullable Long started, @Nullable Long ended, RunState state, long count) {}

    /// @param spreads may have the same buckets and state several times
    /// @param capped whether not all runs were looked at
    record Spreads(List<Spread> spreads, boolean capped) {}

    /// Newest first.
    ///
    /// @param before only runs with a smaller id, null for all
    Found find(RunQuery query, @Nullable UUID before, int limit);

    /// How many, up to a number.
    RunCount count(RunQuery query, int most);

    /// When runs started and ended.
    ///
    /// @param fromUs where the first bucket begins
    /// @param widthUs of each bucket
    Spreads spread(RunQuery query, long fromUs, long widthUs, int buckets);
}
