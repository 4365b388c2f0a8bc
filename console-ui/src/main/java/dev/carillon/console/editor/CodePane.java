package dev.carillon.console.editor;

import dev.carillon.console.editor.SchemaKeys.Suggestion;

import javafx.application.Platform;
import javafx.beans.value.ChangeListener;
import javafx.beans.value.ObservableValue;
import javafx.scene.AccessibleRole;
import javafx.scene.Scene;
import javafx.scene.TraversalDirection;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.stage.Popup;

import org.fxmisc.flowless.VirtualizedScrollPane;
import org.fxmisc.richtext.CodeArea;
import org.fxmisc.richtext.LineNumberFactory;
import org.fxmisc.richtext.model.StyleSpans;
import org.fxmisc.richtext.model.StyleSpansBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// The text of a job, with colours, line numbers, marks at errors, and completion by Ctrl+Space. Tab goes
/// further in, Ctrl+Tab out of it.
final class CodePane extends StackPane {
    private static final int MOST_COLOURED = 200_000;
    private static final double LIST_WIDTH = 460;

    private final CodeArea area = new CodeArea();
    private final Popup popup = new Popup();
    private final ListView<Suggestion> suggestions = new ListView<>();
    private boolean filling;
    private int from;

    /// @param written gets the text when a person changed it
    CodePane(Consumer<String> written) {
        area.setId("editor-text");
        area.getStyleClass().add("code");
        area.setParagraphGraphicFactory(LineNumberFactory.get(area));
        area.setAccessibleText("YAML");
        area.setAccessibleRole(AccessibleRole.TEXT_AREA);
        getStyleClass().add("code-pane");
        getChildren().add(new VirtualizedScrollPane<>(area));
        area.textProperty()
                .addListener(
                        (_, _, text) -> {
                            colour(text);
                            if (!filling) {
                                written.accept(text);
                            }
                        });
        area.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        suggestions.setPrefSize(LIST_WIDTH, 220);
        suggestions.getStyleClass().add("suggestions");
        suggestions.setCellFactory(_ -> new SuggestionCell());
        suggestions.setOnMouseClicked(_ -> take());
        suggestions.addEventFilter(KeyEvent.KEY_PRESSED, this::suggestionKey);
        popup.getContent().add(suggestions);
        popup.setAutoHide(true);
    }

    String getText() {
        return area.getText();
    }

    /// Puts another text in; what is alike stays, and so do the caret and what can be undone.
    void setText(String text) {
        String before = area.getText();
        if (before.equals(text)) {
            return;
        }
        int most = Math.min(before.length(), text.length());
        int start = 0;
        while (start < most && before.charAt(start) == text.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < most - start
                && before.charAt(before.length() - 1 - end)
                        == text.charAt(text.length() - 1 - end)) {
            end++;
        }
        filling = true;
        int caret = area.getCaretPosition();
        area.replaceText(start, before.length() - end, text.substring(start, text.length() - end));
        area.moveTo(Math.min(caret, text.length()));
        filling = false;
    }

    /// Whether a person can write in it.
    void setEditable(boolean editable) {
        area.setEditable(editable);
    }

    /// The text of another job, with nothing to undo.
    void begin(String text) {
        setText(text);
        area.getUndoManager().forgetHistory();
        area.moveTo(0);
        area.requestFollowCaret();
    }

    void mark(List<Problem> problems) {
        for (int i = 0; i < area.getParagraphs().size(); i++) {
            int line = i + 1;
            boolean bad = problems.stream().anyMatch(each -> each.line() == line);
            boolean was = !area.getParagraph(i).getParagraphStyle().isEmpty();
            if (bad != was) {
                area.setParagraphStyle(i, bad ? List.of("bad-line") : List.of());
            }
        }
    }

    /// Puts the caret at a place.
    void goTo(int line, int column) {
        int paragraph = Math.clamp(line - 1, 0, area.getParagraphs().size() - 1);
        area.moveTo(paragraph, Math.clamp(column - 1, 0, area.getParagraphLength(paragraph)));
        area.requestFollowCaret();
        area.requestFocus();
    }

