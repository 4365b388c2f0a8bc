package dev.carillon.console.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Carillon.SegmentView;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.FakeCluster;
import dev.carillon.console.NoticesHeard;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

class NodesModelTest {
    private static final Instant NOW = FakeCarillon.NOW;
    private final FakeCluster cluster = new FakeCluster();
    private final DirectBackground background = new DirectBackground();
    private final NoticesHeard notices = new NoticesHeard();
    private final NodesModel model =
            new NodesModel(
                    new ClusterLink(
                            new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                            cluster.carillon(),
                            background,
                            () -> NOW),
                    notices);

    @BeforeEach
    void twoNodes() {
        cluster.addNode("a", 1);
        cluster.addNode("b", 0);
        cluster.setSegment(new SegmentView(0, "a", 3, null));
        cluster.setSegment(new SegmentView(1, "b", 4, null));
    }

    private RunView running(String job, String node, Duration since) {
        return cluster.add(job, RunState.RUNNING, NOW.minus(since), null, node, "default");
    }

    private void succeeded(String job, Duration took) {
        var due = NOW.minus(Duration.ofHours(2));
        cluster.add(job, RunState.SUCCEEDED, due, due.plus(took), "a", "default");
    }

    @Test
    void nodesAndSegmentsAreThereOnceItIsShown() {
        model.show(null);

        assertThat(model.nodes()).extracting(NodeView::name).containsExactly("a", "b");
        assertThat(model.segmentsProperty().get()).hasSize(2);
    }

    @Test
    void aSegmentWithAnotherOwnerIsMarkedAsMoved() {
        model.show(null);

        cluster.setSegment(new SegmentView(1, "a", 5, null));
        background.tick();

        var moved = Objects.requireNonNull(model.moved(1));
        assertThat(moved.from()).isEqualTo("b");
        assertThat(moved.to()).isEqualTo("a");
        assertThat(model.moved(0)).isNull();
    }

    @Test
    void segmentsAboutToBeHandedOverAreCounted() {
        cluster.setSegment(new SegmentView(1, "b", 4, "a"));

        model.show(null);

        assertThat(model.moving()).isEqualTo(1);
    }

    @Test
    void aNodeIsSelectedByItsNameWithItsRuns() {
        var run = running("report", "b", Duration.ofMinutes(1));
        running("other", "a", Duration.ofMinutes(1));

        model.show("b");

        assertThat(Objects.requireNonNull(model.selectedProperty().get()).name()).isEqualTo("b");
        assertThat(model.runs().shown()).extracting(RunView::id).containsExactly(run.id());
    }

    @Test
    void aDrainTellsWhatIsLeftAndWhenItWillHaveEnded() {
        succeeded("report", Duration.ofMinutes(10));
        running("report", "a", Duration.ofMinutes(4));
        model.show("a");

        model.cordon("a", null);

        var drain = Objects.requireNonNull(model.drain("a"));
        assertThat(drain.left()).hasSize(1);
        assertThat(drain.end()).contains(NOW.plus(Duration.ofMinutes(6)));
        assertThat(NodesView.text(drain, NOW)).contains("1 of 1", "6 min", "default/report");
    }

    @Test
    void theEndIsUnknownWhenAJobNeverSucceeded() {
        running("report", "a", Duration.ofMinutes(4));
        model.show("a");

        model.cordon("a", null);

        assertThat(Objects.requireNonNull(model.drain("a")).end()).isEmpty();
    }

    @Test
    void aDrainIsDoneWhenNothingRunsAndSaysSo() {
        var first = running("report", "a", Duration.ofMinutes(4));
        var second = running("import", "a", Duration.ofMinutes(4));
        model.show("a");
        model.cordon("a", null);

        cluster.put(FakeCarillon.as(first, RunState.SUCCEEDED));
        background.tick();
        assertThat(Objects.requireNonNull(model.drain("a")).progress()).isEqualTo(0.5);
        cluster.put(FakeCarillon.as(second, RunState.SUCCEEDED));
        background.tick();

        assertThat(Objects.requireNonNull(model.drain("a")).done()).isTrue();
        assertThat(notices.texts()).anyMatch(text -> text.contains("Nothing runs on node a"));
    }

    @Test
    void aCordonIsTakenBackByItsUndo() {
        model.show("a");
        model.cordon("a", Duration.ofHours(2));
        assertThat(model.nodes().getFirst().cordonedUntil())
                .isEqualTo(NOW.plus(Duration.ofHours(2)));

        notices.undo();

        assertThat(model.nodes().getFirst().cordonedUntil()).isNull();
        assertThat(model.drain("a")).isNull();
    }

    @Test
    void whatWasReadStaysWhileNoNodeAnswers() {
        model.show(null);

        cluster.setAway(true);
        background.tick();

        assertThat(model.nodes()).hasSize(2);
        assertThat(model.problem().textProperty().get()).contains("no node answers");
    }

    @Test
    void aNodeThatIsNotThereIsRefusedInWords() {
        model.show(null);

        model.cordon("c", null);

        assertThat(notices.texts()).containsExactly("Node c was not cordoned: there is no node c");
    }

    @Test
    void nothingIsAskedForOnceItIsHidden() {
        model.show(null);
        model.hide();

        cluster.addNode("c", 0);
        background.tick();

        assertThat(model.nodes()).hasSize(2);
    }

    @Test
    void underThePointerTheRunsOfANodeKeepTheirPlaces() {
        var first = running("report", "a", Duration.ofMinutes(4));
        var second = running("export", "a", Duration.ofMinutes(2));
        model.show("a");
        model.runs().setStill(true);

        cluster.put(FakeCarillon.as(first, RunState.SUCCEEDED));
        background.tick();

        assertThat(model.runs().shown())
                .extracting(RunView::id)
                .containsExactly(first.id(), second.id());
        model.select("b");
        background.tick();
        assertThat(model.runs().shown()).isEmpty();
    }
}
