package dev.carillon.engine;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.Json;
import dev.carillon.engine.auth.Actor;
import dev.carillon.engine.auth.IssuedTokens;
import dev.carillon.engine.catalog.Calendars;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.change.Action;
import dev.carillon.engine.change.ChangeLog;
import dev.carillon.engine.change.Entry;
import dev.carillon.engine.queue.Bulks;
import dev.carillon.engine.queue.Queues;
import dev.carillon.engine.queue.RunChanges;
import dev.carillon.engine.queue.RunViews;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.ChangeTable.StoredChange;
import dev.carillon.engine.store.Stores;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/// Takes changes back, by the operations that people have too. Each refuses in its transaction when what it would take
/// back is not as the change left it, so that nobody loses what was done since.
final class Undo {
    /// What it does it with.
    ///
    /// @param deleteJob takes namespace and name
    record Parts(
            JobCatalog catalog,
            Calendars calendars,
            Queues queues,
            RunChanges runs,
            Bulks bulks,
            Cordons cordons,
            IssuedTokens tokens,
            BiConsumer<String, String> deleteJob) {}

    private final Stores stores;
    private final Parts parts;
    private final LongSupplier nowUs;

    /// @param nowUs lower bound of the database's clock
    Undo(Stores stores, Parts parts, LongSupplier nowUs) {
        this.stores = stores;
        this.parts = parts;
        this.nowUs = nowUs;
    }

    /// @return id of the change that took it back
    /// @throws CarillonException NOT_FOUND, CONFLICT for one that cannot be undone or is so already, CHANGED_MEANWHILE
    ///     when something came after it, FORBIDDEN for an actor who may not do what undoes it
    long undo(long id, Actor actor) {
        var change = find(id);
        var action = undoable(change, actor);
        ChangeLog.undoing(
                change.row(),
                () -> {
                    takeBack(action, change, actor.name());
                    return true;
                });
        var by = find(id).row().undoneBy();
        if (by == null) {
            throw changedMeanwhile(change);
        }
        return by;
    }

    private StoredChange find(long id) {
        return stores.transaction(tx -> tx.changeLog().find(id))
                .orElseThrow(
                        () ->
                                new CarillonException(
                                        ErrorCode.NOT_FOUND, "there is no change " + id));
    }

    private static Action undoable(StoredChange change, Actor actor) {
        var row = change.row();
        String what = "change " + row.id() + " (" + row.action() + ")";
        var action =
                Action.of(row.action())
                        .orElseThrow(
                                () ->
                                        new CarillonException(
                                                ErrorCode.CONFLICT,
                                                what
                                                        + " is of a newer version of Carillon; ask a node of that version"));
        if (action.whyFinal() != null) {
            throw new CarillonException(
                    ErrorCode.CONFLICT, what + " cannot be undone: " + action.whyFinal());
        }
        if (row.undoneBy() != null) {
            throw new CarillonException(
                    ErrorCode.CONFLICT, what + " is undone already, by change " + row.undoneBy());
        }
        actor.require(action.role(), "to undo " + what);
        return action;
    }

    private static CarillonException changedMeanwhile(StoredChange change) {
        var row = change.row();
        return new CarillonException(
                ErrorCode.CHANGED_MEANWHILE,
                row.kind()
                        + " "
                        + row.subject()
                        + " is not as change "
                        + row.id()
                        + " left it; look at it again");
    }

