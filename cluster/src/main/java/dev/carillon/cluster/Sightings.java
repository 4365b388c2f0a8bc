package dev.carillon.cluster;

import dev.carillon.engine.store.NodeTable.NodeRow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// How long this process has read the same beat of each node. Only the time between an answer and the next
/// question counts, and only when it is short: while the database is away, or this process hangs, nobody grows
/// old. A step of any clock changes nothing. Owned by the thread that looks.
final class Sightings {
    private record Sighting(long beat, long unchangedNanos) {}

    private final Timing timing;
    private Map<UUID, Sighting> last = new HashMap<>();
    private long answeredNanos;
    private boolean answered;

    Sightings(Timing timing) {
        this.timing = timing;
    }

    /// @param askedNanos before the read, by the monotonic clock
    /// @param nowNanos after it
    void seen(List<NodeRow> nodes, long askedNanos, long nowNanos) {
        long gap = answered ? askedNanos - answeredNanos : 0;
        long counted = gap <= timing.gap().toNanos() ? Math.max(0, gap) : 0;
        var now = new HashMap<UUID, Sighting>();
        for (var node : nodes) {
            var before = last.get(node.id());
            long unchanged =
                    before != null && before.beat == node.beat()
                            ? before.unchangedNanos + counted
                            : 0;
            now.put(node.id(), new Sighting(node.beat(), unchanged));
        }
        last = now;
        answeredNanos = nowNanos;
        answered = true;
    }

    /// Counts anew.
    void forget(UUID node) {
        last.computeIfPresent(node, (id, sighting) -> new Sighting(sighting.beat, 0));
    }

    boolean expired(UUID node) {
        var sighting = last.get(node);
        return sighting != null && sighting.unchangedNanos >= timing.expiry().toNanos();
    }
}
