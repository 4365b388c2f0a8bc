package dev.carillon.console.jobs;

import atlantafx.base.theme.Styles;

import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobView;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.jobs.JobBulkModel.Plan;
import dev.carillon.console.jobs.JobBulkModel.Progress;
import dev.carillon.console.jobs.JobBulkModel.Refusal;
import dev.carillon.console.jobs.JobBulkModel.What;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.Sheet;
import dev.carillon.console.words.Sentence;
import dev.carillon.console.words.Texts;

import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Shows to which jobs something would be done and which are left out, does it with progress, and lists those that
/// refused.
final class JobBulkDialog {
    private static final Texts TEXTS = Texts.of(JobBulkDialog.class);
    private static final int MOST_NAMED = 12;
    private static final int MOST_REFUSED = 200;
    private static final double WIDTH = 520;
    private static final double LIST = 220;

    private final Desk desk;
    private final JobBulkModel model;
    private final JobActions actions;
    private final Plan plan;
    private final String what;

    private JobBulkDialog(Desk desk, JobActions actions, Plan plan) {
        this.desk = desk;
        this.actions = actions;
        this.plan = plan;
        model = new JobBulkModel(desk.link());
        what = JobActions.key(plan.what());
    }

    /// Shows what would be done. About one job alone nothing is asked but what has to be known.
    static void show(Desk desk, JobActions actions, Plan plan) {
        if (plan.jobs().size() == 1 && plan.what() != What.RESUME) {
            actions.act(plan);
        } else {
            new JobBulkDialog(desk, actions, plan).ask();
        }
    }

    private boolean several() {
        return plan.jobs().size() > 1;
    }

    private void ask() {
        int count = plan.jobs().size();
        var content = new VBox(12);
        if (plan.what() != What.RESUME) {
            content.getChildren().add(new Prose(TEXTS.get(what + ".effect")));
        }
        if (several()) {
            content.getChildren().add(names(plan.jobs().stream().map(JobView::key).toList()));
        }
        if (plan.skipped() > 0) {
            var left = new Prose(TEXTS.get(what + ".skipped", plan.skipped()));
            left.setId("jobs-bulk-skipped");
            content.getChildren().add(left);
        }
        var missed = new ToggleGroup();
        if (plan.what() == What.RESUME) {
            content.getChildren().add(choices(missed));
        }
        var name = new TextField();
        name.setId("jobs-bulk-name");
        String cluster = desk.link().profile().name();
        boolean wantsName = model.wantsName(plan);
        if (wantsName) {
            var label = new Prose(TEXTS.get("preview.type", cluster));
            label.setLabelFor(name);
            content.getChildren().add(new VBox(6, label, name));
        }
        var sheet =
                new Sheet(
                        desk.modal(),
                        "jobs-bulk",
                        several()
                                ? TEXTS.get(what + ".title", count)
                                : TEXTS.get("resume.title.one", plan.jobs().getFirst().key()),
                        WIDTH,
                        content);
        sheet.button("jobs-bulk-cancel", TEXTS.get("cancel"), sheet::close).setCancelButton(true);
        var act =
                sheet.action(
                        "jobs-bulk-do",
                        several() ? TEXTS.get(what + ".do", count) : TEXTS.get("resume.do.one"),
                        () -> act(chosen(missed)));
        if (plan.what() == What.DELETE) {
            act.getStyleClass().setAll("button", Styles.DANGER);
        }
        if (wantsName) {
            act.setDisable(true);
            name.textProperty().subscribe(typed -> act.setDisable(!typed.strip().equals(cluster)));
            sheet.openForm();
            name.requestFocus();
        } else {
            sheet.open();
            if (missed.getSelectedToggle() instanceof RadioButton first) {
                first.requestFocus();
            } else {
                act.requestFocus();
            }
        }
    }

    private static VBox choices(ToggleGroup group) {
        var choices = new VBox(10);
        for (var policy : CatchUp.Policy.values()) {
            String name = policy.name().toLowerCase(Locale.ROOT);
            var choice = new RadioButton(TEXTS.get("resume." + name));
            choice.setId("resume-" + name);
            choice.setWrapText(true);
            choice.setToggleGroup(group);
            choice.setUserData(policy);
            choice.setSelected(policy == CatchUp.Policy.NONE);
            choices.getChildren().add(choice);
        }
        return choices;
    }

