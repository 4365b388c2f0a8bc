package dev.carillon.console.frame;

import javafx.scene.input.KeyCombination;

import org.jspecify.annotations.Nullable;

/// What a person can do, by the palette or by its keys.
///
/// @param text such as "Cancel the run"
/// @param keys which do it, null when only the palette does
public record Command(String text, @Nullable KeyCombination keys, Runnable action) {
    /// @param keys as JavaFX writes them, such as `Shortcut+K`
    public static Command of(String text, String keys, Runnable action) {
        return new Command(text, KeyCombination.valueOf(keys), action);
    }

    /// The keys as people read them; empty without any.
    public String keysText() {
        return keys == null ? "" : keys.getDisplayText();
    }

    public static Command of(String text, Runnable action) {
        return new Command(text, null, action);
    }
}
