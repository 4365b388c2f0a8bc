package dev.carillon.console.frame;

import dev.carillon.console.words.Texts;

import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.Objects;

/// Goes anywhere and does anything by a few letters: over the screen while it is open.
final class Palette extends StackPane {
    private static final Texts TEXTS = Texts.of(Palette.class);
    private static final double ROW = 40;
    private final PaletteModel model;
    private final TextField field = new TextField();
    private final ObservableList<PaletteModel.Entry> entries = FXCollections.observableArrayList();
    private final ListView<PaletteModel.Entry> list = new ListView<>(entries);
    private @Nullable Node before;

    Palette(PaletteModel model) {
        this.model = model;
        setId("palette");
        getStyleClass().add("palette-shade");
        setAlignment(Pos.TOP_CENTER);
        setVisible(false);
        field.setId("palette-field");
        field.setPromptText(TEXTS.get("palette.prompt"));
        field.textProperty().addListener((_, _, text) -> model.search(text));
        list.setId("palette-list");
        list.setAccessibleText(TEXTS.get("palette.name"));
        list.setFixedCellSize(ROW);
        list.setCellFactory(_ -> new EntryCell());
        list.setFocusTraversable(false);
        list.setPlaceholder(new Label(TEXTS.get("palette.nothing")));
        list.setOnMouseClicked(_ -> choose());
        var box = new VBox(field, list);
        box.getStyleClass().add("palette");
        box.setMaxSize(640, Region.USE_PREF_SIZE);
        getChildren().add(box);
        addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        setOnMousePressed(
                pressed -> {
                    if (pressed.getTarget() == this) {
                        close();
                    }
                });
        model.entries()
                .subscribe(
                        found -> {
                            int chosen = list.getSelectionModel().getSelectedIndex();
                            // More of the same search stays under what one looks at.
                            boolean more =
                                    chosen > 0
                                            && found.size() >= entries.size()
                                            && found.subList(0, entries.size()).equals(entries);
                            entries.setAll(found);
                            list.setPrefHeight(Math.clamp(found.size(), 1, 9) * ROW + 4);
                            list.getSelectionModel().select(more ? chosen : 0);
                        });
    }

    void open() {
        if (!isVisible()) {
            before = getScene().getFocusOwner();
        }
        setVisible(true);
        field.clear();
        model.search("");
        field.requestFocus();
    }

    // Who had the keyboard has it again: without anybody who has it no key would work.
    void close() {
        setVisible(false);
        if (before != null) {
            before.requestFocus();
            before = null;
        }
    }

    private void key(KeyEvent pressed) {
        var selection = list.getSelectionModel();
        if (pressed.getCode() == KeyCode.ESCAPE) {
            close();
        } else if (pressed.getCode() == KeyCode.ENTER) {
            choose();
        } else if (pressed.getCode() == KeyCode.DOWN || pressed.getCode() == KeyCode.TAB) {
            selection.selectNext();
            list.scrollTo(Math.max(0, selection.getSelectedIndex() - 4));
        } else if (pressed.getCode() == KeyCode.UP) {
            selection.selectPrevious();
            list.scrollTo(Math.max(0, selection.getSelectedIndex() - 4));
        } else {
            return;
        }
        pressed.consume();
    }

    private void choose() {
        var chosen = list.getSelectionModel().getSelectedItem();
        if (chosen != null) {
            close();
            chosen.action().run();
        }
    }

    private static final class EntryCell extends ListCell<PaletteModel.Entry> {
        private final FontIcon icon = new FontIcon();
        private final Label text = new Label();
        private final Label hint = new Label();
        private final HBox row = new HBox(icon, text, hint);

        private EntryCell() {
            row.getStyleClass().add("palette-row");
            row.setAlignment(Pos.CENTER_LEFT);
            hint.getStyleClass().add("hint");
            HBox.setHgrow(text, Priority.ALWAYS);
            text.setMaxWidth(Double.MAX_VALUE);
        }

        @Override
        protected void updateItem(PaletteModel.Entry entry, boolean empty) {
            super.updateItem(entry, empty);
            if (empty) {
                setGraphic(null);
                return;
            }
            var shown = Objects.requireNonNull(entry);
            icon.setIconLiteral(shown.icon());
            text.setText(shown.text());
            hint.setText(shown.hint());
            setAccessibleText(shown.text());
            setGraphic(row);
        }
    }
}
