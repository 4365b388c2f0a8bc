package dev.carillon.console.jobs;

import dev.carillon.api.Carillon.Backfilled;
import dev.carillon.api.JobView;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.Sheet;
import dev.carillon.console.words.Sentence;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.time.ZoneId;

/// Asks for a range, shows which due times are in it, and makes runs for exactly those.
final class BackfillSheet {
    private static final Texts TEXTS = Texts.of(BackfillSheet.class);
    private final Desk desk;
    private final JobView job;
    private final BackfillModel model;
    private final Label shown = new Prose();
    private final Label problem = new Prose();

    BackfillSheet(Desk desk, JobView job, BackfillModel model) {
        this.desk = desk;
        this.job = job;
        this.model = model;
    }

    void open() {
        var today = LocalDate.ofInstant(desk.link().clock().instant(), ZoneId.systemDefault());
        var from = field("backfill-from", today.minusDays(7).toString());
        var until = field("backfill-until", today.toString());
        var schedule = new ComboBox<String>();
        schedule.setId("backfill-schedule");
        schedule.getItems().add(TEXTS.get("backfill.all"));
        job.schedules().forEach(each -> schedule.getItems().add(each.id()));
        schedule.getSelectionModel().select(0);
        schedule.setMaxWidth(Double.MAX_VALUE);
        var range =
                new HBox(
                        12,
                        labelled(TEXTS.get("backfill.from"), from),
                        labelled(TEXTS.get("backfill.until"), until));
        range.getChildren().forEach(each -> HBox.setHgrow(each, Priority.ALWAYS));
        var about = new Prose(TEXTS.get("backfill.about"));
        about.getStyleClass().add("muted");
        shown.setId("backfill-shown");
        problem.getStyleClass().add("field-problem");
        var sheet =
                new Sheet(
                        desk.modal(),
                        "backfill-sheet",
                        TEXTS.get("backfill.title", job.key()),
                        520,
                        about,
                        range,
                        labelled(TEXTS.get("backfill.schedule"), schedule),
                        shown,
                        problem);
        for (var text : new Label[] {shown, problem}) {
            text.managedProperty().bind(text.textProperty().isNotEmpty());
        }
        sheet.button("backfill-cancel", TEXTS.get("cancel"), sheet::close);
        sheet.button(
                        "backfill-preview",
                        TEXTS.get("backfill.preview"),
                        () -> model.preview(from.getText(), until.getText(), chosen(schedule)))
                .setDefaultButton(false);
        var make =
                sheet.action(
                        "backfill-make",
                        TEXTS.get("backfill.make"),
                        () -> model.make(desk.notices(), sheet::close));
        make.setDefaultButton(false);
        model.previewProperty().subscribe(found -> show(found, make));
        model.problemProperty().subscribe(text -> problem.setText(Sentence.begin(text)));
        from.textProperty().subscribe((_, _) -> model.forget());
        until.textProperty().subscribe((_, _) -> model.forget());
        schedule.valueProperty().subscribe((_, _) -> model.forget());
        sheet.openForm();
        from.requestFocus();
    }

    private static @Nullable String chosen(ComboBox<String> schedule) {
        return schedule.getSelectionModel().getSelectedIndex() <= 0 ? null : schedule.getValue();
    }

    private void show(@Nullable Backfilled found, Button make) {
        make.setDisable(found == null || found.due().isEmpty());
        if (found == null) {
            shown.setText("");
            make.setText(TEXTS.get("backfill.make"));
        } else if (found.due().isEmpty()) {
            shown.setText(TEXTS.get("backfill.none"));
        } else {
            var zone = ZoneId.systemDefault();
            shown.setText(
                    TEXTS.get(
                            "backfill.shown",
                            found.due().size(),
                            Spans.full(found.due().getFirst().nominal(), zone),
                            Spans.full(found.due().getLast().nominal(), zone)));
            make.setText(TEXTS.get("backfill.make.count", found.due().size()));
        }
    }

    private static TextField field(String id, String text) {
        var field = new TextField(text);
        field.setId(id);
        field.setPromptText(TEXTS.get("backfill.prompt"));
        return field;
    }

    private static VBox labelled(String text, Node node) {
        var label = new Label(text);
        label.getStyleClass().add("field-label");
        label.setLabelFor(node);
        return new VBox(4, label, node);
    }
}
