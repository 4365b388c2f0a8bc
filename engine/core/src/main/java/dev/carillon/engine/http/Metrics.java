package dev.carillon.engine.http;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Carillon.SegmentView;
import dev.carillon.api.Carillon.Stats;
import dev.carillon.api.RunState;

import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/// Stats in the text format of Prometheus.
final class Metrics {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final double MICROS = 1_000_000;

    private Metrics() {}

    /// @param nodes of the cluster
    /// @param segments of the cluster
    static String text(Stats stats, List<NodeView> nodes, List<SegmentView> segments) {
        StringBuilder out = new StringBuilder();
        ofNode(out, stats);
        ofCluster(out, nodes, segments);
        return out.toString();
    }

    private static void ofNode(StringBuilder out, Stats stats) {
        family(out, "carillon_jobs", "gauge", "Jobs that are defined.");
        sample(out, "carillon_jobs", stats.jobs());
        family(out, "carillon_schedules", "gauge", "Schedules of all jobs.");
        sample(out, "carillon_schedules", stats.schedules());
        family(out, "carillon_runs", "gauge", "Stored runs by state.");
        for (RunState state : RunState.values()) {
            String label = state.name().toLowerCase(Locale.ROOT);
            sample(
                    out,
                    "carillon_runs{state=\"" + label + "\"}",
                    stats.runs().getOrDefault(state, 0L));
        }
        family(
                out,
                "carillon_lag_seconds",
                "gauge",
                "Start minus due time of the last hour's starts that no limit may have kept.");
        sample(out, "carillon_lag_seconds{quantile=\"0.5\"}", lag(stats.lagP50Micros()));
        sample(out, "carillon_lag_seconds{quantile=\"0.99\"}", lag(stats.lagP99Micros()));
        family(out, "carillon_starts_total", "counter", "Runs started by this node.");
        sample(out, "carillon_starts_total", stats.started());
        family(out, "carillon_finishes_total", "counter", "Runs finished by this node.");
        sample(out, "carillon_finishes_total", stats.finished());
    }

    // Not a number is how no observation is told.
    private static Object lag(long micros) {
        return micros == 0 ? "NaN" : micros / MICROS;
    }

    // The same from each node, so that one that is asked is enough.
    private static void ofCluster(
            StringBuilder out, List<NodeView> nodes, List<SegmentView> segments) {
        ofEach(out, nodes, "up", "1 for each node that works, 0 for others known.", Metrics::up);
        ofEach(out, nodes, "slots", "How many runs a node executes at a time.", NodeView::slots);
        ofEach(out, nodes, "busy_slots", "Slots of a node that are taken.", NodeView::busy);
        ofEach(out, nodes, "segments", "Segments that a node schedules.", NodeView::segments);
        family(
                out,
                "carillon_segments_unowned",
                "gauge",
                "Segments that no node schedules; above 0 for long, schedules do not fire.");
        sample(
                out,
                "carillon_segments_unowned",
                segments.stream().filter(segment -> segment.node() == null).count());
        family(
                out,
                "carillon_segment_owner_changes_total",
                "counter",
                "Changes of owners of all segments.");
        sample(
                out,
                "carillon_segment_owner_changes_total",
                segments.stream().mapToLong(SegmentView::epoch).sum());
    }

    private static void ofEach(
            StringBuilder out,
            List<NodeView> nodes,
            String what,
            String help,
            ToIntFunction<NodeView> value) {
        String name = "carillon_node_" + what;
        family(out, name, "gauge", help);
        nodes.forEach(node -> sample(out, of(name, node), value.applyAsInt(node)));
    }

    private static int up(NodeView node) {
        return node.state().equals("UP") ? 1 : 0;
    }

    private static String of(String name, NodeView node) {
        String label = node.name().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return name + "{node=\"" + label + "\"}";
    }

    private static void family(StringBuilder out, String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void sample(StringBuilder out, String series, Object value) {
        out.append(series).append(' ').append(value).append('\n');
    }
}
