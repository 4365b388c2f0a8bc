package dev.carillon.engine.queue;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.Carillon.RunHistogram;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Page;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.store.Stores;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Reads runs for people. Reading is free; it changes nothing and locks nothing.
public final class RunViews {
    private static final int MOST_COUNTED = 100_000;

    private final Stores stores;

    public RunViews(Stores stores) {
        this.stores = stores;
    }

    /// @throws CarillonException NOT_FOUND
    public RunView get(UUID id) {
        var found = get(List.of(id));
        if (found.isEmpty()) {
            throw new CarillonException(ErrorCode.NOT_FOUND, "there is no run " + id);
        }
        return found.getFirst();
    }

    /// Those of the runs that exist.
    public List<RunView> get(Collection<UUID> ids) {
        return stores.transaction(tx -> tx.reads().views(ids));
    }

    /// Newest first. The cursor is the id of the last run that was looked at. A part may have fewer runs than `limit`, or
    /// none, and a cursor still.
    ///
    /// @throws CarillonException MALFORMED_REQUEST for a cursor that is none
    public Page<RunView> find(RunQuery query, @Nullable String cursor, int limit) {
        var before = cursor == null ? null : position(cursor);
        var whole = whole(query);
        var found = stores.transaction(tx -> tx.search().find(whole, before, limit));
        var next = found.next();
        return new Page<>(found.views(), next == null ? null : next.toString());
    }

    /// How many there are, up to 100,000.
    public RunCount count(RunQuery query) {
        var whole = whole(query);
        return stores.transaction(tx -> tx.search().count(whole, MOST_COUNTED));
    }

    /// When the runs of a range of due times started and ended.
    ///
    /// @throws CarillonException MALFORMED_REQUEST without a range
    public RunHistogram histogram(RunQuery query, int buckets) {
        var since = query.since();
        var until = query.until();
        if (since == null || until == null || !since.isBefore(until)) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "A histogram needs `since` and a later `until`, which are its range");
        }
        var whole = whole(query);
        return Histograms.of(stores, whole, since, until, buckets);
    }

    // A name alone is in the default namespace.
    private static RunQuery whole(RunQuery query) {
        if (query.newerThan() != null) {
            runId(query.newerThan());
        }
        var job = query.job();
        return job == null || job.contains("/") ? query : query.ofJob("default/" + job);
    }

    private static UUID position(String cursor) {
        try {
            return UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "\"" + cursor + "\" is no cursor of a list of runs",
                    e);
        }
    }

    /// Attempts in order.
    ///
    /// @throws CarillonException NOT_FOUND
    public List<AttemptView> attempts(UUID id) {
        get(id);
        return stores.transaction(tx -> tx.reads().attempts(id));
    }

    /// How many runs are in each state that has any; the more runs there are, the longer it takes.
    public Map<RunState, Long> counts() {
        return stores.transaction(tx -> tx.reads().counts());
    }

    /// The same of the states in which a run is not finished, which takes longer with those alone.
    public Map<RunState, Long> openCounts() {
        return stores.transaction(tx -> tx.reads().openCounts());
    }

    /// @throws CarillonException NOT_FOUND when the text is no id
    public static UUID runId(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new CarillonException(ErrorCode.NOT_FOUND, "there is no run \"" + text + "\"", e);
        }
    }
}
