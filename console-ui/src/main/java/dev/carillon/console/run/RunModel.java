package dev.carillon.console.run;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.Why;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.link.Background.Ticking;
import dev.carillon.console.link.Changes;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Latest;
import dev.carillon.console.link.Watch;
import dev.carillon.console.parts.Problem;
import dev.carillon.console.parts.RowUpdates;
import dev.carillon.console.parts.log.LogModel;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/// One run with its attempts, its parts, its neighbours, why it waits, and its log. The feed tells when it changed.
final class RunModel {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Pattern SPREAD = Pattern.compile("shard-\\d+|node-.+");
    // As often as a node stores what its attempts use, of which the feed does not tell.
    private static final Duration USAGE = Duration.ofSeconds(3);
    private static final int FEW = 20;
    private static final int MOST_STEPS = 40;

    private final ClusterLink link;
    private final LogModel log;
    private final ReadOnlyObjectWrapper<@Nullable RunView> run = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Why> why = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable RunView> previous = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable RunView> next = new ReadOnlyObjectWrapper<>();
    private final Problem problem = new Problem();
    private final ReadOnlyObjectWrapper<Instant> now;
    private final ObservableList<AttemptView> attempts = FXCollections.observableArrayList();
    private final ObservableList<RunView> parts = FXCollections.observableArrayList();
    private final Latest reading;
    private final Latest asking;
    private final Latest seeking;
    private final Latest readingParts;
    private final Watch<List<AttemptView>> usage;
    private final List<Ticking> open = new ArrayList<>();
    private @Nullable String id;
    // Read by the thread that asks.
    private volatile @Nullable String watched;

    RunModel(ClusterLink link) {
        this.link = link;
        log = new LogModel(link);
        now = new ReadOnlyObjectWrapper<>(link.clock().instant());
        reading = new Latest(link.background());
        asking = new Latest(link.background());
        seeking = new Latest(link.background());
        readingParts = new Latest(link.background());
        usage =
                new Watch<>(
                        link.background(),
                        USAGE,
                        () -> link.carillon().attempts(Objects.requireNonNull(watched)),
                        this::knowUsage,
                        problem::refuse);
    }

    LogModel log() {
        return log;
    }

    ReadOnlyObjectProperty<@Nullable RunView> runProperty() {
        return run.getReadOnlyProperty();
    }

    @Nullable RunView run() {
        return run.get();
    }

    /// Why it does not run; null while it does, and when it ended.
    ReadOnlyObjectProperty<@Nullable Why> whyProperty() {
        return why.getReadOnlyProperty();
    }

    /// The run of the job before it.
    ReadOnlyObjectProperty<@Nullable RunView> previousProperty() {
        return previous.getReadOnlyProperty();
    }

    /// The run of the job after it.
    ReadOnlyObjectProperty<@Nullable RunView> nextProperty() {
        return next.getReadOnlyProperty();
    }

    Problem problem() {
        return problem;
    }

    /// Goes on once a second while the run is not finished.
    ReadOnlyObjectProperty<Instant> nowProperty() {
        return now.getReadOnlyProperty();
    }

    ObservableList<AttemptView> attempts() {
        return attempts;
    }

    ObservableList<RunView> parts() {
        return parts;
    }

    /// Whether a part is a step of a flow, not a shard or the part of one node.
    static boolean isStep(RunView part) {
        return part.step() != null && !SPREAD.matcher(part.step()).matches();
    }

    List<Phase> phases() {
        var current = run.get();
        return current == null ? List.of() : Phase.of(current, attempts, now.get());
    }

    void show(String wanted) {
        if (!wanted.equals(id)) {
            hide();
            id = wanted;
            forget();
        }
        if (open.isEmpty()) {
            open.add(link.listen(this::changed));
            open.add(link.background().every(SECOND, this::tick));
        }
        now.set(link.clock().instant());
        read();
        seekNext();
        log.open(wanted);
    }

    private void forget() {
        run.set(null);
        why.set(null);
        previous.set(null);
        next.set(null);
        problem.set(null);
        attempts.clear();
        parts.clear();
    }

    void hide() {
        open.forEach(Ticking::close);
        open.clear();
        reading.cancel();
        asking.cancel();
        seeking.cancel();
        readingParts.cancel();
        usage.stop();
        log.close();
    }

    private record Known(RunView run, List<AttemptView> attempts) {}

    private void read() {
        if (id == null) {
            return;
        }
        String wanted = id;
        reading.ask(
                () -> new Known(link.carillon().run(wanted), link.carillon().attempts(wanted)),
                known -> {
                    boolean first = run.get() == null;
                    problem.set(null);
                    know(known.run);
                    RowUpdates.apply(attempts, known.attempts, AttemptView::fence);
                    watchUsage();
                    askWhy();
                    if (first) {
                        readParts();
                        seek();
                    }
                },
                problem::refuse);
    }