    /// Gives it the keyboard, also when it was just put on the screen and the panes around it do not have it yet.
    void focus() {
        if (area.getScene() != null) {
            area.requestFocus();
            return;
        }
        area.sceneProperty()
                .addListener(
                        new ChangeListener<>() {
                            @Override
                            public void changed(
                                    ObservableValue<? extends Scene> scene,
                                    @Nullable Scene was,
                                    @Nullable Scene is) {
                                area.sceneProperty().removeListener(this);
                                Platform.runLater(area::requestFocus);
                            }
                        });
    }

    private void colour(String text) {
        if (text.isEmpty() || text.length() > MOST_COLOURED) {
            return;
        }
        area.setStyleSpans(0, spans(text));
    }

    private static StyleSpans<Collection<String>> spans(String text) {
        var builder = new StyleSpansBuilder<Collection<String>>();
        int at = 0;
        for (var span : YamlColours.of(text)) {
            builder.add(Set.of(), span.from() - at);
            builder.add(Set.of("yaml-" + span.kind()), span.until() - span.from());
            at = span.until();
        }
        builder.add(Set.of(), text.length() - at);
        return builder.create();
    }

    private void key(KeyEvent pressed) {
        if (pressed.getCode() == KeyCode.TAB && pressed.isControlDown()) {
            // The area takes each Tab for itself.
            pressed.consume();
            area.requestFocusTraversal(
                    pressed.isShiftDown() ? TraversalDirection.PREVIOUS : TraversalDirection.NEXT);
            return;
        }
        if (!area.isEditable()) {
            return;
        }
        if (pressed.getCode() == KeyCode.SPACE && pressed.isControlDown()) {
            pressed.consume();
            complete();
        } else if (pressed.getCode() == KeyCode.TAB && !pressed.isShiftDown()) {
            pressed.consume();
            area.replaceSelection("  ");
        } else if (pressed.getCode() == KeyCode.ENTER && !popup.isShowing()) {
            pressed.consume();
            area.replaceSelection("\n" + indentation());
        }
    }

    // As far in as the line one comes from, and further behind a colon.
    private String indentation() {
        String line =
                area.getParagraph(area.getCurrentParagraph())
                        .getText()
                        .substring(0, area.getCaretColumn());
        int blanks = line.length() - line.stripLeading().length();
        boolean deeper = line.stripTrailing().endsWith(":");
        boolean item = line.stripLeading().startsWith("- ");
        return " ".repeat(blanks + (deeper ? 2 : 0) + (item ? 2 : 0));
    }

    private void complete() {
        var completion = SchemaKeys.complete(area.getText(), area.getCaretPosition());
        if (completion.suggestions().isEmpty()) {
            return;
        }
        from = completion.from();
        suggestions.getItems().setAll(completion.suggestions());
        suggestions.getSelectionModel().select(0);
        area.getCaretBounds()
                .ifPresent(
                        bounds -> {
                            popup.show(area, bounds.getMinX(), bounds.getMaxY() + 2);
                            suggestions.requestFocus();
                        });
    }

    private void suggestionKey(KeyEvent pressed) {
        switch (pressed.getCode()) {
            case ENTER, TAB -> {
                pressed.consume();
                take();
            }
            case ESCAPE -> {
                pressed.consume();
                popup.hide();
                area.requestFocus();
            }
            default -> {
                // Arrows move in the list by themselves.
            }
        }
    }

    private void take() {
        var chosen = suggestions.getSelectionModel().getSelectedItem();
        popup.hide();
        if (chosen != null) {
            area.replaceText(from, area.getCaretPosition(), chosen.text());
        }
        area.requestFocus();
    }

    private static final class SuggestionCell extends ListCell<Suggestion> {
        private final Label text = new Label();
        private final Label about = new Label();
        private final HBox row = new HBox(10, text, about);

        private SuggestionCell() {
            text.getStyleClass().add("mono");
            text.setMinWidth(USE_PREF_SIZE);
            about.getStyleClass().add("hint");
            row.setMaxWidth(LIST_WIDTH - 30);
        }

        @Override
        protected void updateItem(@Nullable Suggestion shown, boolean empty) {
            super.updateItem(shown, empty);
            if (empty || shown == null) {
                setGraphic(null);
                return;
            }
            text.setText(shown.text().strip().replaceAll(":$", ""));
            about.setText(shown.about());
            setAccessibleText(Objects.requireNonNull(text.getText()) + " " + shown.about());
            setGraphic(row);
        }
    }
}
