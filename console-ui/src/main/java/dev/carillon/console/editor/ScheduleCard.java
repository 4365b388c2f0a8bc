package dev.carillon.console.editor;

import atlantafx.base.theme.Styles;

import dev.carillon.api.Json;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.Reveal;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/// One schedule of the form: its fields, what it means in words, and when it is due next.
final class ScheduleCard extends VBox {
    static final List<String> KINDS =
            List.of("cron", "every", "delay", "interval", "businessDay", "at");
    private static final Texts TEXTS = Texts.of(ScheduleCard.class);
    private static final List<String> LOCAL = List.of("cron", "interval", "businessDay");
    private static final Map<String, String> SAMPLES =
            Map.of(
                    "cron", "\"0 6 * * *\"",
                    "every", "\"15m\"",
                    "delay", "\"10m\"",
                    "interval", "\"1 month\"",
                    "businessDay", "1",
                    "at", "\"2027-01-01T06:00:00Z\"");
    private static final int COLUMNS = 2;

    private final EditorModel model;
    private final YamlPath path;
    private final InstantSource clock;
    private final Label words = new Prose();
    private final Label problem = new Prose();
    private final VBox notes = new VBox(2);
    private final GridPane next = new GridPane(18, 2);

    ScheduleCard(EditorModel model, FormFields fields, int index, InstantSource clock) {
        super(8);
        this.model = model;
        this.clock = clock;
        path = YamlPath.of("schedules", index);
        getStyleClass().add("card");
        setId("schedule-" + index);
        String kind = kind(model.yaml(), index);
        getChildren().add(head(kind, index));
        var grid = new GridPane(10, 8);
        grid.getStyleClass().add("form-grid");
        var shown = new java.util.ArrayList<Node>();
        if (!kind.isEmpty()) {
            shown.add(
                    kind.equals("businessDay")
                            ? fields.number("schedule.businessDay", path.then(kind), "1")
                            : fields.text("schedule." + kind, path.then(kind), ""));
        }
        if (LOCAL.contains(kind)) {
            shown.add(fields.text("schedule.zone", path.then("zone"), "UTC"));
        }
        if (kind.equals("interval")) {
            shown.add(fields.text("schedule.first", path.then("first"), "2027-01-31T06:00"));
        }
        if (kind.equals("businessDay")) {
            shown.add(fields.text("schedule.time", path.then("time"), "06:00"));
        }
        shown.add(fields.text("schedule.id", path.then("id"), TEXTS.get("made")));
        if (!kind.equals("delay")) {
            shown.add(fields.names("schedule.except", path.then("except"), TEXTS.get("calendars")));
        }
        if (LOCAL.contains(kind)) {
            shown.add(
                    fields.choice(
                            "schedule.gap",
                            path.then("dst").then("gap"),
                            List.of("run-after", "skip"),
                            "run-after"));
            shown.add(
                    fields.choice(
                            "schedule.overlap",
                            path.then("dst").then("overlap"),
                            List.of("once", "twice"),
                            "once"));
        }
        FormPane.place(grid, shown);
        words.getStyleClass().add("schedule-words");
        words.setId("schedule-words-" + index);
        problem.getStyleClass().add("field-problem");
        problem.managedProperty().bind(problem.textProperty().isNotEmpty());
        notes.managedProperty().bind(notes.visibleProperty());
        getChildren().addAll(grid, words, problem, notes, next);
        heightProperty().subscribe(_ -> Reveal.again(this));
    }

    /// Which of the kinds a schedule is; empty when it says none.
    static String kind(YamlText yaml, int index) {
        var schedule = yaml.at(YamlPath.of("schedules", index));
        return KINDS.stream().filter(schedule::has).findFirst().orElse("");
    }

    private Node head(String kind, int index) {
        var kinds = new ComboBox<String>();
        kinds.setId("schedule-kind-" + index);
        kinds.getItems().setAll(KINDS);
        kinds.setValue(kind.isEmpty() ? null : kind);
        kinds.setAccessibleText(TEXTS.get("schedule.kind"));
        kinds.valueProperty().subscribe((was, is) -> change(was, is));
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var remove = new Button("", new FontIcon(Feather.TRASH_2));
        remove.setId("schedule-remove-" + index);
        remove.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT);
        remove.setAccessibleText(TEXTS.get("schedule.remove"));
        remove.setOnAction(_ -> model.set(path, null));
        var head = new HBox(8, kinds, space, remove);
        head.setAlignment(Pos.CENTER_LEFT);
        return head;
    }

    // Keys that the new kind has not go with the old one.
    private void change(String was, String is) {
        if (is == null || is.equals(was)) {
            return;
        }
        var next = Json.mapper().createObjectNode();
        var before = model.yaml().at(path);
        before.forEachEntry(
                (key, value) -> {
                    boolean local = List.of("zone", "dst", "roll").contains(key);
                    boolean common =
                            List.of("id", "from", "until", "jitter", "except", "only")
                                    .contains(key);
                    if (common || local && LOCAL.contains(is)) {
                        next.set(key, value);
                    }
                });
        next.set(is, Json.mapper().readTree(SAMPLES.get(is)));
        if (is.equals("interval")) {
            next.put("first", "2027-01-31T06:00");
        } else if (is.equals("businessDay")) {
            next.put("time", "06:00");
        }
        model.set(path, next);
    }

    void explain(Explanation explanation) {
        words.setText(explanation.words());
        String why = explanation.problem();
        problem.setText(why == null ? "" : why);
        notes.getChildren().clear();
        for (var note : explanation.notes()) {
            var text = new Prose(note.text());
            text.setGraphic(new FontIcon(Feather.ALERT_TRIANGLE));
            text.getStyleClass().add("schedule-note");
            notes.getChildren().add(text);
        }
        notes.setVisible(!notes.getChildren().isEmpty());
        next.getChildren().clear();
        var zone = ZoneId.systemDefault();
        Instant now = clock.instant();
        int rows = Math.ceilDiv(explanation.next().size(), COLUMNS);
        for (int i = 0; i < explanation.next().size(); i++) {
            var at = explanation.next().get(i);
            var text = new Label(Spans.full(at, zone));
            text.getStyleClass().add("hint");
            text.setAccessibleText(Spans.full(at, zone) + ", " + Spans.distance(at, now));
            next.add(text, i / rows, i % rows);
        }
    }
}
