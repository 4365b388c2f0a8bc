package dev.carillon.console.runs;

import atlantafx.base.controls.ModalPane;
import atlantafx.base.theme.Styles;

import dev.carillon.api.Bulk;
import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.SlowSheet;
import dev.carillon.console.run.RunActions;
import dev.carillon.console.runs.BulkModel.Progress;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

/// Shows to how many runs something would be done and which are left out, does it with progress, and offers the way
/// back.
public final class BulkDialog {
    private static final Texts TEXTS = Texts.of(BulkDialog.class);

    private final Desk desk;
    private final ModalPane modal;
    private final Notices notices;
    private final BulkModel model;
    private final RunActions actions;
    // Its name has to be typed on production.
    private final String cluster;
    private final Bulk plan;
    private final ProgressBar bar = new ProgressBar(0);
    private final Label progress = new Label();
    private final TextField name = new TextField();
    private final Button act = new Button();
    private final Button cancel = new Button(TEXTS.get("bulk.giveup"));
    private boolean under;
    private int acted;
    private @Nullable Subscription following;

    private BulkDialog(Desk desk, BulkModel model, RunActions actions, Bulk plan) {
        this.desk = desk;
        modal = desk.modal();
        notices = desk.notices();
        cluster = desk.link().profile().name();
        this.model = model;
        this.actions = actions;
        this.plan = plan;
    }

    /// Asks what would be done, which can be given up, and shows it.
    ///
    /// @param actions whose last thing done it becomes
    public static void ask(
            Desk desk,
            BulkModel model,
            RunActions actions,
            Function<Carillon, Bulk> question,
            Consumer<CarillonException> refused) {
        var slow = new SlowSheet(desk.modal(), desk.link().background());
        var asked =
                model.plan(
                        question,
                        plan -> {
                            slow.end();
                            new BulkDialog(desk, model, actions, plan).open();
                        },
                        refusal -> {
                            slow.end();
                            refused.accept(refusal);
                        });
        slow.begin(
                TEXTS.get("bulk.planning"),
                TEXTS.get("bulk.giveup"),
                () -> {
                    asked.cancel();
                    slow.end();
                });
    }

    private static String text(String key, BulkAction action, Object... values) {
        return TEXTS.get(key + "." + action.name().toLowerCase(Locale.ROOT), values);
    }

    private void open() {
        boolean nothing = plan.total() == 0;
        var box = new VBox(12);
        box.setId("bulk-dialog");
        box.getStyleClass().add("sheet");
        box.setMaxSize(540, Region.USE_PREF_SIZE);
        var title =
                new Label(
                        nothing
                                ? text("bulk.nothing", plan.action())
                                : text(
                                        "bulk.title",
                                        plan.action(),
                                        plan.total(),
                                        Spans.count(plan.total())));
        title.setId("bulk-title");
        title.getStyleClass().add("title-4");
        box.getChildren().add(title);
        if (!nothing) {
            box.getChildren().add(line(text("bulk.means", plan.action())));
        }
        int skipped = plan.skipped().stream().mapToInt(Bulk.Reason::count).sum();
        if (skipped > 0) {
            var left = line(TEXTS.get("bulk.skipped", skipped, RunActions.reasons(plan.skipped())));
            left.setId("bulk-skipped");
            box.getChildren().add(left);
        }
        if (plan.more()) {
            box.getChildren().add(line(TEXTS.get("bulk.more", Spans.count(plan.total()))));
        }
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setVisible(false);
        progress.getStyleClass().add("muted");
        progress.setId("bulk-progress");
        act.setId("bulk-do");
        act.setText(text("bulk.do", plan.action()));
        act.setDefaultButton(true);
        act.getStyleClass().add(plan.action() == BulkAction.CANCEL ? Styles.DANGER : Styles.ACCENT);
        act.setOnAction(_ -> begin());
        act.setVisible(!nothing);
        act.setManaged(!nothing);
        if (!nothing && model.wantsName(plan)) {
            name.setId("bulk-name");
            name.setPromptText(cluster);
            act.setDisable(true);
            name.textProperty().subscribe(typed -> act.setDisable(!typed.equals(cluster)));
            box.getChildren().addAll(line(TEXTS.get("bulk.name", cluster)), name);
        }
        cancel.setId("bulk-cancel");
        cancel.setCancelButton(true);
        cancel.setText(TEXTS.get(nothing ? "bulk.close" : "bulk.giveup"));
        cancel.setOnAction(_ -> giveUp());
        var buttons = new HBox(8, cancel, act);
        buttons.setAlignment(Pos.CENTER_RIGHT);
        bar.managedProperty().bind(bar.visibleProperty());
        progress.managedProperty().bind(bar.visibleProperty());
        box.getChildren().addAll(bar, progress, buttons);
        modal.setAlignment(Pos.CENTER);
        // Esc is the cancel button then.
        modal.setPersistent(name.getParent() != null);
        modal.show(box);
        if (name.getScene() != null) {
            name.requestFocus();
        } else {
            (nothing ? cancel : act).requestFocus();
        }
    }

