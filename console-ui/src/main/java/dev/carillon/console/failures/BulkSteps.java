package dev.carillon.console.failures;

import dev.carillon.api.Bulk;
import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.console.link.ClusterLink;

import java.util.function.Consumer;
import java.util.function.Function;

/// Does a plan step by step until all of it is done, or until it is cancelled: what is done then stays done.
final class BulkSteps {
    private final ClusterLink link;
    private final Consumer<Bulk> progress;
    private final Consumer<Bulk> done;
    private final Consumer<CarillonException> refused;
    private boolean cancelled;

    /// @param progress gets the plan after each step
    /// @param done gets it after the last one, also when it was cancelled
    BulkSteps(
            ClusterLink link,
            Consumer<Bulk> progress,
            Consumer<Bulk> done,
            Consumer<CarillonException> refused) {
        this.link = link;
        this.progress = progress;
        this.done = done;
        this.refused = refused;
    }

    BulkSteps act(Bulk plan) {
        step(plan, carillon -> carillon.stepBulk(plan.plan()), bulk -> bulk.done() >= bulk.total());
        return this;
    }

    BulkSteps undo(Bulk plan) {
        step(
                plan,
                carillon -> carillon.undoBulk(plan.plan()),
                bulk -> {
                    var undone = bulk.undone();
                    return undone != null && undone >= bulk.done();
                });
        return this;
    }

    private void step(Bulk plan, Function<Carillon, Bulk> next, Function<Bulk, Boolean> finished) {
        link.ask(
                next,
                bulk -> {
                    progress.accept(bulk);
                    if (cancelled || finished.apply(bulk)) {
                        done.accept(bulk);
                    } else {
                        step(plan, next, finished);
                    }
                },
                refused);
    }

    /// No further step is begun.
    void cancel() {
        cancelled = true;
    }
}
