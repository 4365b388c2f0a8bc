package dev.carillon.console.frame;

import atlantafx.base.controls.ModalPane;

import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.ArrayList;
import java.util.List;

/// All keys that do something here.
final class KeySheet {
    private static final Texts TEXTS = Texts.of(KeySheet.class);

    private KeySheet() {}

    /// @param hints what keys do in parts of the screen
    static void show(ModalPane pane, List<Command> commands, List<KeyHint> hints) {
        var all = new ArrayList<>(hints);
        for (var command : commands) {
            if (command.keys() != null) {
                all.add(new KeyHint(command.keysText(), command.text()));
            }
        }
        var grid = new GridPane(24, 8);
        int rows = (all.size() + 1) / 2;
        for (int i = 0; i < all.size(); i++) {
            var keys = new Label(all.get(i).keys());
            keys.getStyleClass().add("key");
            keys.setMinWidth(Region.USE_PREF_SIZE);
            int column = 2 * (i / rows);
            grid.add(keys, column, i % rows);
            grid.add(new Label(all.get(i).text()), column + 1, i % rows);
        }
        var title = new Label(TEXTS.get("keys.title"));
        title.getStyleClass().add("title-3");
        var scroll = new ScrollPane(grid);
        scroll.getStyleClass().add("key-scroll");
        scroll.setFitToWidth(true);
        scroll.setFocusTraversable(true);
        scroll.setAccessibleText(TEXTS.get("keys.title"));
        title.setLabelFor(scroll);
        var box = new VBox(16, title, scroll);
        box.setId("key-sheet");
        box.getStyleClass().add("sheet");
        box.setMaxSize(820, Region.USE_PREF_SIZE);
        pane.setAlignment(Pos.CENTER);
        pane.show(box);
    }
}
