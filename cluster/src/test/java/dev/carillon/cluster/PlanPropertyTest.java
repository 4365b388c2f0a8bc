package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.engine.store.SegmentTable.SegmentRow;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;

/// The plan for random owners, capacities and nodes.
class PlanPropertyTest {
    private record Case(List<SegmentRow> segments, List<Plan.Share> nodes) {
        static Case of(long seed, int segments, int nodes, int gone) {
            var random = new Random(seed);
            var shares = new ArrayList<Plan.Share>();
            for (int i = 0; i < nodes; i++) {
                shares.add(new Plan.Share(id(i), 1 + random.nextInt(4)));
            }
            var rows = new ArrayList<SegmentRow>();
            for (int id = 0; id < segments; id++) {
                int owner = random.nextInt(nodes + gone + 1);
                rows.add(new SegmentRow(id, owner == 0 ? null : id(owner - 1), 1, null));
            }
            return new Case(rows, shares);
        }

        static UUID id(int node) {
            return new UUID(0, node);
        }

        Map<UUID, Integer> counts(Map<Integer, UUID> plan) {
            var counts = new HashMap<UUID, Integer>();
            plan.values().forEach(node -> counts.merge(node, 1, Integer::sum));
            return counts;
        }

        double fair(Plan.Share node) {
            return (double) segments.size()
                    * node.capacity()
                    / nodes.stream().mapToInt(Plan.Share::capacity).sum();
        }
    }

    @Property
    void eachNodeIsWithinOneSegmentOfItsFairShare(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 256) int segments,
            @ForAll @IntRange(min = 1, max = 60) int nodes) {
        var some = Case.of(seed, segments, nodes, 3);

        var plan = Plan.of(some.segments, some.nodes);

        assertThat(plan).hasSize(segments);
        var counts = some.counts(plan);
        for (var node : some.nodes) {
            assertThat(Math.abs(counts.getOrDefault(node.node(), 0) - some.fair(node)))
                    .isLessThan(1);
        }
    }

    @Property
    void noFairPlanMovesFewer(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int segments,
            @ForAll @IntRange(min = 1, max = 4) int nodes) {
        var some = Case.of(seed, segments, nodes, 2);

        int kept = kept(some.segments, Plan.of(some.segments, some.nodes));

        assertThat(kept).isEqualTo(mostKept(some));
    }

    private static int kept(List<SegmentRow> segments, Map<Integer, UUID> plan) {
        return (int)
                segments.stream()
                        .filter(each -> Objects.equals(each.owner(), plan.get(each.id())))
                        .count();
    }

    // By trying every way to round each fair share down or up.
    private static int mostKept(Case some) {
        int most = 0;
        int count = some.nodes.size();
        for (int up = 0; up < 1 << count; up++) {
            int all = 0;
            int kept = 0;
            boolean fair = true;
            for (int i = 0; i < count; i++) {
                var node = some.nodes.get(i);
                double share = some.fair(node);
                boolean rounded = (up >> i & 1) == 1;
                int target = (int) Math.floor(share) + (rounded ? 1 : 0);
                fair &= Math.abs(target - share) < 1;
                all += target;
                int has =
                        (int)
                                some.segments.stream()
                                        .filter(each -> node.node().equals(each.owner()))
                                        .count();
                kept += Math.min(has, target);
            }
            if (fair && all == some.segments.size()) {
                most = Math.max(most, kept);
            }
        }
        return most;
    }

    @Property
    void everyNodeMakesTheSamePlan(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int nodes) {
        var some = Case.of(seed, 32, nodes, 3);
        var segments = new ArrayList<>(some.segments);
        var shares = new ArrayList<>(some.nodes);
        Collections.shuffle(segments, new Random(seed));
        Collections.shuffle(shares, new Random(seed + 1));

        assertThat(Plan.of(segments, shares)).isEqualTo(Plan.of(some.segments, some.nodes));
    }

    @Property
    void aPlanThatIsCarriedOutIsKept(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int nodes) {
        var some = Case.of(seed, 32, nodes, 3);
        var plan = Plan.of(some.segments, some.nodes);
        var after =
                some.segments.stream()
                        .map(each -> new SegmentRow(each.id(), plan.get(each.id()), 2, null))
                        .toList();

        assertThat(Plan.of(after, some.nodes)).isEqualTo(plan);
    }
}
