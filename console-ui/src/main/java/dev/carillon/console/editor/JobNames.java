package dev.carillon.console.editor;

import dev.carillon.console.words.Texts;

import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.stage.Popup;
import javafx.util.Subscription;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Supplier;

/// Offers the known jobs below a field in which the name of one is written: Down looks, Enter or Tab takes, Esc leaves.
final class JobNames {
    private static final Texts TEXTS = Texts.of(JobNames.class);
    private static final double ROW = 28;
    private static final double EDGE = 10;
    private static final double WIDTH = 360;
    private static final int MOST_ROWS = 8;

    private final JobNamesModel model;
    private final Supplier<@Nullable String> except;
    private final TextField field;
    private final ListView<String> list = new ListView<>();
    private final Popup popup = new Popup();
    private Subscription following = Subscription.EMPTY;
    private boolean taking;

    private JobNames(JobNamesModel model, Supplier<@Nullable String> except, TextField field) {
        this.model = model;
        this.except = except;
        this.field = field;
        list.setId("job-names");
        list.setAccessibleText(TEXTS.get("job.names"));
        list.setFocusTraversable(false);
        list.setFixedCellSize(ROW);
        list.setPrefWidth(WIDTH);
        list.getStyleClass().add("suggestions");
        list.setOnMouseClicked(_ -> take());
        popup.getContent().add(list);
        popup.setAutoHide(true);
        // The list is left by it, not what is around.
        popup.setHideOnEscape(false);
    }

    /// @param except the job whose flow it is, null for a new one
    static void offer(JobNamesModel model, Supplier<@Nullable String> except, TextField field) {
        var names = new JobNames(model, except, field);
        field.textProperty().subscribe((_, _) -> names.written());
        field.focusedProperty().subscribe(names::follow);
        field.addEventFilter(KeyEvent.KEY_PRESSED, names::key);
    }

    // Fields come and go with the step that is chosen; the model stays.
    private void follow(boolean focused) {
        if (focused) {
            following = model.namesProperty().subscribe(this::show);
        } else {
            model.end();
            following.unsubscribe();
            popup.hide();
        }
    }

    private void written() {
        if (field.isFocused() && !taking) {
            look();
        }
    }

    private void look() {
        model.complete(field.getText(), except.get());
    }

    private void show(List<String> names) {
        list.getItems().setAll(names);
        if (names.isEmpty() || !field.isFocused()) {
            popup.hide();
            return;
        }
        list.setPrefHeight(ROW * Math.min(MOST_ROWS, names.size()) + EDGE);
        list.getSelectionModel().clearSelection();
        var below = field.localToScreen(0, field.getHeight() + 2);
        if (below != null) {
            popup.show(field, below.getX(), below.getY());
        }
    }

    private void key(KeyEvent pressed) {
        boolean open = popup.isShowing();
        boolean chosen = list.getSelectionModel().getSelectedItem() != null;
        switch (pressed.getCode()) {
            case DOWN -> {
                if (open) {
                    move(1);
                } else {
                    look();
                }
            }
            case UP -> {
                if (!open) {
                    return;
                }
                move(-1);
            }
            case ENTER, TAB -> {
                if (!open || !chosen || pressed.isShiftDown()) {
                    return;
                }
                take();
            }
            case ESCAPE -> {
                if (!open) {
                    return;
                }
                model.end();
            }
            default -> {
                return;
            }
        }
        pressed.consume();
    }

    private void move(int by) {
        int count = list.getItems().size();
        int at = list.getSelectionModel().getSelectedIndex();
        int next = at < 0 ? (by > 0 ? 0 : count - 1) : Math.floorMod(at + by, count);
        list.getSelectionModel().select(next);
        list.scrollTo(next);
    }

    private void take() {
        String chosen = list.getSelectionModel().getSelectedItem();
        if (chosen != null) {
            taking = true;
            field.setText(chosen);
            field.end();
            taking = false;
            model.end();
        }
    }
}
