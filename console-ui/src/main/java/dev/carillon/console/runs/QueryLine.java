package dev.carillon.console.runs;

import dev.carillon.console.parts.Suggestions;
import dev.carillon.console.runs.Completion.Suggestion;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;

/// Where the query is written, with a list of how it can go on. By keyboard: Down and Up choose, Tab or Enter takes,
/// Escape closes.
final class QueryLine {
    private static final Texts TEXTS = Texts.of(QueryLine.class);
    private static final int MOST_ROWS = 10;

    private final RunsModel model;
    private final Consumer<String> search;
    private final TextField field = new TextField();
    private final Suggestions<Suggestion> list =
            new Suggestions<>("runs-suggestions", TEXTS.get("suggestions.name"), this::take);
    private boolean quiet;
    private boolean leading;

    /// @param search gets the query when it is to be looked for
    QueryLine(RunsModel model, Consumer<String> search) {
        this.model = model;
        this.search = search;
        field.setId("runs-query");
        field.getStyleClass().addAll("mono", "query-line");
        field.setPromptText(TEXTS.get("query.prompt"));
        field.setAccessibleText(TEXTS.get("query"));
        list.setManaged(false);
        list.setVisible(false);
        list.setCellFactory(_ -> new SuggestionCell());
        field.textProperty().subscribe(_ -> complete());
        field.caretPositionProperty().subscribe(_ -> complete());
        field.focusedProperty().subscribe(this::focusChanged);
        field.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        field.addEventFilter(KeyEvent.KEY_TYPED, this::typed);
        model.suggestionsProperty().subscribe(this::offer);
    }

    TextField field() {
        return field;
    }

    /// Lies over the screen, below the line.
    ListView<Suggestion> list() {
        return list;
    }

    /// Puts the keyboard into it. The key that led there is not part of the text.
    void focus() {
        leading = true;
        field.requestFocus();
        field.end();
    }

    private void typed(KeyEvent event) {
        if (leading && event.getCharacter().equals("/")) {
            event.consume();
        }
        leading = false;
    }

    void setText(String text) {
        quiet = true;
        field.setText(text);
        field.end();
        quiet = false;
    }

    private void focusChanged(boolean focused) {
        if (!focused) {
            model.endCompletion();
        }
    }

    private void complete() {
        if (!quiet && field.isFocused()) {
            model.complete(field.getText(), field.getCaretPosition());
        }
    }

    private void offer(List<Suggestion> found) {
        boolean written = found.size() == 1 && begun().equalsIgnoreCase(found.getFirst().text());
        list.getItems().setAll(found);
        list.setVisible(!found.isEmpty() && !written && field.isFocused());
        if (list.isVisible() && list.getParent() instanceof Region parent) {
            var place = parent.sceneToLocal(field.localToScene(0, field.getHeight() + 2));
            list.resizeRelocate(place.getX(), place.getY(), 420, list.height(MOST_ROWS));
            list.getSelectionModel().clearSelection();
        }
    }

    private String begun() {
        return Completion.at(field.getText(), field.getCaretPosition()).begun();
    }

    private void key(KeyEvent pressed) {
        boolean open = list.isVisible();
        boolean chosen = list.isChosen();
        switch (pressed.getCode()) {
            case DOWN -> {
                if (!open) {
                    model.complete(field.getText(), field.getCaretPosition());
                }
                list.move(1);
            }
            case UP -> list.move(-1);
            case ENTER -> {
                if (open && chosen) {
                    take();
                } else {
                    model.endCompletion();
                    search.accept(field.getText().strip());
                }
            }
            case TAB -> {
                if (!open || pressed.isShiftDown()) {
                    return;
                }
                if (!chosen) {
                    list.move(1);
                }
                take();
            }
            case ESCAPE -> {
                if (!open) {
                    return;
                }
                model.endCompletion();
            }
            default -> {
                return;
            }
        }
        pressed.consume();
    }

    private void take() {
        var chosen = list.getSelectionModel().getSelectedItem();
        if (chosen == null) {
            return;
        }
        String text = field.getText();
        var completion = Completion.at(text, field.getCaretPosition());
        quiet = true;
        field.setText(completion.applied(text, chosen));
        field.positionCaret(Math.min(field.getLength(), completion.caretAfter(chosen)));
        quiet = false;
        model.complete(field.getText(), field.getCaretPosition());
    }

    private static final class SuggestionCell extends ListCell<Suggestion> {
        private final Label text = new Label();
        private final Label hint = new Label();
        private final HBox row = new HBox(12, text, hint);

        private SuggestionCell() {
            text.getStyleClass().add("mono");
            text.setMinWidth(90);
            row.setAlignment(Pos.CENTER_LEFT);
            hint.getStyleClass().add("hint");
            HBox.setHgrow(hint, Priority.ALWAYS);
        }

        @Override
        protected void updateItem(@Nullable Suggestion found, boolean empty) {
            super.updateItem(found, empty);
            if (empty || found == null) {
                setGraphic(null);
                return;
            }
            text.setText(found.text());
            hint.setText(found.hint());
            setAccessibleText(found.text() + " " + found.hint());
            setGraphic(row);
        }
    }
}
