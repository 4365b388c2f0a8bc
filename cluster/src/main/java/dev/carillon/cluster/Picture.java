package dev.carillon.cluster;

import dev.carillon.engine.store.NodeTable;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.SegmentTable.SegmentRow;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The tables of the cluster as one transaction read them.
///
/// @param nodes those not gone
/// @param sessions those of them whose process holds its session with the database
/// @param version of the segments; they are the same where it is
/// @param changes of runs, jobs and what people decide: another text after each, or null
record Picture(
        List<NodeRow> nodes,
        Set<UUID> sessions,
        List<SegmentRow> segments,
        String version,
        @Nullable String changes) {
    static final Picture NOTHING = new Picture(List.of(), Set.of(), List.of(), "", null);

    static Picture read(Tx tx) {
        return NOTHING.next(tx);
    }

    /// Reads them anew, the segments only if they changed since this one.
    Picture next(Tx tx) {
        var sight = tx.nodes().sight();
        return new Picture(
                sight.nodes(),
                sight.sessions(),
                sight.segments().equals(version) ? segments : tx.segments().all(),
                sight.segments(),
                sight.changes());
    }

    /// Whether nothing that an engine looks for was committed between the other picture and this one.
    boolean isAsQuietAs(Picture before) {
        return changes != null && changes.equals(before.changes);
    }

    Optional<NodeRow> node(UUID id) {
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst();
    }

    List<SegmentRow> ownedBy(UUID id) {
        return segments.stream().filter(segment -> id.equals(segment.owner())).toList();
    }

    /// Whether a node that leaves, or is drained, still has segments.
    boolean handsOver() {
        return nodes.stream()
                .anyMatch(
                        node ->
                                node.state() == NodeTable.State.DRAINING
                                        && !ownedBy(node.id()).isEmpty());
    }

    /// The same without some of the nodes.
    Picture without(Set<UUID> gone) {
        return new Picture(
                nodes.stream().filter(node -> !gone.contains(node.id())).toList(),
                sessions,
                segments,
                version,
                changes);
    }

    /// The node that plans: the first of the view that the table knows, or the oldest one.
    Optional<UUID> coordinator(List<UUID> view) {
        var first = view.stream().filter(id -> node(id).isPresent()).findFirst();
        return first.isPresent()
                ? first
                : nodes.stream()
                        .filter(node -> node.state() == NodeTable.State.UP)
                        .min(
                                Comparator.comparingLong(NodeRow::startedUs)
                                        .thenComparing(NodeRow::id))
                        .map(NodeRow::id);
    }
}
