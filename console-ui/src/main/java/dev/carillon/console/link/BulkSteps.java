package dev.carillon.console.link;

import dev.carillon.api.Bulk;
import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// Does something planned for many runs step by step until all of it is done, or until it is cancelled: what is done then
/// stays done. A run has its turn once, so a step whose answer was lost is asked for again without harm.
public final class BulkSteps {
    private final ClusterLink link;
    private final Consumer<Bulk> progress;
    private final Consumer<Bulk> done;
    private final Consumer<CarillonException> refused;
    private boolean cancelled;

    /// @param progress gets the plan after each step, with what the step did
    /// @param done gets it after the last one, also when it was cancelled
    public BulkSteps(
            ClusterLink link,
            Consumer<Bulk> progress,
            Consumer<Bulk> done,
            Consumer<CarillonException> refused) {
        this.link = link;
        this.progress = progress;
        this.done = done;
        this.refused = refused;
    }

    /// Does it.
    public BulkSteps act(Bulk plan) {
        step(plan, carillon -> carillon.stepBulk(plan.plan()), bulk -> bulk.done() >= bulk.total());
        return this;
    }

    /// Takes back what was done of it.
    public BulkSteps undo(Bulk plan) {
        step(
                plan,
                carillon -> carillon.undoBulk(plan.plan()),
                bulk -> {
                    var undone = bulk.undone();
                    return undone != null && undone >= bulk.done();
                });
        return this;
    }

    private void step(Bulk plan, Function<Carillon, Bulk> next, Predicate<Bulk> finished) {
        link.ask(
                next,
                bulk -> {
                    progress.accept(bulk);
                    if (cancelled || finished.test(bulk)) {
                        done.accept(bulk);
                    } else {
                        step(plan, next, finished);
                    }
                },
                refused);
    }

    /// No further step is begun.
    public void cancel() {
        cancelled = true;
    }
}
