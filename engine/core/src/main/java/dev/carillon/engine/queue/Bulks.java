package dev.carillon.engine.queue;

import dev.carillon.api.Bulk;
import dev.carillon.api.Bulk.Acted;
import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.change.Action;
import dev.carillon.engine.change.ChangeLog;
import dev.carillon.engine.change.Entry;
import dev.carillon.engine.queue.BulkPlans.Found;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.BulkTable.Plan;
import dev.carillon.engine.store.BulkTable.Turn;
import dev.carillon.engine.store.ChangeTable.ChangeRow;
import dev.carillon.engine.store.ChangeTable.Wanted;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

/// What is done to many runs at once. A plan names exactly the runs; each step of it is a transaction that does it to
/// the next of them and notes that, so that a step that is repeated, on whichever node, goes on where the one before
/// ended and no run has its turn twice. Nothing goes on by itself: whoever asks for the steps may stop.
public final class Bulks {
    /// Runs of one step.
    static final int STEP = 500;

    private static final Duration KEPT = Duration.ofDays(7);
    private static final int MOST_PRUNED = 20;

    private final Stores stores;
    private final BulkPlans plans;
    private final BulkActs acts;
    private final LongSupplier nowUs;

    /// What a step did.
    ///
    /// @param stopping runs that were asked to stop
    public record Step(Bulk bulk, Set<UUID> stopping) {}

    /// @param nowUs lower bound of the database's clock
    public Bulks(Stores stores, Ground ground, RunViews views, LongSupplier nowUs) {
        this.stores = stores;
        this.nowUs = nowUs;
        plans = new BulkPlans(stores, views);
        acts = new BulkActs(stores, ground);
    }

    /// Plans it for the runs that match a query and for which it is, and changes nothing.
    public Bulk plan(BulkAction action, RunQuery query, String by) {
        return keep(action, plans.find(action, query), by);
    }

    /// The same for runs that somebody named.
    ///
    /// @throws CarillonException QUOTA_EXCEEDED for over 10,000
    public Bulk plan(BulkAction action, List<String> runs, String by) {
        return keep(action, plans.named(action, runs), by);
    }

    private Bulk keep(BulkAction action, Found found, String by) {
        var plan =
                new Plan(
                        UUID.randomUUID(),
                        action,
                        nowUs.getAsLong(),
                        by,
                        found.runs(),
                        found.more(),
                        found.skipped().stored(),
                        0,
                        null);
        stores.transaction(
                tx -> {
                    tx.bulk().insert(plan);
                    return true;
                });
        return view(plan, List.of());
    }

    /// How far a plan is.
    ///
    /// @throws CarillonException NOT_FOUND
    public Bulk get(String id) {
        var plan = id(id);
        return stores.transaction(
                tx -> {
                    var found = tx.bulk().find(plan).orElseThrow(() -> missing(id));
                    return view(found, tx.bulk().turns(plan, 0, found.done()));
                });
    }

    /// Does it to the next runs of a plan. Of a plan that is done, answers what it did.
    ///
    /// @throws CarillonException NOT_FOUND, CONFLICT for a plan that somebody undid
    public Step step(String id, String by) {
        var plan = id(id);
        long now = nowUs.getAsLong();
        return stores.transaction(tx -> step(tx, plan, by, now));
    }

    private Step step(Tx tx, UUID id, String by, long now) {
        var plan = tx.bulk().lock(id).orElseThrow(() -> missing(id.toString()));
        if (plan.undone() != null) {
            throw new CarillonException(
                    ErrorCode.CONFLICT, "plan " + id + " was undone; make another one");
        }
        int done = plan.done();
        if (done == plan.runs().size()) {
            return new Step(view(plan, tx.bulk().turns(id, 0, done)), Set.of());
        }
        var next = plan.runs().subList(done, Math.min(plan.runs().size(), done + STEP));
        var stopping = new HashSet<UUID>();
        var turns = acts.act(tx, plan.action(), next, by, now, stopping);
        tx.bulk().keep(id, done, turns);
        if (done == 0) {
            var action = Action.valueOf("BULK_" + plan.action().name());
            ChangeLog.record(
                    tx,
                    new Entry(action, id.toString(), by, now)
                            .noting("planned for " + plan.runs().size() + " runs"));
        }
        return new Step(view(at(plan, done + turns.size(), null), turns), stopping);
    }

