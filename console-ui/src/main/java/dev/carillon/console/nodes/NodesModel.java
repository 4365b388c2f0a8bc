package dev.carillon.console.nodes;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.SegmentView;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Watch;
import dev.carillon.console.parts.OwnerColours;
import dev.carillon.console.parts.Problem;
import dev.carillon.console.parts.RowUpdates;
import dev.carillon.console.parts.StillRows;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The nodes, which segments each owns, and what still runs on those that are being emptied. The feed does not tell of
/// nodes and segments: they are looked at each second while the screen is shown.
final class NodesModel {
    private static final Texts TEXTS = Texts.of(NodesModel.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int MOST_RUNS = 500;
    private static final Set<RunState> UNDER_WAY =
            EnumSet.of(RunState.CLAIMED, RunState.RUNNING, RunState.STOPPING);

    /// How long one sees that a segment has another owner.
    static final Duration RECENT = Duration.ofMinutes(1);

    /// A segment that got another owner while one looked.
    ///
    /// @param from null when nobody owned it
    record Moved(@Nullable String from, @Nullable String to, Instant at) {}

    /// How far a node is that takes no more runs.
    ///
    /// @param most runs that were on it at once since it takes none
    /// @param left runs that are on it still, in order of their expected end
    /// @param end when all are expected to have ended; empty when that is not known of one
    record Drain(int most, List<RunView> left, Optional<Instant> end) {
        Drain {
            left = List.copyOf(left);
        }

        boolean done() {
            return left.isEmpty();
        }

        /// From 0 to 1.
        double progress() {
            return most == 0 ? 1 : 1 - (double) Math.min(left.size(), most) / most;
        }
    }

    private final ClusterLink link;
    private final Notices notices;
    private final OwnerColours colours = new OwnerColours();
    private final Expectations expectations = new Expectations();
    private final Watch<Look> watch;
    private final ObservableList<NodeView> nodes = FXCollections.observableArrayList();
    private final StillRows<RunView> runs = new StillRows<>(RunView::id);
    private final ReadOnlyObjectWrapper<List<SegmentView>> segments =
            new ReadOnlyObjectWrapper<>(List.of());
    private final Map<Integer, Moved> moved = new HashMap<>();
    private final Map<String, Integer> most = new HashMap<>();
    private final Map<String, Drain> drains = new HashMap<>();
    private final ReadOnlyObjectWrapper<@Nullable NodeView> selected =
            new ReadOnlyObjectWrapper<>();
    private final Problem problem = new Problem();
    private final ReadOnlyObjectWrapper<@Nullable Instant> looked = new ReadOnlyObjectWrapper<>();
    private volatile @Nullable String wanted;

    NodesModel(ClusterLink link, Notices notices) {
        this.link = link;
        this.notices = notices;
        watch =
                new Watch<>(
                        link.background(),
                        PERIOD,
                        () -> look(link.carillon()),
                        this::looked,
                        problem::refuse);
        watch.follow(link);
    }

    ObservableList<NodeView> nodes() {
        return nodes;
    }

    /// Runs under way on the selected node.
    StillRows<RunView> runs() {
        return runs;
    }

    ReadOnlyObjectProperty<List<SegmentView>> segmentsProperty() {
        return segments.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<@Nullable NodeView> selectedProperty() {
        return selected.getReadOnlyProperty();
    }

    Problem problem() {
        return problem;
    }

    /// When nodes and segments were read last; it changes with each look.
    ReadOnlyObjectProperty<@Nullable Instant> lookedProperty() {
        return looked.getReadOnlyProperty();
    }

    OwnerColours colours() {
        return colours;
    }

    /// Null for a segment that has the owner it had.
    @Nullable Moved moved(int segment) {
        return moved.get(segment);
    }

    /// Null for a node that takes runs.
    @Nullable Drain drain(String node) {
        return drains.get(node);
    }

    Instant now() {
        return link.clock().instant();
    }

    /// @param name of the node that is opened, null for the one that was
    void show(@Nullable String name) {
        if (name != null) {
            select(name);
        }
        watch.start();
    }

    void hide() {
        watch.stop();
        // No pointer is over what is not seen.
        runs.setStill(false);
    }

    void select(@Nullable String name) {
        if (Objects.equals(name, wanted)) {
            return;
        }
        wanted = name;
        runs.clear();
        selectWanted();
        watch.hurry();
    }

    private void selectWanted() {
        String name = wanted;
        selected.set(
                nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElse(null));
    }

    private record Look(
            List<NodeView> nodes,
            List<SegmentView> segments,
            @Nullable String of,
            Map<String, List<RunView>> runs) {}

    // On another thread.
    private Look look(Carillon carillon) {
        var seen = carillon.nodes();
        String of = wanted;
        var on = new HashMap<String, List<RunView>>();
        for (var node : seen) {
            if (node.name().equals(of) || node.cordonedUntil() != null) {
                var under = carillon.runs(on(node.name()), null, MOST_RUNS).items();
                if (node.cordonedUntil() != null) {
                    expectations.learn(carillon, under);
                }
                on.put(node.name(), under);
            }
        }
        return new Look(seen, carillon.segments(), of, on);
    }

    private static RunQuery on(String node) {
        return new RunQuery(UNDER_WAY, null, null, null, null, node, Set.of(), null, null, null);
    }

    private void looked(Look look) {
        var now = now();
        colours.keep(look.nodes.stream().map(NodeView::name).toList());
        noteMoved(look.segments, now);
        noteDrains(look, now);
        RowUpdates.apply(nodes, look.nodes, NodeView::id);
        selectWanted();
        if (Objects.equals(look.of, wanted) && look.of != null) {
            runs.apply(
                    look.runs.getOrDefault(look.of, List.of()).stream()
                            .sorted(Comparator.comparing(RunView::due).thenComparing(RunView::id))
                            .toList());
        }
        problem.set(null);
        segments.set(look.segments);
        looked.set(now);
    }

    private void noteMoved(List<SegmentView> now, Instant at) {
        moved.values().removeIf(each -> each.at.isBefore(at.minus(RECENT)));
        var before = new HashMap<Integer, SegmentView>();
        segments.get().forEach(each -> before.put(each.id(), each));
        for (var segment : now) {
            var was = before.get(segment.id());
            if (was != null && !Objects.equals(was.node(), segment.node())) {
                moved.put(segment.id(), new Moved(was.node(), segment.node(), at));
            }
        }
    }

    private void noteDrains(Look look, Instant now) {
        var emptied = new ArrayList<String>();
        for (var node : look.nodes) {
            String name = node.name();
            if (node.cordonedUntil() == null) {
                drains.remove(name);
                most.remove(name);
                continue;
            }
            var left = new ArrayList<>(look.runs.getOrDefault(name, List.of()));
            left.sort(Comparator.comparing(run -> expectations.end(run, now).orElse(Instant.MAX)));
            int highest = most.merge(name, left.size(), Math::max);
            var ends = left.stream().map(run -> expectations.end(run, now)).toList();
            var end =
                    ends.stream().allMatch(Optional::isPresent)
                            ? ends.stream().flatMap(Optional::stream).max(Instant::compareTo)
                            : Optional.<Instant>empty();
            var drain = new Drain(highest, left, end);
            var was = drains.put(name, drain);
            if (was != null && !was.done() && drain.done()) {
                emptied.add(name);
            }
        }
        drains.keySet().retainAll(look.nodes.stream().map(NodeView::name).toList());
        emptied.forEach(name -> notices.done(TEXTS.get("drained", name)));
    }

    /// Lets a node take no more runs; what is under way on it goes on, and how far that is is shown.
    ///
    /// @param length null for no end
    void cordon(String node, @Nullable Duration length) {
        link.ask(
                carillon -> carillon.cordon(node, length),
                _ -> {
                    notices.done(
                            TEXTS.get("cordoned", node), TEXTS.get("undo"), () -> uncordon(node));
                    watch.hurry();
                },
                refusal -> notices.failed(TEXTS.get("not.cordoned", node), refusal));
    }

    void uncordon(String node) {
        link.ask(
                carillon -> carillon.uncordon(node),
                _ -> {
                    notices.done(TEXTS.get("uncordoned", node));
                    watch.hurry();
                },
                refusal -> notices.failed(TEXTS.get("not.uncordoned", node), refusal));
    }

    /// How many segments are about to get another owner.
    long moving() {
        return segments.get().stream().filter(segment -> segment.wanted() != null).count();
    }
}
