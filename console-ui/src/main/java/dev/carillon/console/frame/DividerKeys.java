package dev.carillon.console.frame;

import dev.carillon.console.words.Texts;

import javafx.scene.control.SplitPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;

import java.util.List;

/// Moves what is between the two sides of a screen without the mouse.
public final class DividerKeys {
    private static final Texts TEXTS = Texts.of(DividerKeys.class);
    private static final double STEP = 0.05;

    private DividerKeys() {}

    public static List<Command> of(SplitPane split) {
        return List.of(
                command("divider.left", KeyCode.COMMA, () -> move(split, -STEP)),
                command("divider.right", KeyCode.PERIOD, () -> move(split, STEP)));
    }

    private static Command command(String text, KeyCode key, Runnable action) {
        return new Command(
                TEXTS.get(text), new KeyCodeCombination(key, KeyCombination.ALT_DOWN), action);
    }

    private static void move(SplitPane split, double by) {
        var divider = split.getDividers().getFirst();
        divider.setPosition(Math.clamp(divider.getPosition() + by, 0, 1));
    }
}
