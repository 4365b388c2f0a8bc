package dev.carillon.cluster;

import dev.carillon.api.CarillonException;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.NodeTable.Role;
import dev.carillon.engine.store.NodeTable.State;
import dev.carillon.engine.store.SegmentTable.SegmentRow;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Writes the [Plan] into the table, by compare-and-set on the epoch. It remembers only since when things are as
/// they are; two of them at once, or one with an old picture, disturb nobody: what one wrote first no longer
/// matches for the other. Owned by the thread that looks.
final class Coordinator {
    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);

    /// One change of a row.
    private record Step(SegmentRow segment, UUID to, boolean atOnce) {
        boolean apply(Tx tx) {
            return atOnce
                    ? tx.segments().assign(segment.id(), segment.epoch(), to)
                    : tx.segments().want(segment.id(), segment.epoch(), to);
        }
    }

    private record Asked(long epoch, UUID wanted, long sinceNanos) {}

    private final Stores stores;
    private final Timing timing;
    private final LongSupplier nanos;
    private Set<UUID> members = Set.of();
    private long membersSinceNanos;
    private boolean orphaned;
    private long orphanedSinceNanos;
    private Map<Integer, Asked> asked = Map.of();

    Coordinator(Stores stores, Timing timing, LongSupplier nanos) {
        this.stores = stores;
        this.timing = timing;
        this.nanos = nanos;
        membersSinceNanos = nanos.getAsLong();
    }

    /// Plans if it is this node's turn.
    ///
    /// @param picture with the nodes whose process is not known to be gone
    /// @param leads whether this node is the coordinator; another plans only for segments nobody cares for
    /// @return whether rows changed
    boolean plan(Picture picture, boolean leads) {
        long now = nanos.getAsLong();
        noteMembers(picture.nodes(), now);
        noteAsked(picture, now);
        var alive = picture.nodes().stream().map(NodeRow::id).collect(Collectors.toSet());
        var orphans =
                picture.segments().stream()
                        .filter(each -> each.owner() == null || !alive.contains(each.owner()))
                        .toList();
        if (orphans.isEmpty() || !orphaned) {
            orphanedSinceNanos = now;
        }
        orphaned = !orphans.isEmpty();
        boolean uncaredFor = orphaned && now - orphanedSinceNanos >= timing.orphan().toNanos();
        return (leads || uncaredFor) && write(steps(picture, alive, now));
    }

    /// Gives away all segments of a node that leaves.
    ///
    /// @return whether rows changed
    boolean giveAway(Picture picture, UUID leaving) {
        var plan = Plan.of(picture.segments(), shares(heirs(picture, leaving)));
        return write(
                picture.ownedBy(leaving).stream()
                        .filter(segment -> plan.containsKey(segment.id()))
                        .map(
                                segment ->
                                        new Step(
                                                segment,
                                                Objects.requireNonNull(plan.get(segment.id())),
                                                true))
                        .toList());
    }

    // One whose session with the database is gone may have died, which nobody has found out yet.
    private static List<NodeRow> heirs(Picture picture, UUID leaving) {
        var others = picture.without(Set.of(leaving)).nodes();
        var there = others.stream().filter(node -> picture.sessions().contains(node.id())).toList();
        return shares(there).isEmpty() ? others : there;
    }

    private void noteMembers(List<NodeRow> living, long now) {
        var planned = shares(living).stream().map(Plan.Share::node).collect(Collectors.toSet());
        if (!planned.equals(members)) {
            members = planned;
            membersSinceNanos = now;
        }
    }

    private void noteAsked(Picture picture, long now) {
        var still = new HashMap<Integer, Asked>();
        for (var segment : picture.segments()) {
            var wanted = segment.wanted();
            if (wanted != null) {
                var before = asked.get(segment.id());
                boolean same =
                        before != null
                                && before.epoch == segment.epoch()
                                && before.wanted.equals(wanted);
                still.put(segment.id(), same ? before : new Asked(segment.epoch(), wanted, now));
            }
        }
        asked = still;
    }

    private static List<Plan.Share> shares(List<NodeRow> nodes) {
        return nodes.stream()
                .filter(
                        node ->
                                node.state() == State.UP
                                        && node.presence().roles().contains(Role.SCHEDULE))
                .map(node -> new Plan.Share(node.id(), node.presence().capacity()))
                .toList();
    }

    private List<Step> steps(Picture picture, Set<UUID> alive, long now) {
        var plan = Plan.of(picture.segments(), shares(picture.nodes()));
        boolean settled = now - membersSinceNanos >= timing.settle().toNanos();
        var draining =
                picture.nodes().stream()
                        .filter(node -> node.state() == State.DRAINING)
                        .map(NodeRow::id)
                        .collect(Collectors.toSet());
        var steps = new ArrayList<Step>();
        for (var segment : picture.segments()) {
            var to = plan.get(segment.id());
            var owner = segment.owner();
            if (to == null || to.equals(owner)) {
                continue;
            }
            if (owner == null || !alive.contains(owner) || isStuck(segment, to, now)) {
                steps.add(new Step(segment, to, true));
            } else if ((settled || draining.contains(owner)) && !to.equals(segment.wanted())) {
                steps.add(new Step(segment, to, false));
            }
        }
        return steps;
    }

    // Its owner renews its lease and yet does not hand the segment over. Firing is fenced, so it
    // may be taken.
    private boolean isStuck(SegmentRow segment, UUID to, long now) {
        var since = asked.get(segment.id());
        return since != null
                && since.wanted.equals(to)
                && now - since.sinceNanos >= timing.gap().toNanos();
    }

    private boolean write(List<Step> steps) {
        if (steps.isEmpty()) {
            return false;
        }
        try {
            return stores.transaction(tx -> apply(tx, steps)) > 0;
        } catch (CarillonException e) {
            if (steps.size() == 1) {
                throw e;
            }
            LOG.debug(
                    "{} segments cannot be changed together, changing them one by one",
                    steps.size(),
                    e);
        }
        int changed = 0;
        for (var step : steps) {
            try {
                changed += stores.transaction(tx -> apply(tx, List.of(step)));
            } catch (CarillonException e) {
                LOG.warn("segment {} cannot be changed now", step.segment.id(), e);
            }
        }
        return changed > 0;
    }

    private static int apply(Tx tx, List<Step> steps) {
        int changed = 0;
        for (var step : steps) {
            changed += step.apply(tx) ? 1 : 0;
        }
        return changed;
    }
}
