package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Json;
import dev.carillon.console.parts.OverScreen;

import javafx.scene.control.CheckBox;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import javafx.stage.WindowEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Objects;

/// The window while a node works that the console started before.
public class OwnNodeScreenTest extends ScreenTest {
    private @Nullable Process node;
    private @Nullable Stage stage;

    @Override
    public void start(Stage shown) {
        stage = shown;
        try {
            node = new ProcessBuilder("sleep", "60").start();
            var data = Files.createDirectories(folder.resolve("local"));
            Files.writeString(data.resolve("admin.token"), "t");
            Files.writeString(data.resolve("carillon.pid"), node.pid() + "\n");
            Files.writeString(data.resolve("api.address"), "http://127.0.0.1:9");
            Files.writeString(
                    folder.resolve("console.json"),
                    Json.mapper()
                            .writeValueAsString(
                                    Map.of(
                                            "this.computer.started",
                                            node.pid()
                                                    + "@"
                                                    + node.info().startInstant().orElseThrow())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        super.start(shown);
    }

    @AfterEach
    void end() {
        process().destroyForcibly();
    }

    private Process process() {
        return Objects.requireNonNull(node, "not started");
    }

    private boolean focusedIn(String id) {
        var owner = lookup(".window").query().getScene().getFocusOwner();
        return owner != null
                && owner.isVisible()
                && OverScreen.isUnder(lookup("#" + id).query(), owner);
    }

    private boolean isShown() {
        return Objects.requireNonNull(stage, "not started").isShowing();
    }

    private void wantToClose() {
        interact(
                () -> {
                    var closed = Objects.requireNonNull(stage, "not started");
                    closed.fireEvent(new WindowEvent(closed, WindowEvent.WINDOW_CLOSE_REQUEST));
                });
    }

    @Test
    void itIsStoppedByAButtonAfterAQuestion() throws IOException {
        until("the node", () -> lookup("#stop-here").tryQuery().isPresent());
        draw("connections-own-node");

        clickOn("#stop-here");
        until("the question", () -> lookup("#stop-node-act").tryQuery().isPresent());
        draw("connections-stop-node");
        for (int i = 0; i < 3; i++) {
            push(KeyCode.TAB);
            assertThat(focusedIn("stop-node")).isTrue();
        }
        clickOn("#stop-node-act");

        until("it has ended", () -> !process().isAlive());
        until("the keyboard is somewhere", () -> focusedIn("connections"));
    }

    @Test
    void afterTheQuestionTheKeyboardIsWhereItWas() {
        until("the node", () -> lookup("#stop-here").tryQuery().isPresent());
        clickOn("#stop-here");
        until("the question", () -> lookup("#stop-node-act").tryQuery().isPresent());

        push(KeyCode.ESCAPE);

        until("the button has the keyboard", () -> lookup("#stop-here").query().isFocused());
        push(KeyCode.SPACE);

        until("the question again", () -> lookup("#stop-node-act").tryQuery().isPresent());
    }

    @Test
    void closingTheWindowAsksOnceWhatBecomesOfIt() throws IOException {
        until("the node", () -> lookup("#leaving-stops").tryQuery().isPresent());
        wantToClose();
        until("the question", () -> lookup("#leaving-keep").tryQuery().isPresent());
        assertThat(isShown()).isTrue();
        draw("connections-leaving");

        clickOn("#leaving-keep");

        until("the window is closed", () -> !isShown());
        assertThat(process().isAlive()).isTrue();
        assertThat(Files.readString(folder.resolve("console.json"))).contains("KEEP");
    }

    @Test
    void whatWasChosenIsChangedByABoxAndThenDoneWithoutAQuestion() {
        until("the node", () -> lookup("#leaving-stops").tryQuery().isPresent());
        interact(() -> lookup("#leaving-stops").<CheckBox>query().fire());

        wantToClose();

        until("the window is closed", () -> !isShown());
        until("the node ends", () -> !process().isAlive());
    }
}