    private static Label line(String text) {
        var line = new Prose(text);
        return line;
    }

    private void giveUp() {
        if (under) {
            model.stop();
            cancel.setDisable(true);
        } else {
            modal.hide(true);
        }
    }

    private void begin() {
        under = true;
        act.setDisable(true);
        cancel.setText(TEXTS.get("bulk.stop"));
        bar.setVisible(true);
        // A click beside it must not hide what is under way.
        modal.setPersistent(true);
        following = model.progressProperty().subscribe(this::follow);
        model.act(plan, this::ended, this::failed);
    }

    private void follow(@Nullable Progress at) {
        if (at != null) {
            acted = at.acted();
            bar.setProgress(at.part());
            progress.setText(
                    TEXTS.get("bulk.progress", Spans.count(at.done()), Spans.count(plan.total())));
        }
    }

    private void close() {
        if (following != null) {
            following.unsubscribe();
        }
        modal.setPersistent(false);
        modal.hide(true);
    }

    private void ended(Progress at) {
        close();
        String done = text("bulk.done", plan.action(), at.acted(), Spans.count(at.acted()));
        if (!at.refused().isEmpty()) {
            done += " " + TEXTS.get("bulk.refused", RunActions.reasons(at.refused()));
        }
        if (at.done() < plan.total()) {
            done += " " + TEXTS.get("bulk.stopped", Spans.count(plan.total() - at.done()));
        }
        if (plan.action() == BulkAction.CANCEL || at.acted() == 0) {
            notices.done(done);
            return;
        }
        actions.setUndo(this::undo);
        notices.done(done, TEXTS.get("bulk.undo"), actions::undo);
    }

    private void failed(CarillonException refusal) {
        close();
        notices.failed(text("bulk.failed", plan.action()), refusal);
        String part = TEXTS.get("bulk.part", Spans.count(acted), Spans.count(plan.total()));
        if (plan.action() == BulkAction.CANCEL) {
            notices.done(part);
            return;
        }
        actions.setUndo(this::undo);
        notices.done(part, TEXTS.get("bulk.undo"), actions::undo);
    }

    private void undo() {
        var slow = new SlowSheet(desk.modal(), desk.link().background());
        slow.begin(TEXTS.get("bulk.undoing"), TEXTS.get("bulk.stop"), model::stop);
        model.undo(
                plan,
                step -> {
                    int undone = undone(step);
                    slow.show(
                            undone,
                            step.done(),
                            TEXTS.get(
                                    "bulk.progress",
                                    Spans.count(undone),
                                    Spans.count(step.done())));
                },
                step -> {
                    slow.end();
                    String said =
                            TEXTS.get(
                                    "bulk.undone",
                                    RunActions.reasons(step.refused()),
                                    step.refused().size());
                    int left = step.done() - undone(step);
                    notices.done(
                            left > 0 ? TEXTS.get("bulk.undone.stopped", Spans.count(left)) : said);
                },
                refusal -> {
                    slow.end();
                    notices.failed(TEXTS.get("bulk.not.undone"), refusal);
                });
    }

    private static int undone(Bulk step) {
        return step.undone() == null ? 0 : step.undone();
    }
}
