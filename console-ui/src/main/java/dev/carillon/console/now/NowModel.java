package dev.carillon.console.now;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.Stats;
import dev.carillon.api.CarillonException;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.link.Background.Ticking;
import dev.carillon.console.link.Changes;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.FailedRuns;
import dev.carillon.console.link.Latest;
import dev.carillon.console.link.Standing;
import dev.carillon.console.link.Watch;
import dev.carillon.console.now.DueFirst.Part;
import dev.carillon.console.parts.Problem;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What is going on: counts, what runs, what waits, what failed last, the nodes. Lists are read when the screen is
/// shown, when the feed says that too much changed, and when so many rows left one that others come into sight; between that
/// each change is applied as it comes.
final class NowModel {
    private static final Duration NODES = Duration.ofSeconds(5);
    private static final int MOST_PAGES = 10;

    /// Lists that run dry are not read more often.
    private static final Duration CALM = Duration.ofSeconds(1);

    private final ClusterLink link;
    private final LiveRuns runs = new LiveRuns();
    private final ObservableList<NodeView> nodes = FXCollections.observableArrayList();
    private final ReadOnlyBooleanWrapper read = new ReadOnlyBooleanWrapper();
    private final Pace pace;
    private final ReadOnlyObjectWrapper<@Nullable Stats> stats = new ReadOnlyObjectWrapper<>();
    private final Problem problem = new Problem();
    private final Latest reading;
    private final Watch<List<NodeView>> readingNodes;
    private final List<Ticking> open = new ArrayList<>();
    private @Nullable Subscription standing;
    private @Nullable Subscription counting;
    private @Nullable CarillonException listsProblem;
    private @Nullable CarillonException nodesProblem;
    private boolean calming;

    NowModel(ClusterLink link) {
        this.link = link;
        pace = new Pace(link);
        reading = new Latest(link.background());
        readingNodes =
                new Watch<>(
                        link.background(),
                        NODES,
                        link.carillon()::nodes,
                        this::knowNodes,
                        refusal -> {
                            nodesProblem = refusal;
                            tellProblem();
                        });
    }

    FirstRuns running() {
        return runs.running();
    }

    FirstRuns waiting() {
        return runs.waiting();
    }

    FirstRuns failed() {
        return runs.failed();
    }

    ObservableList<NodeView> nodes() {
        return nodes;
    }

    /// Whether the lists were read once; before that, nothing is known of what runs.
    ReadOnlyBooleanProperty readProperty() {
        return read.getReadOnlyProperty();
    }

    /// How many runs began and ended in the last minutes.
    Pace pace() {
        return pace;
    }

    ReadOnlyObjectProperty<@Nullable Stats> statsProperty() {
        return stats.getReadOnlyProperty();
    }

    /// Why something on the screen could not be read and may be old, null when all could.
    Problem problem() {
        return problem;
    }

    Instant now() {
        return link.clock().instant();
    }

    void show() {
        if (!open.isEmpty()) {
            return;
        }
        open.add(link.listen(this::changed));
        standing = link.standingProperty().subscribe(this::heard);
        counting = link.failed().problemProperty().subscribe(this::tellProblem);
        read();
        readingNodes.start();
    }

    void hide() {
        // No pointer is over what is not seen.
        runs.rows().forEach(rows -> rows.setStill(false));
        open.forEach(Ticking::close);
        open.clear();
        if (standing != null) {
            standing.unsubscribe();
            standing = null;
        }
        if (counting != null) {
            counting.unsubscribe();
            counting = null;
        }
        reading.cancel();
        runs.giveUp();
        readingNodes.stop();
    }

    private void heard(Standing now) {
        var current = now.stats();
        if (current == null || !now.live() || now.heard() == null) {
            return;
        }
        stats.set(current);
        countTotals();
    }

    private void knowNodes(List<NodeView> found) {
        nodes.setAll(found);
        nodesProblem = null;
        tellProblem();
        if (listsProblem != null && !runs.asked()) {
            read();
        }
    }

    private void tellProblem() {
        var why = listsProblem != null ? listsProblem : nodesProblem;
        if (why != null) {
            problem.refuse(why);
        } else {
            problem.set(link.failed().problemProperty().get());
        }
    }

    /// Reads all of it now: somebody wants to try again what was refused.
    void readAgain() {
        link.failed().countAgain();
        read();
        readingNodes.hurry();
    }

    private record Lists(Part underWay, Part waiting, Part failed) {}

    private void read() {
        var failures = FailedRuns.query(now());
        runs.ask();
        reading.ask(
                () ->
                        new Lists(
                                dueFirst(LiveRuns.UNDER_WAY),
                                dueFirst(LiveRuns.WAITING),
                                newest(failures)),
                lists -> {
                    runs.answer(lists.underWay, lists.waiting, lists.failed);
                    listsProblem = null;
                    tellProblem();
                    read.set(true);
                    shown();
                },
                refusal -> {
                    runs.giveUp();
                    listsProblem = refusal;
                    tellProblem();
                });
    }

    private Part dueFirst(Set<RunState> states) {
        return new DueFirst(link.carillon(), states, LiveRuns.SHOWN, LiveRuns.KEPT).read();
    }

    private Part newest(RunQuery query) {
        // Those that were dealt with are told as well, and are not shown.
        var found = new ArrayList<RunView>();
        String cursor = null;
        int pages = 0;
        do {
            // More than are shown: those that were due long before they failed are far behind.
            var page = link.carillon().runs(query, cursor, LiveRuns.KEPT);
            page.items().stream().filter(run -> !run.handled()).forEach(found::add);
            cursor = page.cursor();
            pages++;
        } while (cursor != null && found.size() < LiveRuns.SHOWN && pages < MOST_PAGES);
        return new Part(found, cursor != null);
    }

    private void shown() {
        countTotals();
        if (runs.isShort() && !calming) {
            calming = true;
            link.background()
                    .after(
                            CALM,
                            () -> {
                                calming = false;
                                // What is under way already may be asked of a loaded node.
                                if (!open.isEmpty() && !runs.asked() && runs.isShort()) {
                                    read();
                                }
                            });
        }
    }

    private void countTotals() {
        runs.running().countTotal(count(LiveRuns.UNDER_WAY));
        runs.waiting().countTotal(count(LiveRuns.WAITING));
        runs.failed().countTotal(link.failed().countProperty().get());
    }

    private @Nullable RunCount count(Set<RunState> states) {
        var counted = stats.get();
        return counted == null
                ? null
                : new RunCount(
                        states.stream()
                                .mapToLong(state -> counted.runs().getOrDefault(state, 0L))
                                .sum(),
                        false);
    }

    private void changed(Changes changes) {
        if (changes.everything()) {
            // It may be of a node that was away.
            listsProblem = null;
            nodesProblem = null;
            tellProblem();
            read();
            readingNodes.anew();
            return;
        }
        // A cordon or a drain is one.
        if (changes.has("change")) {
            readingNodes.hurry();
        }
        runs.change(changes.runs().values());
        shown();
    }

    void cancel(RunView run, Notices notices, String done, String failed) {
        link.ask(
                carillon -> carillon.cancel(run.id()),
                _ -> notices.done(done),
                refusal -> notices.failed(failed, refusal));
    }
}