    private void know(RunView newer) {
        var known = run.get();
        if (known == null || newer.version() >= known.version()) {
            run.set(newer);
        }
    }

    private void tick() {
        var current = run.get();
        if (current == null) {
            read();
        } else if (!current.state().finished()) {
            now.set(link.clock().instant());
            askWhy();
        }
        watchUsage();
    }

    private void watchUsage() {
        if (isUnderWay()) {
            watched = id;
            usage.start();
        } else {
            usage.stop();
        }
    }

    private boolean isUnderWay() {
        var current = run.get();
        return current != null
                && (current.state() == RunState.RUNNING || current.state() == RunState.STOPPING);
    }

    // When it has ended meanwhile, what was read since is newer.
    private void knowUsage(List<AttemptView> found) {
        if (isUnderWay()) {
            RowUpdates.apply(attempts, found, AttemptView::fence);
        }
    }

    private void changed(Changes changes) {
        if (changes.everything()) {
            read();
            readParts();
            seekNext();
            return;
        }
        knowLater(changes.runs().values());
        var changed = changes.runs().get(id);
        if (changed != null) {
            know(changed);
            now.set(link.clock().instant());
            read();
        }
        if (changes.runs().values().stream()
                .anyMatch(each -> each.flow() != null && each.flow().equals(id))) {
            readParts();
        }
    }

    private void askWhy() {
        var current = run.get();
        if (current == null || !waits(current.state())) {
            asking.cancel();
            why.set(null);
            return;
        }
        asking.ask(
                () -> link.carillon().why(current.id()),
                found -> {
                    why.set(found);
                    problem.set(null);
                },
                problem::refuse);
    }

    private static boolean waits(RunState state) {
        return state.compareTo(RunState.CLAIMED) < 0;
    }

    private void readParts() {
        if (id == null) {
            return;
        }
        String flow = id;
        readingParts.ask(
                () -> link.carillon().parts(flow),
                found -> RowUpdates.apply(parts, found, RunView::id),
                problem::refuse);
    }

    private record Neighbours(@Nullable RunView previous, @Nullable RunView next) {}

    private void seek() {
        var current = run.get();
        if (current == null) {
            return;
        }
        seeking.ask(
                () ->
                        new Neighbours(
                                before(link.carillon(), current),
                                after(link.carillon(), current, link.clock().instant())),
                found -> {
                    previous.set(found.previous);
                    next.set(nearer(found.next, next.get()));
                },
                problem::refuse);
    }

    // A run that was the newest when it was sought need not be so any more.
    private void seekNext() {
        if (next.get() == null) {
            seek();
        }
    }

    // The first that the feed tells of after the newest one is the next.
    private void knowLater(Collection<RunView> told) {
        var current = run.get();
        if (current == null || next.get() != null) {
            return;
        }
        told.stream()
                .filter(each -> each.job().equals(current.job()))
                .filter(each -> each.id().compareTo(current.id()) > 0)
                .filter(each -> !each.due().isBefore(current.due()))
                .min(Comparator.comparing(RunView::id))
                .ifPresent(next::set);
    }

    private static @Nullable RunView nearer(@Nullable RunView one, @Nullable RunView other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.id().compareTo(other.id()) <= 0 ? one : other;
    }

    private static @Nullable RunView before(Carillon carillon, RunView run) {
        String cursor = null;
        for (int step = 0; step < MOST_STEPS; step++) {
            var page = carillon.runs(due(run.job(), null, run.due().plusMillis(1)), cursor, FEW);
            for (var each : page.items()) {
                if (each.id().compareTo(run.id()) < 0) {
                    return each;
                }
            }
            cursor = page.cursor();
            if (cursor == null) {
                return null;
            }
        }
        return null;
    }

    // Runs come newest first, so the nearest later one is the last of a time that is made as long
    // as needed and as
    // short as can be.
    private static @Nullable RunView after(Carillon carillon, RunView run, Instant now) {
        var longest = Duration.between(run.due(), now.plus(Duration.ofDays(400)));
        var reach = Duration.ofMinutes(1);
        for (int step = 0; step < MOST_STEPS; step++) {
            var page = carillon.runs(due(run.job(), run.due(), run.due().plus(reach)), null, FEW);
            var later =
                    page.items().stream()
                            .filter(each -> each.id().compareTo(run.id()) > 0)
                            .toList();
            if (page.cursor() == null && !later.isEmpty()) {
                return later.getLast();
            }
            if (page.cursor() == null && reach.compareTo(longest) > 0) {
                return null;
            }
            if (page.cursor() != null && reach.toMillis() < 2) {
                return later.isEmpty() ? null : later.getLast();
            }
            reach = page.cursor() == null ? reach.multipliedBy(4) : reach.dividedBy(3);
        }
        return null;
    }

    private static RunQuery due(String job, @Nullable Instant since, @Nullable Instant until) {
        return new RunQuery(Set.of(), job, since, until, null, null, Set.of(), null, null, null);
    }
}
