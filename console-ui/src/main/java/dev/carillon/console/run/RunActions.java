package dev.carillon.console.run;

import atlantafx.base.controls.ModalPane;

import dev.carillon.api.Bulk;
import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RetryRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.parts.OnProduction;
import dev.carillon.console.words.Texts;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// What a person does to one run, with a way back. The last thing done can be taken back until the next one.
public final class RunActions {
    private static final Texts TEXTS = Texts.of(RunActions.class);

    private final ClusterLink link;
    private final Notices notices;
    private @Nullable Runnable undo;

    public RunActions(ClusterLink link, Notices notices) {
        this.link = link;
        this.notices = notices;
    }

    /// Whether it can be done to a run as it stands.
    public static boolean possible(BulkAction action, RunView run) {
        var state = run.state();
        return switch (action) {
            case RETRY -> state.finished();
            case CANCEL -> !state.finished() && state != RunState.STOPPING;
            case HOLD ->
                    state == RunState.WAITING
                            || state == RunState.DELAYED
                            || state == RunState.QUEUED;
            case RELEASE -> state == RunState.HELD;
            case DISMISS ->
                    (state == RunState.FAILED
                                    || state == RunState.TIMED_OUT
                                    || state == RunState.LOST)
                            && !run.handled();
        };
    }

    /// Does it, what ends a run or hides a failure of a production cluster after a question.
    ///
    /// @param modal where it is asked
    /// @param made gets the new run of one that was retried
    public void ask(ModalPane modal, BulkAction action, RunView run, Consumer<RunView> made) {
        if (action != BulkAction.CANCEL && action != BulkAction.DISMISS) {
            act(action, run, made);
            return;
        }
        OnProduction.ask(
                modal,
                link.profile(),
                text("ask", action, run),
                text("ask.do", action, run),
                () -> act(action, run, made));
    }

    /// Does it at once; what came of it, or why not, is told.
    ///
    /// @param made gets the new run of one that was retried
    public void act(BulkAction action, RunView run, Consumer<RunView> made) {
        if (action == BulkAction.DISMISS) {
            dismiss(run);
            return;
        }
        link.ask(
                carillon -> act(carillon, action, run),
                changed -> {
                    done(action, run, changed);
                    if (action == BulkAction.RETRY) {
                        made.accept(changed);
                    }
                },
                refusal -> notices.failed(text("not", action, run), refusal));
    }

    // As a plan for one run, which can be taken back.
    private void dismiss(RunView run) {
        link.ask(
                carillon -> dismiss(carillon, run),
                plan -> offer(BulkAction.DISMISS, run, () -> takeBack(plan)),
                refusal -> notices.failed(text("not", BulkAction.DISMISS, run), refusal));
    }

    private static Bulk dismiss(Carillon carillon, RunView run) {
        var plan = carillon.planBulk(BulkAction.DISMISS, List.of(run.id()));
        if (plan.total() == 0) {
            throw new CarillonException(ErrorCode.CONFLICT, reasons(plan.skipped()));
        }
        var step = carillon.stepBulk(plan.plan());
        if (step.acted().isEmpty()) {
            throw new CarillonException(ErrorCode.CONFLICT, reasons(step.refused()));
        }
        return plan;
    }

    private void takeBack(Bulk plan) {
        link.ask(
                carillon -> {
                    var undone = carillon.undoBulk(plan.plan());
                    if (!undone.refused().isEmpty()) {
                        throw new CarillonException(ErrorCode.CONFLICT, reasons(undone.refused()));
                    }
                    return undone;
                },
                _ -> notices.done(TEXTS.get("undone")),
                refusal -> notices.failed(TEXTS.get("not.undone"), refusal));
    }

    private static RunView act(Carillon carillon, BulkAction action, RunView run) {
        return switch (action) {
            case RETRY -> carillon.retry(run.id(), RetryRequest.SAME);
            case CANCEL -> carillon.cancel(run.id());
            case HOLD -> carillon.hold(run.id());
            case RELEASE -> carillon.release(run.id());
            case DISMISS -> throw new IllegalArgumentException("dismissed by a plan");
        };
    }

    private void done(BulkAction action, RunView run, RunView changed) {
        switch (action) {
            case RETRY -> offer(action, run, () -> reverse(BulkAction.CANCEL, changed));
            case HOLD -> offer(action, run, () -> reverse(BulkAction.RELEASE, changed));
            case RELEASE -> offer(action, run, () -> reverse(BulkAction.HOLD, changed));
            case DISMISS -> throw new IllegalArgumentException("dismissed by a plan");
            case CANCEL -> {
                undo = null;
                notices.done(text("done", action, run));
            }
        }
    }

    private void offer(BulkAction action, RunView run, Runnable back) {
        undo = back;
        notices.done(text("done", action, run), TEXTS.get("undo"), this::undo);
    }

    private void reverse(BulkAction action, RunView run) {
        link.ask(
                carillon -> act(carillon, action, run),
                _ -> notices.done(TEXTS.get("undone")),
                refusal -> notices.failed(TEXTS.get("not.undone"), refusal));
    }

    /// Takes back what was done last, when that can be.
    public void undo() {
        var back = undo;
        undo = null;
        if (back != null) {
            back.run();
        } else {
            notices.failed(
                    TEXTS.get("not.undone"),
                    new CarillonException(ErrorCode.CONFLICT, TEXTS.get("nothing.to.undo")));
        }
    }

    /// What [#undo] does from now on.
    public void setUndo(Runnable back) {
        undo = back;
    }

    /// Asks what the job of a run declares by now. Of a job that cannot be read it is nothing: the node judges then.
    void declared(RunView run, Consumer<List<Parameter>> told) {
        String[] key = run.job().split("/", 2);
        link.ask(
                carillon ->
                        Definitions.fromJson(carillon.job(key[0], key[1]).definition(), run.job())
                                .parameters(),
                told,
                _ -> told.accept(List.of()));
    }

    /// Runs it again with other parameters.
    ///
    /// @param changed only those that differ
    public void retryEdited(
            RunView run,
            Map<String, String> changed,
            Consumer<RunView> made,
            Consumer<CarillonException> refused) {
        link.ask(
                carillon -> carillon.retry(run.id(), new RetryRequest(changed, List.of(), false)),
                again -> {
                    offer(BulkAction.RETRY, run, () -> reverse(BulkAction.CANCEL, again));
                    made.accept(again);
                },
                refused);
    }

    private static String text(String kind, BulkAction action, RunView run) {
        return TEXTS.get(kind + "." + action.name().toLowerCase(Locale.ROOT), run.job());
    }

    /// The reasons of a plan in one sentence; empty without any.
    public static String reasons(List<Bulk.Reason> reasons) {
        return String.join("; ", reasons.stream().map(Bulk.Reason::text).toList());
    }
}
