package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.frame.Look;
import dev.carillon.console.frame.Look.Theme;
import dev.carillon.console.link.Memory;

import javafx.scene.Scene;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.paint.Color;
import javafx.stage.Stage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testfx.framework.junit5.ApplicationTest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Text can be read in each theme: WCAG 2 asks for a contrast of 4.5 between a text and what is behind it, and of 3 for
/// what is no text.
@EnabledIf("dev.carillon.console.UiLibraries#areThere")
class ContrastTest extends ApplicationTest {
    private static final double TEXT = 4.5;
    private static final double PICTURE = 3;
    private static final double HIGH = 7;

    private static final List<String> GROUNDS =
            List.of(
                    "-color-bg-default",
                    "-color-bg-subtle",
                    "-color-bg-inset",
                    "-color-bg-overlay");
    private static final List<String> TEXTS =
            List.of(
                    "-color-fg-default",
                    "-color-fg-muted",
                    "-color-fg-subtle",
                    "-state-running",
                    "-state-good",
                    "-state-bad",
                    "-state-odd",
                    "-state-idle");

    /// A text on a colour of its own over the ground.
    private record Pair(String text, String behind) {}

    private static final List<Pair> PAIRS =
            List.of(
                    new Pair("-state-running", "-color-accent-subtle"),
                    new Pair("-state-good", "-color-success-subtle"),
                    new Pair("-state-bad", "-color-danger-subtle"),
                    new Pair("-state-odd", "-color-warning-subtle"),
                    new Pair("-state-idle", "-color-neutral-subtle"),
                    new Pair("-color-fg-default", "-color-accent-subtle"),
                    new Pair("-color-fg-muted", "-color-accent-subtle"),
                    new Pair("-color-fg-default", "-color-success-subtle"),
                    new Pair("-color-fg-default", "-color-warning-subtle"),
                    new Pair("-color-fg-default", "-color-danger-subtle"),
                    new Pair("-color-fg-default", "-color-neutral-muted"),
                    new Pair("-color-fg-emphasis", "-color-accent-emphasis"),
                    new Pair("-color-fg-emphasis", "-color-danger-emphasis"),
                    new Pair("white", "-production"));

    private static final List<String> PICTURES =
            List.of(
                    "-color-accent-emphasis",
                    "-color-success-emphasis",
                    "-color-danger-emphasis",
                    "-color-warning-emphasis");

    @TempDir Path folder;
    private final StackPane root = new StackPane();
    private @Nullable Look look;

    @Override
    public void start(Stage stage) {
        look = new Look(Memory.of(folder.resolve("console.json")));
        root.getStyleClass().addAll("root", "window");
        var scene = new Scene(root, 100, 100);
        look.dress(scene);
        stage.setScene(scene);
        stage.show();
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void textsCanBeReadOnWhatIsBehindThem(Theme theme) {
        interact(() -> Objects.requireNonNull(look).setTheme(theme));

        var weak = new ArrayList<String>();
        interact(() -> addWeak(weak, theme == Theme.CONTRAST ? HIGH : TEXT));

        assertThat(weak).isEmpty();
    }

    private void addWeak(List<String> weak, double wanted) {
        for (String ground : GROUNDS) {
            var behind = colour(ground);
            for (String text : TEXTS) {
                add(weak, text, ground, contrast(colour(text), behind), wanted);
            }
        }
        var ground = colour("-color-bg-default");
        for (var pair : PAIRS) {
            var behind = over(colour(pair.behind()), ground);
            add(weak, pair.text(), pair.behind(), contrast(colour(pair.text()), behind), TEXT);
        }
        for (String picture : PICTURES) {
            add(weak, picture, "-color-bg-default", contrast(colour(picture), ground), PICTURE);
        }
    }

    private static void add(
            List<String> weak, String text, String ground, double contrast, double wanted) {
        if (contrast < wanted) {
            weak.add("%s on %s: %.2f of %.1f".formatted(text, ground, contrast, wanted));
        }
    }

    private Color colour(String name) {
        var probe = new Region();
        probe.setStyle("-fx-background-color: " + name + ";");
        root.getChildren().setAll(probe);
        root.applyCss();
        return (Color) probe.getBackground().getFills().getFirst().getFill();
    }

    private static Color over(Color colour, Color ground) {
        double part = colour.getOpacity();
        return Color.color(
                colour.getRed() * part + ground.getRed() * (1 - part),
                colour.getGreen() * part + ground.getGreen() * (1 - part),
                colour.getBlue() * part + ground.getBlue() * (1 - part));
    }

    /// As WCAG 2.2 defines it, 1 to 21.
    private static double contrast(Color one, Color other) {
        double first = luminance(one);
        double second = luminance(other);
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double luminance(Color colour) {
        return 0.2126 * linear(colour.getRed())
                + 0.7152 * linear(colour.getGreen())
                + 0.0722 * linear(colour.getBlue());
    }

    private static double linear(double part) {
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
}
