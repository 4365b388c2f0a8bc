package dev.carillon.console.now;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.Stats;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.link.Background.Ticking;
import dev.carillon.console.link.Changes;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.FailedRuns;
import dev.carillon.console.link.Latest;
import dev.carillon.console.link.Standing;
import dev.carillon.console.parts.StillRows;

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
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is going on: counts, what runs, what waits, what failed last, the nodes. Lists are read when the screen is
/// shown, or when the feed says that too much changed; between that each change is applied as it comes.
final class NowModel {
    private static final int MOST = 100;
    private static final Set<RunState> UNDER_WAY =
            EnumSet.of(RunState.CLAIMED, RunState.RUNNING, RunState.STOPPING);
    private static final Set<RunState> WAITING =
            EnumSet.of(RunState.WAITING, RunState.HELD, RunState.DELAYED, RunState.QUEUED);
    private static final Duration NODES = Duration.ofSeconds(5);

    /// How many runs were begun and finished in a second.
    record Beat(Instant at, double started, double finished) {}

    private final ClusterLink link;
    private final Map<String, RunView> known = new HashMap<>();
    private final StillRows<RunView> running = new StillRows<>(RunView::id);
    private final StillRows<RunView> waiting = new StillRows<>(RunView::id);
    private final StillRows<RunView> failed = new StillRows<>(RunView::id);
    private final ObservableList<NodeView> nodes = FXCollections.observableArrayList();
    private final ReadOnlyBooleanWrapper read = new ReadOnlyBooleanWrapper();
    private final ObservableList<Beat> throughput = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<@Nullable Stats> stats = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable String> problem = new ReadOnlyObjectWrapper<>();
    private final Latest reading;
    private final Latest readingNodes;
    private final List<Ticking> open = new ArrayList<>();
    private @Nullable Subscription standing;
    private @Nullable Stats before;
    private @Nullable Instant beforeAt;

    NowModel(ClusterLink link) {
        this.link = link;
        reading = new Latest(link.background());
        readingNodes = new Latest(link.background());
    }

    StillRows<RunView> running() {
        return running;
    }

    StillRows<RunView> waiting() {
        return waiting;
    }

    StillRows<RunView> failed() {
        return failed;
    }

    ObservableList<NodeView> nodes() {
        return nodes;
    }

    /// The last minutes, oldest first.
    /// Whether the lists were read once; before that, nothing is known of what runs.
    ReadOnlyBooleanProperty readProperty() {
        return read.getReadOnlyProperty();
    }

    ObservableList<Beat> throughput() {
        return throughput;
    }

    ReadOnlyObjectProperty<@Nullable Stats> statsProperty() {
        return stats.getReadOnlyProperty();
    }

    /// Why a list could not be read, null when all could.
    ReadOnlyObjectProperty<@Nullable String> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    Instant now() {
        return link.clock().instant();
    }

    void show() {
        if (!open.isEmpty()) {
            return;
        }
        open.add(link.listen(this::changed));
        open.add(link.background().every(NODES, this::readNodes));
        standing = link.standingProperty().subscribe(this::heard);
        read();
        readNodes();
    }

    private List<StillRows<RunView>> rows() {
        return List.of(running, waiting, failed);
    }

    void hide() {
        // No pointer is over what is not seen.
        rows().forEach(rows -> rows.setStill(false));
        open.forEach(Ticking::close);
        open.clear();
        if (standing != null) {
            standing.unsubscribe();
            standing = null;
        }
        reading.cancel();
        readingNodes.cancel();
    }

    private void heard(Standing now) {
        var current = now.stats();
        if (current == null || !now.live() || now.heard() == null) {
            return;
        }
        stats.set(current);
        if (before != null && beforeAt != null && now.heard().isAfter(beforeAt)) {
            double seconds = Duration.between(beforeAt, now.heard()).toMillis() / 1000.0;
            // A node that began anew counts from 0.
            throughput.add(
                    new Beat(
                            now.heard(),
                            Math.max(0, current.started() - before.started()) / seconds,
                            Math.max(0, current.finished() - before.finished()) / seconds));
            if (throughput.size() > MOST) {
                throughput.removeFirst();
            }
        }
        before = current;
        beforeAt = now.heard();
    }

    private record Lists(List<RunView> underWay, List<RunView> waiting, List<RunView> bad) {}

    private void read() {
        var failures = FailedRuns.query(now());
        reading.ask(
                () ->
                        new Lists(
                                runs(new RunQuery(UNDER_WAY, null, null, null)),
                                runs(new RunQuery(WAITING, null, null, null)),
                                runs(failures)),
                lists -> {
                    known.clear();
                    lists.underWay.forEach(this::know);
                    lists.waiting.forEach(this::know);
                    lists.bad.forEach(this::know);
                    problem.set(null);
                    sort();
                    read.set(true);
                },
                refusal -> problem.set(refusal.getMessage()));
    }

    private List<RunView> runs(RunQuery query) {
        return link.carillon().runs(query, null, MOST).items();
    }

    private void readNodes() {
        readingNodes.ask(
                link.carillon()::nodes,
                nodes::setAll,
                refusal -> problem.set(refusal.getMessage()));
    }

    private void changed(Changes changes) {
        if (changes.everything()) {
            read();
            readNodes();
            return;
        }
        if (changes.has("node")) {
            readNodes();
        }
        for (var run : changes.runs().values()) {
            know(run);
            rows().forEach(rows -> rows.change(run));
        }
        if (!changes.runs().isEmpty()) {
            sort();
        }
    }

    private void know(RunView run) {
        if (concerns(run)) {
            known.merge(run.id(), run, (was, is) -> is.version() >= was.version() ? is : was);
        } else {
            known.remove(run.id());
        }
    }

    private static boolean concerns(RunView run) {
        return UNDER_WAY.contains(run.state())
                || WAITING.contains(run.state())
                || RunState.PROBLEMS.contains(run.state()) && !run.handled();
    }

    private void sort() {
        show(running, UNDER_WAY, Comparator.comparing(NowModel::begun).thenComparing(RunView::id));
        show(waiting, WAITING, Comparator.comparing(RunView::due).thenComparing(RunView::id));
        show(
                failed,
                RunState.PROBLEMS,
                Comparator.comparing(NowModel::ended).thenComparing(RunView::id).reversed());
    }

    private void show(StillRows<RunView> rows, Set<RunState> states, Comparator<RunView> order) {
        var all =
                known.values().stream()
                        .filter(run -> states.contains(run.state()))
                        .sorted(order)
                        .toList();
        // What no list shows is not kept, however long the screen is open.
        all.stream().skip(MOST).forEach(run -> known.remove(run.id()));
        rows.apply(all.stream().limit(MOST).toList());
    }

    private static Instant begun(RunView run) {
        return run.startedAt() == null ? run.due() : run.startedAt();
    }

    private static Instant ended(RunView run) {
        return run.finishedAt() == null ? run.due() : run.finishedAt();
    }

    void cancel(RunView run, Notices notices, String done, String failed) {
        link.ask(
                carillon -> carillon.cancel(run.id()),
                _ -> notices.done(done),
                refusal -> notices.failed(failed, refusal));
    }
}
