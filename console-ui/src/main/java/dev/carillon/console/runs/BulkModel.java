package dev.carillon.console.runs;

import dev.carillon.api.Bulk;
import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.console.link.Background;
import dev.carillon.console.link.BulkSteps;
import dev.carillon.console.link.ClusterLink;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/// Something that is done to many runs: planned, looked at, done step by step, and taken back.
public final class BulkModel {
    /// How far it is.
    ///
    /// @param acted runs that it was done to
    /// @param refused reasons of those that it could not be done to any more
    record Progress(Bulk plan, int done, int acted, List<Bulk.Reason> refused, boolean ended) {
        double part() {
            return plan.total() == 0 ? 1 : (double) done / plan.total();
        }

        private Progress after(Bulk step) {
            var reasons = new ArrayList<>(refused);
            reasons.addAll(step.refused());
            return new Progress(
                    plan, step.done(), acted + step.acted().size(), List.copyOf(reasons), false);
        }

        private Progress end() {
            return new Progress(plan, done, acted, refused, true);
        }
    }

    private final ClusterLink link;
    private final ReadOnlyObjectWrapper<@Nullable Progress> progress =
            new ReadOnlyObjectWrapper<>();
    private @Nullable BulkSteps acting;

    public BulkModel(ClusterLink link) {
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
    Background.Question plan(
            Function<Carillon, Bulk> question,
            Consumer<Bulk> planned,
            Consumer<CarillonException> refused) {
        return link.ask(question, planned, refused);
    }

    /// Does what was planned.
    ///
    /// @param ended gets what came of it, also when it was stopped
    void act(Bulk plan, Consumer<Progress> ended, Consumer<CarillonException> refused) {
        var steps =
                new BulkSteps(
                        link,
                        step -> progress.set(now().after(step)),
                        _ -> {
                            progress.set(now().end());
                            ended.accept(now());
                        },
                        refusal -> {
                            progress.set(null);
                            refused.accept(refusal);
                        });
        acting = steps;
        progress.set(new Progress(plan, 0, 0, List.of(), false));
        steps.act(plan);
    }

    private Progress now() {
        return Objects.requireNonNull(progress.get(), "it has begun");
    }

    /// Ends after the step that is under way; what was done stays done, and what was undone undone.
    void stop() {
        if (acting != null) {
            acting.cancel();
        }
    }

    /// Takes back what was done, until [#stop].
    ///
    /// @param progress gets the plan after each step, with how much of it is undone
    void undo(
            Bulk plan,
            Consumer<Bulk> progress,
            Consumer<Bulk> ended,
            Consumer<CarillonException> refused) {
        var steps = new BulkSteps(link, progress, ended, refused);
        acting = steps;
        steps.undo(plan);
    }
}
