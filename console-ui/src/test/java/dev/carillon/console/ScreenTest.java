package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.frame.MainWindow;
import dev.carillon.console.frame.Place;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.link.ThreadedBackground;

import javafx.application.Platform;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationTest;
import org.testfx.util.WaitForAsyncUtils;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The whole console on a cluster in memory, drawn into memory. Tests of screens extend it.
@EnabledIf("dev.carillon.console.UiLibraries#areThere")
public abstract class ScreenTest extends ApplicationTest {
    protected static final Profile PROFILE =
            new Profile("test", URI.create("http://127.0.0.1:7180"), "secret", Tint.GREEN, false);

    @TempDir Path folder;
    private final ThreadedBackground background = new ThreadedBackground(Platform::runLater);
    private final FakeCarillon cluster = cluster();
    private @Nullable MainWindow window;

    /// The cluster that is shown.
    protected FakeCarillon cluster() {
        return new FakeCarillon();
    }

    protected final FakeCarillon fake() {
        return cluster;
    }

    @Override
    public void start(Stage stage) {
        var console =
                new Console(
                        stage,
                        new ConsoleFolders(
                                folder.resolve("console.json"), folder.resolve("local"), null),
                        background,
                        (_, _) -> cluster.carillon());
        window = console.window();
        stage.show();
    }

    protected final MainWindow window() {
        return Objects.requireNonNull(window, "not started");
    }

    /// Opens the cluster at a place.
    protected final void open(Place place) {
        interact(() -> window().show(PROFILE).go(place));
    }

    protected final @Nullable Place here() {
        return window().show(PROFILE).here();
    }

    /// Waits until something is so; the screen's thread looks.
    protected final void until(String what, Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(
                    10,
                    TimeUnit.SECONDS,
                    () -> WaitForAsyncUtils.asyncFx(condition).get(10, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            throw new AssertionError("not within 10 s: " + what, e);
        }
    }

    /// Presses a key with Ctrl, or what the system has for it.
    protected final void shortcut(KeyCode key) {
        push(KeyCode.CONTROL, key);
    }

    /// Draws the window to `target/screens/NAME.png`, to be looked at. All in it has a name for those who do not see it.
    protected final void draw(String name) throws IOException {
        WaitForAsyncUtils.waitForFxEvents();
        var image =
                WaitForAsyncUtils.waitForAsyncFx(
                        10_000, () -> lookup(".window").query().getScene().snapshot(null));
        assertThat(image.getWidth()).isPositive();
        assertThat(
                        WaitForAsyncUtils.waitForAsyncFx(
                                10_000,
                                () ->
                                        AccessibleNames.missing(
                                                lookup(".window").query().getScene().getRoot())))
                .as("what a screen reader has no name for in %s", name)
                .isEmpty();
        Png.write(image, Path.of("target", "screens", name + ".png"));
    }

    @AfterEach
    void closeBackground() {
        background.close();
    }
}
