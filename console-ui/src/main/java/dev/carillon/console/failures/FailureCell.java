package dev.carillon.console.failures;

import dev.carillon.api.FailureView;
import dev.carillon.console.parts.Columns;
import dev.carillon.console.words.OneLine;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

import java.time.Instant;
import java.util.function.Supplier;

/// A group as two lines: how often and which job, and what the error says.
final class FailureCell extends ListCell<FailureView> {
    private static final Texts TEXTS = Texts.of(FailureCell.class);
    private final Supplier<Instant> now;
    private final Label count = new Label();
    private final Label job = new Label();
    private final FailurePill pill = new FailurePill();
    private final Label message = new Label();
    private final Label seen = new Label();
    private final Label assignee = new Label();
    private final SparkLine spark = new SparkLine();
    private final HBox box;

    FailureCell(Supplier<Instant> now) {
        this.now = now;
        count.getStyleClass().add("failure-count");
        job.getStyleClass().add("heading");
        message.getStyleClass().addAll("mono", "failure-message");
        seen.getStyleClass().add("muted");
        assignee.getStyleClass().add("muted");
        assignee.setMinWidth(USE_PREF_SIZE);
        var first = new HBox(8, job, pill);
        first.setAlignment(Pos.CENTER_LEFT);
        seen.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(seen, Priority.ALWAYS);
        var third = new HBox(8, seen, assignee);
        var middle = new VBox(3, first, message, third);
        middle.setAlignment(Pos.CENTER_LEFT);
        middle.setMinWidth(0);
        HBox.setHgrow(middle, Priority.ALWAYS);
        box = new HBox(12, count, middle, spark);
        box.setAlignment(Pos.CENTER_LEFT);
        // No wider than the list: long messages are cut.
        box.setPrefWidth(0);
        Columns.whole(message, () -> getItem() == null ? null : getItem().message());
    }

    @Override
    protected void updateItem(FailureView group, boolean empty) {
        super.updateItem(group, empty);
        if (empty || group == null) {
            setGraphic(null);
            setAccessibleText("");
            return;
        }
        count.setText(Spans.count(group.count()));
        job.setText(group.job());
        pill.setGroup(group, now.get());
        message.setText(OneLine.of(group.message()));
        seen.setText(
                TEXTS.get(
                        "seen",
                        Spans.distance(group.lastAt(), now.get()),
                        Spans.distance(group.firstAt(), now.get())));
        assignee.setText(group.assignee() == null ? "" : TEXTS.get("cares", group.assignee()));
        spark.setCounts(group.perHour());
        setAccessibleText(
                TEXTS.get("cell", group.count(), group.job(), pill.getText(), message.getText()));
        setGraphic(box);
    }
}
