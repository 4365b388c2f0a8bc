package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.console.frame.Place;

import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class QueuesScreenTest extends ClusterScreenTest {
    @Test
    void limitsAreChangedForTwoHoursByTheKeyboard() throws Exception {
        world().addQueue("{\"name\":\"billing\",\"concurrency\":8,\"rate\":\"30/1m\"}", 5, 0);
        world().addQueue("{\"name\":\"default\"}", 12, 0);
        world().addQueue(
                        "{\"name\":\"erp-exports\",\"concurrency\":4,\"weight\":3,\"closed\":[\"maintenance\"]}",
                        4,
                        118);
        world().addQueue("{\"name\":\"mail\",\"rate\":\"10/1s\"}", 0, 7);
        world().pauseQueue("mail", null);
        for (int i = 0; i < 40; i++) {
            world().add(
                            "export",
                            RunState.QUEUED,
                            Instant.now().minus(Duration.ofMinutes(i)),
                            null,
                            null,
                            "erp-exports");
            world().add(
                            "export",
                            RunState.RUNNING,
                            Instant.now().minus(Duration.ofSeconds(i * i * 2L)),
                            null,
                            "a",
                            "erp-exports");
        }
        open(new Place.Queues("erp-exports"));
        until(
                "the limits",
                () -> lookup("#queue-limits").<Label>query().getText().contains("4 at once"));
        drawBoth("queues");

        push(KeyCode.E);
        until("the form", () -> lookup("#limits-concurrency").tryQuery().isPresent());
        clickOn("#limits-concurrency").eraseText(1).write("1");
        doubleClickOn("#limits-for").push(KeyCode.CONTROL, KeyCode.A).write("2h");
        draw("queues-limits");
        clickOn("#limits-sheet-act");

        until(
                "the change",
                () -> lookup("#queue-limits").<Label>query().getText().startsWith("Until"));
        assertThat(lookup("#queue-limits").<Label>query().getText())
                .contains("1 at once", "Then: 4 at once");
        draw("queues-changed");
    }
}
