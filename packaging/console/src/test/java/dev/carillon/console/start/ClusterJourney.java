package dev.carillon.console.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Carillon.SegmentView;
import dev.carillon.api.Carillon.Submission;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.testkit.TestDatabase;

import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/// Two nodes on a PostgreSQL: one is killed while one watches, and one is drained, stopped and taken back.
class ClusterJourney extends Journey {
    private static final int LINES = 24;

    private static final String JOBS =
            """
            name: count
            overlap: allow
            task: {shell: {script: "for i in $(seq 24); do echo line $i; sleep 0.25; done"}}
            ---
            name: quick
            overlap: allow
            task: {shell: {command: ["true"]}}
            """;

    private @Nullable JourneyNode other;

    @Override
    JourneyNode launch() throws IOException {
        var database = TestDatabase.POSTGRESQL.fresh();
        var first = JourneyNode.member(folder, "a", database);
        other = JourneyNode.member(folder, "b", database);
        return first;
    }

    private JourneyNode other() {
        return Objects.requireNonNull(other);
    }

    @AfterEach
    void endOther() {
        other().close();
    }

    @Test
    void theConsoleGoesOnAtAnotherNodeAndDrainsOne() throws Exception {
        try (var carillon = other().connect()) {
            awaitNodes(carillon, 2);
            carillon.apply(Definitions.parse(JOBS, "test"), false);
            connect();
            var memory = folder.resolve("console.json");
            String there = other().url().toString();
            until("the other address is kept", () -> Files.readString(memory).contains(there));

            aNodeDiesWhileOneWatches(carillon);
            theConsoleStartsAgainWithoutTheNodeItWasToldOf();
            node().start();
            awaitNodes(carillon, 2);
            oneIsDrainedStoppedAndTakenBack(carillon);
        }
    }

    private void aNodeDiesWhileOneWatches(HttpCarillon carillon) throws IOException {
        // Where it is not cut off by the node that dies.
        carillon.cordon("a", null);
        // One may be taken by the other node by chance, before the first has heard of it.
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                IntStream.range(0, 20)
                                        .allMatch(_ -> "b".equals(nodeOfQuick(carillon))));
        String id = carillon.run("default", "count", new RunRequest(Map.of(), null), null).id();
        command(id);
        until("its log comes", () -> !text("#log-size").isEmpty());
        int expected = 20 + quick(carillon);
        node().kill();
        carillon.runAll(
                Collections.nCopies(20, new Submission("default", "quick", Map.of(), null)));
        until("it succeeded", () -> text("#run-verdict").contains("ucceeded"));
        until("all of its log", () -> text("#log-size").contains(LINES + " lines"));
        assertThat(shown("#link-banner")).isFalse();
        draw("cluster-1-went-on");
        push(KeyCode.CONTROL, KeyCode.DIGIT3);
        fill("#runs-query", "job:quick state:succeeded");
        clickOn("#runs-query");
        push(KeyCode.ENTER);
        until("every run", () -> text("#runs-count").matches("\\D*" + expected + "\\D.*"));
    }

    private static @Nullable String nodeOfQuick(HttpCarillon carillon) {
        String id = carillon.run("default", "quick", new RunRequest(Map.of(), null), null).id();
        await().atMost(Duration.ofSeconds(60)).until(() -> carillon.run(id).state().finished());
        return carillon.run(id).node();
    }

    private static int quick(HttpCarillon carillon) {
        return carillon.runs(new RunQuery(Set.of(), "default/quick", null, null), null, 500)
                .items()
                .size();
    }

    private void theConsoleStartsAgainWithoutTheNodeItWasToldOf() {
        restartConsole();
        until("the connections", () -> shown("#connections"));
        push(KeyCode.ENTER);
        until("it is live", () -> text("#status-link").startsWith("●"));
        assertThat(shown("#link-banner")).isFalse();
    }

    private void choose(String node) {
        interact(
                () ->
                        lookup("#node-list")
                                .<ListView<NodeView>>query()
                                .getSelectionModel()
                                .select(index(node)));
    }

    private void oneIsDrainedStoppedAndTakenBack(HttpCarillon carillon) throws IOException {
        carillon.uncordon("a");
        // More than the other one has slots for.
        carillon.runAll(
                Collections.nCopies(30, new Submission("default", "count", Map.of(), null)));
        await().atMost(Duration.ofSeconds(60)).until(() -> node(carillon, "a").busy() > 0);
        push(KeyCode.CONTROL, KeyCode.DIGIT8);
        until("both nodes", () -> nodes().size() == 2);
        choose("a");
        push(KeyCode.D);
        until("it drains", () -> text("#drain-text").contains("under way still"));
        draw("cluster-2-draining");
        carillon.runAll(Collections.nCopies(8, new Submission("default", "quick", Map.of(), null)));
        until("it is empty", () -> text("#drain-text").contains("can be stopped"));
        assertThat(node(carillon, "a").busy()).isZero();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> carillon.stats().runs().getOrDefault(RunState.QUEUED, 0L) == 0);

        node().stop();
        until("one is left", () -> nodes().size() == 1);
        until("it owns all", () -> carillon.segments().stream().allMatch(ownedBy("b")));
        draw("cluster-3-segments-moved");

        node().start();
        awaitNodes(carillon, 2);
        until("both again", () -> nodes().size() == 2);
        choose("a");
        assertThat(node(carillon, "a").cordonedUntil()).isNotNull();
        push(KeyCode.U);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> node(carillon, "a").cordonedUntil() == null);
        until("it takes runs", () -> !shown("#node-uncordon"));
        draw("cluster-4-taken-back");
    }

    private static java.util.function.Predicate<SegmentView> ownedBy(String node) {
        return segment -> node.equals(segment.node());
    }

    private List<NodeView> nodes() {
        return lookup("#node-list").<ListView<NodeView>>query().getItems();
    }

    private int index(String node) {
        return nodes().stream().map(NodeView::name).toList().indexOf(node);
    }

    private static NodeView node(HttpCarillon carillon, String name) {
        return carillon.nodes().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitNodes(HttpCarillon carillon, int count) {
        await().atMost(Duration.ofSeconds(120))
                .ignoreExceptionsInstanceOf(CarillonException.class)
                .until(
                        () -> {
                            var nodes = carillon.nodes();
                            return nodes.size() == count
                                    && nodes.stream()
                                            .allMatch(
                                                    each ->
                                                            each.url() != null
                                                                    && each.segments() > 0);
                        });
    }
}
