package dev.carillon.console.parts;

import javafx.scene.control.Button;
import javafx.scene.control.TextArea;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;

/// What is copied.
public final class Clip {
    private Clip() {}

    /// Puts a text where the desktop has what was copied last.
    public static void put(String text) {
        var content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }

    /// Lets a button copy a text, and say then that it did.
    ///
    /// @param copied what the button says then
    public static void by(Button button, String text, String copied) {
        button.setOnAction(
                _ -> {
                    put(text);
                    button.setText(copied);
                });
    }

    /// A text that is read and copied, as it is.
    ///
    /// @param name for those who do not see it
    public static TextArea area(String id, String name, String text, int rows) {
        var area = new TextArea(text);
        area.setId(id);
        area.setAccessibleText(name);
        area.setEditable(false);
        area.setPrefRowCount(rows);
        area.getStyleClass().add("mono");
        Prose.wrap(area);
        return area;
    }
}
