package dev.carillon.console.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Definitions;
import dev.carillon.console.parts.FigureCard;

import javafx.scene.control.Labeled;

import org.junit.jupiter.api.Test;

import java.util.Map;

class ConnectJourney extends Journey {
    @Test
    void aNodeThatDiesAndComesBackIsSeenToDoSo() throws Exception {
        try (var carillon = node().connect()) {
            carillon.apply(
                    Definitions.parse(
                            "{name: wait, overlap: allow, task: {shell: {command: [sleep, '60']}}}",
                            "test"),
                    false);
            carillon.run("default", "wait", new RunRequest(Map.of(), null), null);
        }

        connect();
        until("1 running", () -> figure("#now-running").equals("1"));

        node().kill();
        until("the banner", () -> lookup("#link-banner").query().isVisible());
        assertThat(figure("#now-running")).isEqualTo("1");
    }

    @Test
    void aWrongTokenIsSaidAndNothingIsKept() throws Exception {
        clickOn("#connection-name").write("journey");
        clickOn("#connection-address").write(node().url().toString());
        clickOn("#connection-token").write("not the token");
        clickOn("#connect");

        until(
                "the problem is said",
                () -> problem().contains("Authorization") || problem().contains("token"));
        assertThat(lookup("#now").tryQuery()).isEmpty();
    }

    private String figure(String id) {
        return lookup(id).<FigureCard>query().getFigure();
    }

    private String problem() {
        return lookup("#connection-problem").<Labeled>query().getText();
    }
}
