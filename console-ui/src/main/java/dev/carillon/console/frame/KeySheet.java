package dev.carillon.console.frame;

import atlantafx.base.controls.ModalPane;

import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.List;

/// All keys that do something here.
final class KeySheet {
    private static final Texts TEXTS = Texts.of(KeySheet.class);

    private KeySheet() {}

    static void show(ModalPane pane, List<Command> commands) {
        var grid = new GridPane(24, 8);
        int row = 0;
        for (var command : commands) {
            if (command.keys() != null) {
                var keys = new Label(command.keysText());
                keys.getStyleClass().add("key");
                grid.addRow(row++, keys, new Label(command.text()));
            }
        }
        var title = new Label(TEXTS.get("keys.title"));
        title.getStyleClass().add("title-3");
        var scroll = new ScrollPane(grid);
        scroll.setFitToWidth(true);
        var box = new VBox(16, title, scroll);
        box.setId("key-sheet");
        box.getStyleClass().add("sheet");
        box.setMaxSize(520, Region.USE_PREF_SIZE);
        pane.setAlignment(Pos.CENTER);
        pane.show(box);
    }
}