    private static CatchUp.Policy chosen(ToggleGroup group) {
        var chosen = group.getSelectedToggle();
        return chosen == null ? CatchUp.Policy.NONE : (CatchUp.Policy) chosen.getUserData();
    }

    private static Label names(List<String> jobs) {
        String more =
                jobs.size() > MOST_NAMED
                        ? "\n" + TEXTS.get("preview.more", jobs.size() - MOST_NAMED)
                        : "";
        var names =
                new Label(jobs.stream().limit(MOST_NAMED).collect(Collectors.joining("\n")) + more);
        names.getStyleClass().add("mono");
        return names;
    }

    private void act(CatchUp.Policy missed) {
        var following = follow(TEXTS.get(what + ".under", plan.jobs().size()), plan.jobs().size());
        model.act(
                plan.missing(missed),
                at -> {
                    following.unsubscribe();
                    end(what, at);
                    actions.acted(plan, at, () -> undo(at.acted()));
                },
                refusal -> {
                    following.unsubscribe();
                    desk.modal().hide(true);
                    actions.failed(plan, refusal);
                });
    }

    private void undo(List<String> acted) {
        var following = follow(TEXTS.get("undone.under", acted.size()), acted.size());
        model.undo(
                plan,
                acted,
                at -> {
                    following.unsubscribe();
                    end("undone", at);
                    actions.undone(at);
                });
    }

    // Nothing but Stop ends what is under way.
    private Subscription follow(String title, int total) {
        var bar = new ProgressBar(0);
        bar.setId("jobs-bulk-bar");
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText(title);
        var done = new Label();
        done.setId("jobs-bulk-progress");
        done.getStyleClass().add("muted");
        var sheet = new Sheet(desk.modal(), "jobs-bulk", title, WIDTH, new VBox(8, bar, done));
        var stop = sheet.button("jobs-bulk-stop", TEXTS.get("bulk.stop"), () -> {});
        stop.setOnAction(
                _ -> {
                    model.stop();
                    stop.setDisable(true);
                    stop.setText(TEXTS.get("bulk.stopping"));
                });
        sheet.openForm(stop::fire);
        stop.requestFocus();
        return model.progressProperty()
                .subscribe(
                        at -> {
                            if (at != null) {
                                bar.setProgress(at.part());
                                done.setText(TEXTS.get("bulk.progress", at.done(), total));
                            }
                        });
    }

    // Those that refused stay in sight until they are read.
    private void end(String of, Progress at) {
        if (at.refused().isEmpty()) {
            desk.modal().hide(true);
            return;
        }
        var lines = new VBox(6);
        at.refused().stream()
                .limit(MOST_REFUSED)
                .map(JobBulkDialog::line)
                .forEach(lines.getChildren()::add);
        if (at.refused().size() > MOST_REFUSED) {
            lines.getChildren()
                    .add(new Label(TEXTS.get("preview.more", at.refused().size() - MOST_REFUSED)));
        }
        var scroll = new ScrollPane(lines);
        scroll.setId("jobs-bulk-refused");
        scroll.setFitToWidth(true);
        scroll.setMaxHeight(LIST);
        scroll.getStyleClass().addAll("plain-scroll", "key-scroll");
        // Its lines are read by arrows.
        scroll.setFocusTraversable(true);
        scroll.setAccessibleText(TEXTS.get("bulk.refused.name"));
        var sheet =
                new Sheet(
                        desk.modal(),
                        "jobs-bulk",
                        TEXTS.get(of + ".refused", at.refused().size()),
                        WIDTH,
                        scroll);
        var close = sheet.action("jobs-bulk-close", TEXTS.get("bulk.close"), sheet::close);
        close.setCancelButton(true);
        sheet.open();
        close.requestFocus();
    }

    private static Prose line(Refusal refusal) {
        return new Prose(
                TEXTS.get(
                        "bulk.refusal", refusal.job(), Sentence.begin(refusal.why().getMessage())));
    }
}
