package dev.carillon.console.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;

import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.stage.Window;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.util.List;
import java.util.Set;

/// From the start to a repaired run, without a mouse.
class KeyboardJourney extends Journey {
    @Test
    void aJobIsWrittenRunWatchedUnderstoodAndRepairedByKeysAlone() throws Exception {
        write("journey");
        push(KeyCode.TAB);
        paste(node().url().toString());
        push(KeyCode.TAB);
        paste(node().token());
        push(KeyCode.ENTER);
        until("the cluster is open", () -> lookup("#now").tryQuery().isPresent());
        draw("keyboard-1-connected");

        everyScreenHasTheKeyboard();
        push(KeyCode.CONTROL, KeyCode.DIGIT5);
        until("the jobs", () -> shown("#jobs"));
        command("new job");
        until("the editor", () -> shown("#editor"));
        until("the text has the keyboard", () -> focused("#editor-text"));
        writeJob();
        until("it is right", () -> !lookup("#editor-save").query().isDisabled());
        draw("keyboard-2-written");
        push(KeyCode.CONTROL, KeyCode.S);
        until("what is saved is shown", () -> shown("#save-sheet"));
        theDialogKeepsTheKeyboard("#save-sheet");
        push(KeyCode.ESCAPE);
        until("nothing was saved", () -> !shown("#save-sheet"));
        push(KeyCode.CONTROL, KeyCode.S);
        until("it is asked again", () -> shown("#save-sheet"));
        push(KeyCode.ENTER);
        until("it is saved", () -> text("#editor-state").contains("1"));

        push(KeyCode.CONTROL, KeyCode.R);
        until("the form of a run", () -> shown("#run-form"));
        draw("keyboard-3-run-form");
        push(KeyCode.ENTER);
        until("the way to the run", () -> lookup("#undo").tryQuery().isPresent());
        push(KeyCode.ALT, KeyCode.ENTER);
        until("its log comes while it runs", () -> !text("#log-size").isEmpty());
        assertThat(text("#run-verdict")).doesNotContain("ailed");
        Files.createFile(folder.resolve("seen"));
        until("it failed", () -> text("#run-verdict").contains("ailed"));
        assertThat(text("#run-verdict")).contains("3");
        push(KeyCode.E);
        draw("keyboard-4-failed");

        push(KeyCode.SHIFT, KeyCode.R);
        until("the dialog", () -> shown("#retry-dialog"));
        until("its field", () -> focused("#retry-from"));
        push(KeyCode.CONTROL, KeyCode.A);
        write("here");
        draw("keyboard-5-retry");
        push(KeyCode.ENTER);
        try (var carillon = node().connect()) {
            until(
                    "the repaired run",
                    () ->
                            carillon.runs(
                                                    new RunQuery(
                                                            Set.of(RunState.SUCCEEDED),
                                                            "default/copy",
                                                            null,
                                                            null),
                                                    null,
                                                    10)
                                            .items()
                                            .size()
                                    == 1);
        }
        until("its success", () -> text("#run-verdict").contains("ucceeded"));
        draw("keyboard-6-repaired");
        push(KeyCode.ALT, KeyCode.LEFT);
        until("back at the one that failed", () -> text("#run-verdict").contains("ailed"));
    }

    private void paste(String text) {
        interact(
                () -> {
                    var content = new ClipboardContent();
                    content.putString(text);
                    Clipboard.getSystemClipboard().setContent(content);
                });
        push(KeyCode.CONTROL, KeyCode.V);
    }

    private void everyScreenHasTheKeyboard() {
        for (var key :
                List.of(
                        KeyCode.DIGIT2,
                        KeyCode.DIGIT3,
                        KeyCode.DIGIT4,
                        KeyCode.DIGIT6,
                        KeyCode.DIGIT7,
                        KeyCode.DIGIT8,
                        KeyCode.DIGIT9,
                        KeyCode.DIGIT0,
                        KeyCode.DIGIT1)) {
            push(KeyCode.CONTROL, key);
            push(KeyCode.CONTROL, KeyCode.K);
            until("the palette", () -> shown("#palette"));
            push(KeyCode.ESCAPE);
            until("the keyboard is back after " + key, () -> !shown("#palette"));
        }
    }

    // What is deeper is indented by the editor. It runs until somebody looked at its log.
    private List<String> job() {
        return List.of(
                "name: copy",
                "parameters:",
                "- name: from",
                "default: nowhere",
                "<",
                "task:",
                "shell:",
                "script: |-",
                "  echo copying from $from",
                "until test -e " + folder.resolve("seen") + "; do sleep 0.1; done",
                "test $from = here || { echo no such place >&2; exit 3; }");
    }

    private void writeJob() {
        push(KeyCode.CONTROL, KeyCode.A);
        push(KeyCode.DELETE);
        var job = job();
        for (var line : job) {
            if (line.equals("<")) {
                // Out of the list.
                push(KeyCode.SHIFT, KeyCode.HOME);
                push(KeyCode.DELETE);
                continue;
            }
            write(line);
            if (!line.equals(job.getLast())) {
                push(KeyCode.ENTER);
            }
        }
    }

    private void theDialogKeepsTheKeyboard(String dialog) {
        var sheet = lookup(dialog).query();
        for (int i = 0; i < 6; i++) {
            push(KeyCode.TAB);
            assertThat(isUnder(sheet, owner()))
                    .as("after %d times Tab at %s", i + 1, owner())
                    .isTrue();
        }
    }

    private static boolean isUnder(Node above, @Nullable Node node) {
        for (var each = node; each != null; each = each.getParent()) {
            if (each == above) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Node owner() {
        return Window.getWindows().stream()
                .map(Window::getScene)
                .filter(scene -> scene != null && scene.lookup(".window") != null)
                .map(Scene::getFocusOwner)
                .findFirst()
                .orElse(null);
    }

    private boolean focused(String id) {
        return lookup(id).tryQuery().map(Node::isFocused).orElse(false);
    }
}
