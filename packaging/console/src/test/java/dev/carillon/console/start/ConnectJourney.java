package dev.carillon.console.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Definitions;

import javafx.scene.input.KeyCode;

import org.fxmisc.richtext.CodeArea;
import org.junit.jupiter.api.Test;

import java.util.Map;

class ConnectJourney extends Journey {
    private static final String WRITTEN = "# what one was writing";

    @Test
    void aNodeThatDiesAndComesBackIsSeenToDoSo() throws Exception {
        try (var carillon = node().connect()) {
            carillon.apply(
                    Definitions.parse(
                            "{name: wait, overlap: allow, task: {shell: {command: [sleep, '600']}}}",
                            "test"),
                    false);
            carillon.run("default", "wait", new RunRequest(Map.of(), null), null);
        }
        aWrongTokenIsSaidAndNothingIsKept();

        connect();
        until("1 running", () -> text("#now-running").equals("1"));
        push(KeyCode.CONTROL, KeyCode.DIGIT5);
        command("new job");
        until("the editor", () -> lookup("#editor-text").query().isFocused());
        write(WRITTEN);
        push(KeyCode.CONTROL, KeyCode.DIGIT1);

        node().kill();
        until("the banner", () -> shown("#link-banner"));
        until("the age of what is shown", () -> text("#link-banner .label").contains("s ago"));
        assertThat(text("#now-running")).isEqualTo("1");
        draw("killed-1-now");
        push(KeyCode.CONTROL, KeyCode.DIGIT3);
        push(KeyCode.CONTROL, KeyCode.DIGIT5);
        command("new job");
        until("the editor", () -> shown("#editor"));
        assertThat(written()).contains(WRITTEN);
        write("; and more");
        draw("killed-2-editor");

        node().start();
        until("it is back by itself", () -> !shown("#link-banner"));
        assertThat(written()).contains(WRITTEN).contains("; and more");
        push(KeyCode.CONTROL, KeyCode.DIGIT1);
        until("it runs again", () -> text("#now-running").equals("1"));
        draw("killed-3-back");
        try (var carillon = node().connect()) {
            carillon.run("default", "wait", new RunRequest(Map.of(), null), null);
            until("live as before", () -> text("#now-running").equals("2"));
            assertThat(carillon.stats().jobs()).isEqualTo(1);
        }

        node().hang();
        try {
            until("the banner", () -> shown("#link-banner"));
            assertThat(text("#now-running")).isEqualTo("2");
            draw("hung-1-now");
        } finally {
            node().goOn();
        }
        until("it is back by itself", () -> !shown("#link-banner"));
        assertThat(text("#now-running")).isEqualTo("2");
    }

    private void aWrongTokenIsSaidAndNothingIsKept() throws Exception {
        fill("#connection-name", "journey");
        fill("#connection-address", node().url().toString());
        fill("#connection-token", "not the token");
        clickOn("#connect");

        until(
                "the problem is said",
                () ->
                        text("#connection-problem").contains("Authorization")
                                || text("#connection-problem").contains("token"));
        assertThat(lookup("#now").tryQuery()).isEmpty();
        assertThat(text("#connection-name")).isEqualTo("journey");
        draw("connect-wrong-token");
    }

    private String written() {
        return lookup("#editor-text").<CodeArea>query().getText();
    }
}
