package dev.carillon.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Carillon.SegmentView;
import dev.carillon.api.Carillon.Stats;
import dev.carillon.api.RunState;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;

class MetricsTest {
    private static final Stats STATS =
            new Stats(3, 4, Map.of(RunState.QUEUED, 7L), 500, 2_000, 11, 10, "a");

    @Test
    void aNodeTellsItsOwnNumbersInSeconds() {
        String text = Metrics.text(STATS, List.of(), List.of());

        assertThat(text.lines())
                .contains(
                        "carillon_jobs 3",
                        "carillon_runs{state=\"queued\"} 7",
                        "carillon_runs{state=\"lost\"} 0",
                        "carillon_lag_seconds{quantile=\"0.99\"} 0.002",
                        "carillon_starts_total 11");
    }

    @Test
    void eachNodeTellsOfAllAndOfSegmentsWithoutAnOwner() {
        String text =
                Metrics.text(
                        STATS,
                        List.of(node("a", "UP", 2), node("b", "GONE", 0)),
                        List.of(
                                new SegmentView(0, "a", 3, null),
                                new SegmentView(1, "a", 1, "b"),
                                new SegmentView(2, null, 2, null)));

        assertThat(text.lines())
                .contains(
                        "carillon_node_up{node=\"a\"} 1",
                        "carillon_node_up{node=\"b\"} 0",
                        "carillon_node_busy_slots{node=\"a\"} 5",
                        "carillon_node_segments{node=\"a\"} 2",
                        "carillon_segments_unowned 1",
                        "carillon_segment_owner_changes_total 6");
    }

    @Test
    void namesOfNodesCannotBreakTheFormat() {
        String text = Metrics.text(STATS, List.of(node("a\"} 1\nx\\", "UP", 0)), List.of());

        assertThat(text.lines()).contains("carillon_node_up{node=\"a\\\"} 1\\nx\\\\\"} 1");
    }

    private static NodeView node(String name, String state, int segments) {
        return new NodeView(
                name,
                name,
                state,
                Instant.EPOCH,
                16,
                5,
                segments,
                Map.of(),
                null,
                "0.1.0",
                1,
                List.of(),
                null);
    }
}
