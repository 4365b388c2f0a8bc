package dev.carillon.console.frame;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;

import dev.carillon.console.link.Memory;

import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.css.PseudoClass;
import javafx.scene.Scene;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.text.Font;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// How it all looks: colours and size of the text, for all windows, remembered.
public final class Look {
    private static final String THEME = "look.theme";
    private static final String SIZE = "look.size";
    private static final double USUAL_SIZE = 13;
    private static final double SMALLEST = 9;
    private static final double LARGEST = 28;
    private static final PseudoClass DARK = PseudoClass.getPseudoClass("dark");
    private static final PseudoClass BY_KEYS = PseudoClass.getPseudoClass("by-keys");
    private static final PseudoClass CONTRAST = PseudoClass.getPseudoClass("contrast");
    private static final List<String> FONTS =
            List.of(
                    "Inter_400Regular",
                    "Inter_500Medium",
                    "Inter_600SemiBold",
                    "Inter_700Bold",
                    "JetBrainsMono_400Regular",
                    "JetBrainsMono_700Bold");

    public enum Theme {
        SYSTEM,
        LIGHT,
        DARK,
        /// Dark with the strongest differences.
        CONTRAST
    }

    private final Memory memory;
    private final ObjectProperty<Theme> theme = new SimpleObjectProperty<>(Theme.SYSTEM);
    private final DoubleProperty size = new SimpleDoubleProperty(USUAL_SIZE);
    private final List<Scene> scenes = new ArrayList<>();

    public Look(Memory memory) {
        this.memory = memory;
        for (String font : FONTS) {
            Font.loadFont(
                    Look.class.getResourceAsStream("/dev/carillon/console/fonts/" + font + ".ttf"),
                    USUAL_SIZE);
        }
        memory.recall(THEME).map(Theme::valueOf).ifPresent(theme::set);
        memory.recall(SIZE).map(Double::valueOf).ifPresent(size::set);
        Platform.getPreferences().colorSchemeProperty().subscribe(_ -> applyAll());
    }

    /// Gives a window this look from now on.
    public void dress(Scene scene) {
        scene.getStylesheets()
                .add(
                        Objects.requireNonNull(
                                        Look.class.getResource("/dev/carillon/console/console.css"))
                                .toExternalForm());
        showWhoHasTheKeyboard(scene);
        scenes.add(scene);
        applyAll();
    }

    /// Marks what has the keyboard, while that is used. Focus-visible does not do: JavaFX forgets it when Tab begins again at
    /// the first, and does not set it where a screen gives the keyboard to somebody.
    public static void showWhoHasTheKeyboard(Scene scene) {
        scene.addEventFilter(
                KeyEvent.KEY_PRESSED,
                pressed -> {
                    if (!pressed.getCode().isModifierKey()) {
                        scene.getRoot().pseudoClassStateChanged(BY_KEYS, true);
                    }
                });
        scene.addEventFilter(
                MouseEvent.MOUSE_PRESSED,
                _ -> scene.getRoot().pseudoClassStateChanged(BY_KEYS, false));
    }

    public void undress(Scene scene) {
        scenes.remove(scene);
    }

    public Theme theme() {
        return theme.get();
    }

    public void setTheme(Theme chosen) {
        theme.set(chosen);
        applyAll();
        memory.remember(THEME, chosen.name());
    }

    /// Larger or smaller text by so many steps; 0 is the usual size.
    public void zoom(int steps) {
        size.set(steps == 0 ? USUAL_SIZE : Math.clamp(size.get() + steps, SMALLEST, LARGEST));
        applyAll();
        memory.remember(SIZE, Double.toString(size.get()));
    }

    private boolean dark() {
        return switch (theme.get()) {
            case LIGHT -> false;
            case DARK, CONTRAST -> true;
            case SYSTEM -> Platform.getPreferences().getColorScheme() == ColorScheme.DARK;
        };
    }

    private void applyAll() {
        Application.setUserAgentStylesheet(
                dark()
                        ? new PrimerDark().getUserAgentStylesheet()
                        : new PrimerLight().getUserAgentStylesheet());
        for (var scene : scenes) {
            var root = scene.getRoot();
            root.pseudoClassStateChanged(DARK, dark());
            root.pseudoClassStateChanged(CONTRAST, theme.get() == Theme.CONTRAST);
            root.setStyle("-fx-font-size: " + size.get() + "px;");
        }
    }
}
