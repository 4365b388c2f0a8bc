package dev.carillon.engine.change;

import dev.carillon.api.Carillon.ChangeQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ChangeDetails;
import dev.carillon.api.ChangeView;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Json;
import dev.carillon.api.Page;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.ChangeTable.ChangeRow;
import dev.carillon.engine.store.ChangeTable.Wanted;
import dev.carillon.engine.store.Stores;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Duration;

/// Reads the log of changes for people.
public final class ChangeViews {
    /// How long changes are kept.
    public static final Duration KEPT = Duration.ofDays(400);

    private static final int MOST_PRUNED = 5_000;

    private final Stores stores;

    public ChangeViews(Stores stores) {
        this.stores = stores;
    }

    /// The newest first; the cursor is the id of the last change of the part before.
    ///
    /// @throws CarillonException MALFORMED_REQUEST for a cursor that is none
    public Page<ChangeView> find(ChangeQuery query, @Nullable String cursor, int limit) {
        var since = query.since();
        var wanted =
                new Wanted(
                        query.kind(),
                        query.key(),
                        query.actor(),
                        since == null ? null : Micros.of(since));
        long below = cursor == null ? Long.MAX_VALUE : id(cursor);
        var found =
                stores.transaction(tx -> tx.changeLog().list(wanted, below, limit + 1)).stream()
                        .map(ChangeViews::view)
                        .toList();
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(found.subList(0, limit), Long.toString(found.get(limit - 1).id()));
    }

    private static long id(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "\"" + cursor + "\" is no cursor of a list of changes",
                    e);
        }
    }

    /// @throws CarillonException NOT_FOUND
    public ChangeDetails get(long id) {
        var found =
                stores.transaction(tx -> tx.changeLog().find(id))
                        .orElseThrow(
                                () ->
                                        new CarillonException(
                                                ErrorCode.NOT_FOUND,
                                                "there is no change "
                                                        + id
                                                        + "; changes are kept for "
                                                        + KEPT.toDays()
                                                        + " days"));
        return new ChangeDetails(view(found.row()), state(found.before()), state(found.after()));
    }

    /// Removes some of the changes that are older than [#KEPT]; what is left is found the next time.
    ///
    /// @return how many
    public int prune(long nowUs) {
        return stores.transaction(
                tx -> tx.changeLog().prune(nowUs - KEPT.toNanos() / 1_000, MOST_PRUNED));
    }

    private static @Nullable JsonNode state(@Nullable String json) {
        return json == null ? null : Json.mapper().readTree(json);
    }

    private static ChangeView view(ChangeRow row) {
        return new ChangeView(
                row.id(),
                Micros.instant(row.atUs()),
                row.actor(),
                row.action(),
                row.kind(),
                row.subject(),
                row.note(),
                row.undoes(),
                row.undoneBy(),
                irrevocable(row));
    }

    private static @Nullable String irrevocable(ChangeRow row) {
        var undoneBy = row.undoneBy();
        return undoneBy != null
                ? "it is undone already, by change " + undoneBy
                : Action.of(row.action())
                        .map(Action::whyFinal)
                        .orElse(
                                Action.of(row.action()).isPresent()
                                        ? null
                                        : "it is of a newer version of Carillon");
    }
}
