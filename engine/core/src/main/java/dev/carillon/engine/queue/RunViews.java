package dev.carillon.engine.queue;

import dev.carillon.api.AttemptView;
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

    /// Newest first. The cursor is the id of the last run of the part before.
    ///
    /// @throws CarillonException MALFORMED_REQUEST for a cursor that is none
    public Page<RunView> find(RunQuery query, @Nullable String cursor, int limit) {
        var before = cursor == null ? null : position(cursor);
        var job = query.job();
        var full =
                job == null || job.contains("/")
                        ? query
                        : new RunQuery(
                                query.states(), "default/" + job, query.since(), query.error());
        var views = stores.transaction(tx -> tx.reads().find(full, before, limit + 1));
        return views.size() <= limit
                ? new Page<>(views, null)
                : new Page<>(views.subList(0, limit), views.get(limit - 1).id());
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

    public Map<RunState, Long> counts() {
        return stores.transaction(tx -> tx.reads().counts());
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
