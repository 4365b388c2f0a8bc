package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.SegmentView;
import dev.carillon.api.RunState;
import dev.carillon.console.frame.Place;

import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class NodesScreenTest extends ClusterScreenTest {
    @Test
    void aNodeIsDrainedByTheKeyboardAndItsSegmentsMove() throws Exception {
        String[] names = {"node-a", "node-b", "node-c"};
        for (String name : names) {
            world().addNode(name, name.charAt(5) - 'a' + 3);
        }
        for (int i = 0; i < 192; i++) {
            world().setSegment(
                            new SegmentView(
                                    i,
                                    i == 40 ? null : names[i % 3],
                                    3 + i % 5,
                                    i % 3 == 0 && i < 24 ? "node-b" : null));
        }
        for (int i = 0; i < 5; i++) {
            var due = FakeCarillon.NOW.minus(Duration.ofMinutes(i + 2L));
            world().add(
                            "export-" + i,
                            RunState.SUCCEEDED,
                            due.minusSeconds(9000),
                            due.minusSeconds(6000),
                            "node-b",
                            "default");
            world().add("export-" + i, RunState.RUNNING, due, null, "node-a", "default");
        }
        open(new Place.Nodes("node-a"));
        until("the nodes", () -> lookup("#nodes-summary").<Label>query().getText().startsWith("3"));

        push(KeyCode.D);

        until("what is left", () -> !lookup("#drain-text").<Label>query().getText().isEmpty());
        assertThat(lookup("#drain-text").<Label>query().getText()).contains("5 of 5");
        world().setSegment(new SegmentView(3, "node-b", 9, null));
        until("it moved", () -> lookup(".legend").queryAll().size() == 6);
        drawBoth("nodes");
    }
}
