package dev.carillon.console.editor;

import dev.carillon.console.parts.Suggestions;
import dev.carillon.console.words.Texts;

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
    private static final double WIDTH = 360;
    private static final int MOST_ROWS = 8;

    private final JobNamesModel model;
    private final Supplier<@Nullable String> except;
    private final TextField field;
    private final Suggestions<String> list =
            new Suggestions<>("job-names", TEXTS.get("job.names"), this::take);
    private final Popup popup = new Popup();
    private Subscription following = Subscription.EMPTY;
    private boolean taking;

    private JobNames(JobNamesModel model, Supplier<@Nullable String> except, TextField field) {
        this.model = model;
        this.except = except;
        this.field = field;
        list.setPrefWidth(WIDTH);
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
        list.setPrefHeight(list.height(MOST_ROWS));
        list.getSelectionModel().clearSelection();
        var below = field.localToScreen(0, field.getHeight() + 2);
        if (below != null) {
            popup.show(field, below.getX(), below.getY());
        }
    }

    private void key(KeyEvent pressed) {
        boolean open = popup.isShowing();
        boolean chosen = list.isChosen();
        switch (pressed.getCode()) {
            case DOWN -> {
                if (open) {
                    list.move(1);
                } else {
                    look();
                }
            }
            case UP -> {
                if (!open) {
                    return;
                }
                list.move(-1);
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
