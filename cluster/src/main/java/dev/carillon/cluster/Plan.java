package dev.carillon.cluster;

import dev.carillon.engine.store.SegmentTable.SegmentRow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/// Who shall own which segment: the same answer on every node that reads the same rows.
///
/// Each node's fair share is its part of all capacity. It gets the share rounded down or up; those that have more
/// than the rounded-down share already are rounded up first, so that nobody gives away what it may keep. What
/// a node has up to its number stays; the rest, and what has no living owner, goes where something is missing.
/// No other plan within one segment of the fair shares moves fewer segments.
final class Plan {
    /// @param capacity relative to the others, at least 1
    record Share(UUID node, int capacity) {}

    private record Target(UUID node, int least, long remainder, int has) {}

    private Plan() {}

    /// @return the owner of each segment; empty when there are no nodes
    static Map<Integer, UUID> of(List<SegmentRow> segments, List<Share> nodes) {
        if (nodes.isEmpty()) {
            return Map.of();
        }
        var targets = targets(segments, nodes);
        var plan = new TreeMap<Integer, UUID>();
        var homeless = new ArrayList<Integer>();
        var room = new HashMap<>(targets);
        for (var segment : inOrder(segments)) {
            var owner = segment.owner();
            Integer left = owner == null ? null : room.get(owner);
            if (owner != null && left != null && left > 0) {
                room.put(owner, left - 1);
                plan.put(segment.id(), owner);
            } else {
                homeless.add(segment.id());
            }
        }
        for (int segment : homeless) {
            // The one with the most room, so that each takes its part of what follows a death.
            var to =
                    room.entrySet().stream()
                            .max(
                                    Comparator.<Map.Entry<UUID, Integer>>comparingInt(
                                                    Map.Entry::getValue)
                                            .thenComparing(Map.Entry::getKey))
                            .orElseThrow();
            to.setValue(to.getValue() - 1);
            plan.put(segment, to.getKey());
        }
        return plan;
    }

    private static List<SegmentRow> inOrder(List<SegmentRow> segments) {
        return segments.stream().sorted(Comparator.comparingInt(SegmentRow::id)).toList();
    }

    private static Map<UUID, Integer> targets(List<SegmentRow> segments, List<Share> nodes) {
        long all = nodes.stream().mapToLong(Share::capacity).sum();
        var has = new HashMap<UUID, Integer>();
        segments.stream()
                .map(SegmentRow::owner)
                .filter(Objects::nonNull)
                .forEach(owner -> has.merge(owner, 1, Integer::sum));
        var targets = new ArrayList<Target>();
        int left = segments.size();
        for (var node : nodes) {
            long share = (long) segments.size() * node.capacity();
            int least = (int) (share / all);
            left -= least;
            targets.add(
                    new Target(node.node(), least, share % all, has.getOrDefault(node.node(), 0)));
        }
        targets.sort(
                Comparator.comparing((Target each) -> each.has <= each.least)
                        .thenComparing(each -> -each.remainder)
                        .thenComparing(Target::node));
        var rounded = new HashMap<UUID, Integer>();
        var up = new HashSet<UUID>();
        for (var each : targets) {
            if (left > up.size() && each.remainder > 0) {
                up.add(each.node);
            }
            rounded.put(each.node, each.least + (up.contains(each.node) ? 1 : 0));
        }
        return rounded;
    }
}
