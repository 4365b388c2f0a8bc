package dev.carillon.console.parts;

import javafx.scene.layout.Region;

import java.util.Objects;

/// How the outermost region of a screen looks.
public final class ScreenLook {
    private ScreenLook() {}

    /// Gives it the looks of all screens and those of its own, which are in `ID.css` beside `console.css`.
    ///
    /// @param id of the screen, such as `queues`
    public static void dress(Region root, String id) {
        root.getStyleClass().add("screen");
        root.setId(id);
        var own = ScreenLook.class.getResource("/dev/carillon/console/" + id + ".css");
        root.getStylesheets().add(Objects.requireNonNull(own).toExternalForm());
    }
}
