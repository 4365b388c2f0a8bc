package dev.carillon.console.editor;

import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// A step in the list: its name, what it does, what it comes after, and whether something is wrong with it.
final class StepCell extends ListCell<Integer> {
    private static final Texts TEXTS = Texts.of(StepCell.class);
    private static final double NAME = 150;
    private static final double KIND = 44;

    private final StepsModel model;
    private final Label name = new Label();
    private final Label kind = new Label();
    private final Label after = new Label();
    private final FontIcon wrong = new FontIcon(Feather.ALERT_CIRCLE);
    private final HBox row = new HBox(10, name, kind, after, wrong);

    StepCell(StepsModel model) {
        this.model = model;
        name.getStyleClass().add("job-name");
        name.setMinWidth(NAME);
        name.setMaxWidth(NAME);
        kind.getStyleClass().add("hint");
        kind.setMinWidth(KIND);
        kind.setMaxWidth(KIND);
        after.getStyleClass().add("hint");
        after.setMinWidth(0);
        after.setMaxWidth(Double.MAX_VALUE);
        after.setTextOverrun(OverrunStyle.ELLIPSIS);
        HBox.setHgrow(after, Priority.ALWAYS);
        wrong.getStyleClass().add("step-wrong");
        wrong.managedProperty().bind(wrong.visibleProperty());
        row.setAlignment(Pos.CENTER_LEFT);
        // The list does not scroll sideways for a long line.
        setPrefWidth(0);
    }

    @Override
    protected void updateItem(@Nullable Integer step, boolean empty) {
        super.updateItem(step, empty);
        var rows = model.rowsProperty().get();
        setText(null);
        if (empty || step == null || step >= rows.size()) {
            setGraphic(null);
            setTooltip(null);
            setAccessibleText(null);
            return;
        }
        var shown = rows.get(step);
        name.setText(shown.name().isEmpty() ? TEXTS.get("step.nameless") : shown.name());
        kind.setText(shown.kind());
        after.setText(shown.after());
        wrong.setVisible(!shown.problem().isEmpty());
        setTooltip(shown.problem().isEmpty() ? null : new Tooltip(shown.problem()));
        setAccessibleText(
                TEXTS.get(
                        "step.accessible",
                        name.getText(),
                        shown.kind(),
                        shown.after(),
                        shown.problem()));
        setGraphic(row);
    }
}
