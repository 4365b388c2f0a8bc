package dev.carillon.console.runs;

import dev.carillon.api.Bulk;
import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.console.link.ClusterLink;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// Something that is done to many runs: planned, looked at, done step by step, and taken back. A run has its turn once,
/// so a step whose answer was lost is asked for again without harm.
final class BulkModel {
    /// How far it is.
    ///
    /// @param acted runs that it was done to
    /// @param refused reasons of those that it could not be done to any more
    record Progress(Bulk plan, int done, int acted, List<Bulk.Reason> refused, boolean ended) {
        double part() {
            return plan.total() == 0 ? 1 : (double) done / plan.total();
        }
    }

    private final ClusterLink link;
    private final ReadOnlyObjectWrapper<@Nullable Progress> progress =
            new ReadOnlyObjectWrapper<>();
    private boolean stopped;

    BulkModel(ClusterLink link) {
        this.link = link;
    }

    ReadOnlyObjectProperty<@Nullable Progress> progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /// Whether nothing can be done before its name is typed.
    boolean wantsName(Bulk plan) {
        return link.profile().production() && plan.action() != BulkAction.RELEASE;
    }

    /// Looks what would be done.
    void plan(
            Function<Carillon, Bulk> question,
            Consumer<Bulk> planned,
            Consumer<CarillonException> refused) {
        link.ask(question, planned, refused);
    }

    /// Does what was planned.
    ///
    /// @param ended gets what came of it, also when it was stopped
    void act(Bulk plan, Consumer<Progress> ended, Consumer<CarillonException> refused) {
        stopped = false;
        progress.set(new Progress(plan, 0, 0, List.of(), false));
        step(plan, 0, new ArrayList<>(), ended, refused);
    }

    /// Ends after the step that is under way; what was done stays done, and can be taken back.
    void stop() {
        stopped = true;
    }

    private void step(
            Bulk plan,
            int acted,
            List<Bulk.Reason> reasons,
            Consumer<Progress> ended,
            Consumer<CarillonException> refused) {
        link.ask(
                carillon -> carillon.stepBulk(plan.plan()),
                step -> {
                    int now = acted + step.acted().size();
                    reasons.addAll(step.refused());
                    boolean end = stopped || step.done() >= step.total();
                    var at = new Progress(plan, step.done(), now, List.copyOf(reasons), end);
                    progress.set(at);
                    if (end) {
                        ended.accept(at);
                    } else {
                        step(plan, now, reasons, ended, refused);
                    }
                },
                refusal -> {
                    progress.set(null);
                    refused.accept(refusal);
                });
    }

    /// Takes back what was done.
    void undo(Bulk plan, Consumer<Bulk> ended, Consumer<CarillonException> refused) {
        link.ask(
                carillon -> {
                    var at = carillon.undoBulk(plan.plan());
                    while (at.undone() == null || at.undone() < at.done()) {
                        at = carillon.undoBulk(plan.plan());
                    }
                    return at;
                },
                ended,
                refused);
    }
}
