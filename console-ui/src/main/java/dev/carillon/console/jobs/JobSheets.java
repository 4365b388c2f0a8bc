package dev.carillon.console.jobs;

import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobView;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.Sheet;
import dev.carillon.console.words.Texts;

import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.VBox;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// What is asked before something is done to jobs.
final class JobSheets {
    private static final Texts TEXTS = Texts.of(JobSheets.class);
    private static final int MOST_NAMED = 12;
    private static final double WIDTH = 480;

    private final Desk desk;

    JobSheets(Desk desk) {
        this.desk = desk;
    }

    /// Asks what becomes of the due times that passed while the jobs were paused.
    void resume(List<JobView> jobs, Consumer<CatchUp.Policy> chosen) {
        var group = new ToggleGroup();
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
        var sheet =
                new Sheet(
                        desk.modal(),
                        "resume-sheet",
                        jobs.size() == 1
                                ? TEXTS.get("resume.title.one", jobs.getFirst().key())
                                : TEXTS.get("resume.title.many", jobs.size()),
                        WIDTH,
                        choices);
        sheet.button("resume-cancel", TEXTS.get("cancel"), sheet::close);
        sheet.action(
                "resume-do",
                TEXTS.get("resume.do"),
                () -> {
                    sheet.close();
                    chosen.accept((CatchUp.Policy) group.getSelectedToggle().getUserData());
                });
        sheet.open();
        choices.getChildren().getFirst().requestFocus();
    }

    /// Shows which jobs something is done to; a production cluster's name has to be written. One job alone is not asked
    /// about: it can be undone.
    ///
    /// @param what `pause` or `delete`
    void preview(String what, List<JobView> jobs, Runnable action) {
        if (jobs.size() < 2) {
            action.run();
            return;
        }
        var names =
                new Label(
                        jobs.stream()
                                        .limit(MOST_NAMED)
                                        .map(JobView::key)
                                        .collect(Collectors.joining("\n"))
                                + (jobs.size() > MOST_NAMED
                                        ? "\n" + TEXTS.get("preview.more", jobs.size() - MOST_NAMED)
                                        : ""));
        names.getStyleClass().add("mono");
        var effect = new Prose(TEXTS.get(what + ".effect"));
        var content = new VBox(12, effect, names);
        var typed = new TextField();
        typed.setId("preview-name");
        String cluster = desk.link().profile().name();
        boolean ask = desk.link().profile().production();
        if (ask) {
            var label = new Prose(TEXTS.get("preview.type", cluster));
            label.setLabelFor(typed);
            content.getChildren().addAll(label, typed);
        }
        var sheet =
                new Sheet(
                        desk.modal(),
                        "preview-sheet",
                        TEXTS.get(what + ".title", jobs.size()),
                        WIDTH,
                        content);
        sheet.button("preview-cancel", TEXTS.get("cancel"), sheet::close);
        var button =
                sheet.danger(
                        "preview-do",
                        TEXTS.get(what + ".do", jobs.size()),
                        () -> {
                            sheet.close();
                            action.run();
                        });
        if (ask) {
            button.disableProperty().bind(typed.textProperty().isNotEqualTo(cluster));
        }
        sheet.open();
        (ask ? typed : button).requestFocus();
    }
}
