package dev.carillon.console.start;

import atlantafx.base.controls.ModalPane;

import dev.carillon.api.CarillonException;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.console.Console;
import dev.carillon.console.ConsoleFolders;
import dev.carillon.console.Png;
import dev.carillon.console.link.ThreadedBackground;
import dev.carillon.console.parts.FigureCard;

import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuButton;
import javafx.scene.control.TextInputControl;
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
    private static final int LIGHT = 1;
    private static final int DARK = 2;

    @TempDir Path folder;
    private final ThreadedBackground background = new ThreadedBackground(Platform::runLater);
    private @Nullable JourneyNode node;
    private @Nullable Stage stage;

    @BeforeEach
    void startNode() throws IOException {
        node = launch();
        node.url();
    }

    /// Starts the node that one connects to.
    JourneyNode launch() throws IOException {
        return new JourneyNode(folder);
    }

    final JourneyNode node() {
        return Objects.requireNonNull(node);
    }

    @Override
    public void start(Stage stage) {
        this.stage = stage;
        new Console(
                stage,
                new ConsoleFolders(folder.resolve("console.json"), folder.resolve("nothing"), null),
                background,
                (profile, nodes) ->
                        HttpCarillon.connect(profile.address(), profile.token()).knowing(nodes));
        stage.show();
    }

    /// Ends the console and starts it again, with what it remembers.
    final void restartConsole() {
        interact(
                () -> {
                    Objects.requireNonNull(stage).close();
                    start(new Stage());
                });
    }

    /// Fills the form of a connection and opens it.
    final void connect() throws IOException {
        connect(node().token());
    }

    /// Fills the form of a connection with another token and opens it.
    final void connect(String token) throws IOException {
        fill("#connection-name", "journey");
        fill("#connection-address", node().url().toString());
        fill("#connection-token", token);
        clickOn("#connect");
        until("the cluster is open", () -> lookup("#now").tryQuery().isPresent());
    }

    /// Writes a text at once.
    final void fill(String id, String text) {
        clickOn(id);
        interact(() -> lookup(id).<TextInputControl>query().setText(text));
    }

    /// Does something by the palette, by a few of its letters.
    final void command(String letters) {
        push(KeyCode.CONTROL, KeyCode.K);
        write(letters);
        push(KeyCode.ENTER);
    }

    /// Goes to what the palette finds for a text that the cluster is asked for.
    final void find(String text, String found) {
        push(KeyCode.CONTROL, KeyCode.K);
        write(text);
        until(
                found + " is found",
                () ->
                        lookup("#palette-list .list-cell").queryAll().stream()
                                .anyMatch(
                                        cell ->
                                                found.equals(cell.getAccessibleText())
                                                        && cell.isVisible()));
        while (!from(lookup("#palette-list .list-cell:selected").queryAll())
                .lookup(found)
                .tryQuery()
                .isPresent()) {
            push(KeyCode.DOWN);
        }
        push(KeyCode.ENTER);
    }

    /// What a label, a button or a text field says; empty when there is none.
    final String text(String id) {
        return lookup(id).tryQuery().map(Journey::text).orElse("");
    }

    private static String text(Object node) {
        return switch (node) {
            case Labeled labeled -> Objects.requireNonNullElse(labeled.getText(), "");
            case TextInputControl input -> input.getText();
            case FigureCard card -> card.getFigure();
            default -> throw new IllegalStateException(node + " has no text");
        };
    }

    final boolean shown(String id) {
        return lookup(id).tryQuery().map(Journey::isSeen).orElse(false);
    }

    private static boolean isSeen(Node node) {
        for (Node each = node; each != null; each = each.getParent()) {
            if (!each.isVisible() || each instanceof ModalPane modal && !modal.isDisplay()) {
                return false;
            }
        }
        return true;
    }

    final void until(String what, Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(
                    60,
                    TimeUnit.SECONDS,
                    () -> WaitForAsyncUtils.asyncFx(condition).get(60, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            throw new AssertionError("not within 60 s: " + what + see(what), e);
        }
    }

    // What one saw instead.
    private String see(String what) {
        String name = "not " + what.replaceAll("[^a-zA-Z0-9]+", " ").strip();
        try {
            draw(name);
            return "; see " + name + ".png";
        } catch (IOException | CarillonException e) {
            return "; and it could not be drawn: " + e;
        }
    }

    /// Draws the window in both looks to `target/screens/NAME.png` and `NAME-dark.png`, to be looked at.
    final void draw(String name) throws IOException {
        look(DARK);
        snapshot(name + "-dark");
        look(LIGHT);
        snapshot(name);
    }

    private void look(int item) {
        interact(() -> lookup("#look").<MenuButton>query().getItems().get(item).fire());
    }

    private void snapshot(String name) throws IOException {
        WaitForAsyncUtils.waitForFxEvents();
        var image =
                WaitForAsyncUtils.waitForAsyncFx(
                        60_000, () -> lookup(".window").query().getScene().snapshot(null));
        Png.write(image, Path.of("target", "screens", name + ".png"));
    }

    @AfterEach
    void end() {
        background.close();
        node().close();
    }
}