    /// Takes back what a plan did, for its next runs as [#step] does; what it has not done yet it never will.
    ///
    /// @throws CarillonException NOT_FOUND
    public Step undo(String id, String by) {
        var plan = id(id);
        long now = nowUs.getAsLong();
        var change = stores.transaction(tx -> changeBy(tx, plan));
        // Once it is noted there that it was undone, the next steps record nothing.
        return change.isEmpty()
                ? stores.transaction(tx -> undo(tx, plan, by, now))
                : ChangeLog.undoing(
                        change.get(), () -> stores.transaction(tx -> undo(tx, plan, by, now)));
    }

    // What the log of changes has of a plan.
    private static Optional<ChangeRow> changeBy(Tx tx, UUID plan) {
        var ofPlan = new Wanted(Action.BULK_UNDO.kind(), plan.toString(), null, null);
        return tx.changeLog().list(ofPlan, Long.MAX_VALUE, 2).stream()
                .filter(row -> row.undoes() == null)
                .findFirst();
    }

    /// Takes back all that a plan did.
    public void undoAll(String id, String by) {
        Bulk bulk;
        do {
            bulk = undo(id, by).bulk();
        } while (bulk.undone() != null && bulk.undone() < bulk.done());
    }

    private Step undo(Tx tx, UUID id, String by, long now) {
        var plan = tx.bulk().lock(id).orElseThrow(() -> missing(id.toString()));
        var before = plan.undone();
        int from = before == null ? 0 : before;
        var turns = tx.bulk().turns(id, from, STEP);
        var acted = turns.stream().filter(turn -> turn.refusal() == null).toList();
        var stopping = new HashSet<UUID>();
        var undone = acts.undo(tx, plan.action(), acted, by, now, stopping);
        tx.bulk().undone(id, from + turns.size());
        if (before == null && plan.done() > 0) {
            ChangeLog.record(
                    tx,
                    new Entry(Action.BULK_UNDO, id.toString(), by, now)
                            .noting("of " + plan.done() + " runs"));
        }
        return new Step(view(at(plan, plan.done(), from + turns.size()), undone), stopping);
    }

    private static Plan at(Plan plan, int done, @Nullable Integer undone) {
        return new Plan(
                plan.id(),
                plan.action(),
                plan.createdUs(),
                plan.createdBy(),
                plan.runs(),
                plan.more(),
                plan.skipped(),
                done,
                undone);
    }

    private static Bulk view(Plan plan, List<Turn> turns) {
        var refused = new Reasons();
        turns.forEach(
                turn -> {
                    if (turn.refusal() != null) {
                        refused.add(Refusal.read(turn.refusal()));
                    }
                });
        return new Bulk(
                plan.id().toString(),
                plan.action(),
                Micros.instant(plan.createdUs()),
                plan.createdBy(),
                plan.runs().size(),
                plan.done(),
                plan.undone(),
                plan.more(),
                Reasons.read(plan.skipped()),
                turns.stream()
                        .filter(turn -> turn.refusal() == null)
                        .map(
                                turn ->
                                        new Acted(
                                                turn.run().toString(),
                                                turn.made() == null
                                                        ? null
                                                        : turn.made().toString()))
                        .toList(),
                refused.list());
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND, String.valueOf(missing(text).getMessage()), e);
        }
    }

    private static CarillonException missing(String id) {
        return new CarillonException(
                ErrorCode.NOT_FOUND,
                "there is no plan \"" + id + "\"; plans are kept for " + KEPT.toDays() + " days");
    }

    /// Forgets plans that are older than seven days.
    public void prune() {
        long before = nowUs.getAsLong() - KEPT.toNanos() / 1_000;
        stores.transaction(
                tx -> {
                    tx.bulk().prune(before, MOST_PRUNED);
                    return true;
                });
    }
}
