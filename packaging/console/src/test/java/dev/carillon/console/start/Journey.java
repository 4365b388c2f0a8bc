package dev.carillon.console.start;

import dev.carillon.api.client.HttpCarillon;
import dev.carillon.console.Console;
import dev.carillon.console.ConsoleFolders;
import dev.carillon.console.link.ThreadedBackground;

import javafx.application.Platform;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationTest;
import org.testfx.util.WaitForAsyncUtils;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A person at the console with a real node: it is clicked and written, and what is seen is looked at.
abstract class Journey extends ApplicationTest {
    @TempDir Path folder;
    private final ThreadedBackground background = new ThreadedBackground(Platform::runLater);
    private @Nullable JourneyNode node;

    @BeforeEach
    void startNode() throws IOException {
        node = new JourneyNode(folder);
        node.url();
    }

    final JourneyNode node() {
        return Objects.requireNonNull(node);
    }

    @Override
    public void start(Stage stage) {
        new Console(
                stage,
                new ConsoleFolders(folder.resolve("console.json"), folder.resolve("nothing"), null),
                background,
                (profile, nodes) ->
                        HttpCarillon.connect(profile.address(), profile.token()).knowing(nodes));
        stage.show();
    }

    /// Fills the form of a connection and opens it.
    final void connect() throws IOException {
        clickOn("#connection-name").write("journey");
        clickOn("#connection-address").write(node().url().toString());
        clickOn("#connection-token").write(node().token());
        clickOn("#connect");
        until("the cluster is open", () -> lookup("#now").tryQuery().isPresent());
    }

    /// Does something by the palette, by a few of its letters.
    final void command(String letters) {
        push(KeyCode.CONTROL, KeyCode.K);
        write(letters);
        push(KeyCode.ENTER);
    }

    final void until(String what, Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(
                    30,
                    TimeUnit.SECONDS,
                    () -> WaitForAsyncUtils.asyncFx(condition).get(10, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            throw new AssertionError("not within 30 s: " + what, e);
        }
    }

    @AfterEach
    void end() {
        background.close();
        node().close();
    }
}