    private void takeBack(Action action, StoredChange change, String by) {
        String subject = change.row().subject();
        switch (action) {
            case JOB_PUT -> takeBackPut(change, by);
            case JOB_DELETE -> takeBackDelete(change, by);
            case JOB_PAUSE -> {
                var job = current(subject);
                parts.catalog.resume(job.namespace(), job.name(), job.catchUp().policy(), by);
            }
            case JOB_RESUME -> {
                var job = current(subject);
                parts.catalog.pause(job.namespace(), job.name(), by, null);
            }
            case RUN_HOLD -> parts.runs.release(RunViews.runId(subject), by, nowUs.getAsLong());
            case RUN_RELEASE -> parts.runs.hold(RunViews.runId(subject), by, nowUs.getAsLong());
            case RUN_RETRY ->
                    parts.runs.undoRetry(
                            RunViews.runId(subject),
                            RunViews.runId(state(change.after()).path("run").asString()),
                            state(change.before()).path("handled").asBoolean(),
                            by,
                            nowUs.getAsLong());
            case RUN_DISMISS -> parts.runs.reopen(RunViews.runId(subject), by, nowUs.getAsLong());
            case RUN_REOPEN -> parts.runs.dismiss(RunViews.runId(subject), by, nowUs.getAsLong());
            case QUEUE_PUT, QUEUE_DELETE -> takeBackQueue(change, Action.QUEUE_PUT, by);
            case QUEUE_LIMIT -> takeBackQueue(change, Action.QUEUE_LIMIT, by);
            case QUEUE_PAUSE -> takeBackQueue(change, Action.QUEUE_RESUME, by);
            case QUEUE_RESUME -> takeBackQueue(change, Action.QUEUE_PAUSE, by);
            case CALENDAR_PUT, CALENDAR_DELETE -> takeBackCalendar(change, by);
            case BULK_RETRY, BULK_HOLD, BULK_RELEASE, BULK_DISMISS ->
                    parts.bulks.undoAll(subject, by);
            case NODE_CORDON, NODE_UNCORDON ->
                    parts.cordons.set(subject, cordonedUntil(state(change.before())), by);
            case TOKEN_CREATE -> parts.tokens.revoke(subject, by);
            case JOB_SKIP,
                    JOB_BACKFILL,
                    RUN_CANCEL,
                    BULK_CANCEL,
                    BULK_UNDO,
                    FAILURE_CHANGE,
                    TOKEN_REVOKE ->
                    throw new IllegalStateException(action + " has a reason why it is final");
        }
    }

    private static JsonNode state(@Nullable String json) {
        return json == null ? Json.mapper().missingNode() : Json.mapper().readTree(json);
    }

    private static JobDefinition definition(JsonNode state) {
        return Definitions.parse(state.path("definition").toString(), "the log of changes")
                .getFirst();
    }

    private JobDefinition current(String key) {
        return stores.transaction(tx -> parts.catalog.current(tx, key)).definition();
    }

    private void takeBackPut(StoredChange change, String by) {
        var left = definition(state(change.after()));
        var job = stores.transaction(tx -> parts.catalog.current(tx, left.key()));
        if (!job.definition().equals(left)) {
            throw changedMeanwhile(change);
        }
        if (change.before() == null) {
            parts.deleteJob.accept(left.namespace(), left.name());
        } else {
            parts.catalog.put(
                    List.of(definition(state(change.before()))), by, job.version(), false);
        }
    }

    private void takeBackDelete(StoredChange change, String by) {
        var before = state(change.before());
        parts.catalog.putBack(definition(before), before.path("paused").asBoolean(), by);
    }

    private void takeBackQueue(StoredChange change, Action as, String by) {
        parts.queues.restore(
                change.after(),
                change.before(),
                new Entry(as, change.row().subject(), by, nowUs.getAsLong()));
    }

    private void takeBackCalendar(StoredChange change, String by) {
        var left = calendar(change.after());
        var found = parts.calendars.all().find(change.row().subject()).orElse(null);
        if (!Objects.equals(left, found)) {
            throw changedMeanwhile(change);
        }
        var before = calendar(change.before());
        if (before == null) {
            parts.calendars.delete(change.row().subject(), by);
        } else {
            parts.calendars.put(before, by);
        }
    }

    private static @Nullable CalendarDefinition calendar(@Nullable String json) {
        return json == null ? null : Definitions.parseCalendar(json, "the log of changes");
    }

    private static @Nullable Long cordonedUntil(JsonNode state) {
        var until = state.path("cordonedUntil");
        return until.isString() ? Micros.of(Instant.parse(until.asString())) : null;
    }
}
