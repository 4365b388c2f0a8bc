package dev.carillon.console.failures;

import dev.carillon.api.Bulk;
import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.FailureQuery;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.FailureChange;
import dev.carillon.api.FailureState;
import dev.carillon.api.FailureView;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.link.Background.Ticking;
import dev.carillon.console.link.Changes;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Latest;
import dev.carillon.console.link.Pages;
import dev.carillon.console.link.Watch;
import dev.carillon.console.parts.Problem;
import dev.carillon.console.parts.StillRows;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The inbox of failures that are alike. Groups that come while one looks wait above the list until they are asked for,
/// so that no row moves under the cursor; what is known of those in it changes in its place.
final class FailuresModel {
    private static final Texts TEXTS = Texts.of(FailuresModel.class);
    private static final Duration PERIOD = Duration.ofSeconds(20);
    private static final Duration CALM = Duration.ofSeconds(1);
    private static final int PAGE = 500;

    /// So many groups nobody goes through; more are told of.
    static final int MOST = 1_000;

    // As a node plans at once.
    private static final int MOST_RETRIED = 10_000;
    private static final int PAGE_OF_RUNS = 500;
    private static final int MOST_RUNS = 100;
    private static final int LINES = 60;

    /// A snooze that is over at once: its group is new again.
    private static final Duration MOMENT = Duration.ofMillis(1);

    /// Which groups are listed.
    enum Shown {
        OPEN,
        MINE,
        SNOOZED,
        MUTED,
        RESOLVED,
        ALL
    }

    private final ClusterLink link;
    private final Notices notices;
    private final Watch<Pages<FailureView>> watch;
    private final Latest opening;
    private final ObservableList<FailureView> groups = FXCollections.observableArrayList();
    private final StillRows<RunView> runs = new StillRows<>(RunView::id);
    private final ReadOnlyObjectWrapper<List<String>> tail = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<@Nullable FailureView> opened =
            new ReadOnlyObjectWrapper<>();
    private final ReadOnlyIntegerWrapper waiting = new ReadOnlyIntegerWrapper();
    private final ReadOnlyBooleanWrapper more = new ReadOnlyBooleanWrapper();
    private final Problem problem = new Problem();
    private final Map<String, String> notes = new HashMap<>();
    private List<FailureView> latest = List.of();
    private boolean settled;
    private @Nullable Ticking listening;
    private volatile Shown shown = Shown.OPEN;
    private volatile String job = "";
    private volatile @Nullable String me;

    FailuresModel(ClusterLink link, Notices notices) {
        this.link = link;
        this.notices = notices;
        opening = new Latest(link.background());
        watch =
                new Watch<>(
                        link.background(),
                        PERIOD,
                        () -> read(link.carillon()),
                        this::looked,
                        problem::refuse);
    }

    /// Those that failed last come first.
    ObservableList<FailureView> groups() {
        return groups;
    }

    /// Runs of the opened group, newest first.
    StillRows<RunView> runs() {
        return runs;
    }

    /// The last lines of the newest run of the opened group.
    ReadOnlyObjectProperty<List<String>> tailProperty() {
        return tail.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<@Nullable FailureView> openedProperty() {
        return opened.getReadOnlyProperty();
    }

    /// How many groups came, or came back, that are not in the list yet.
    ReadOnlyIntegerProperty waitingProperty() {
        return waiting.getReadOnlyProperty();
    }

    /// Whether there are more groups than are listed.
    ReadOnlyBooleanProperty moreProperty() {
        return more.getReadOnlyProperty();
    }

    Problem problem() {
        return problem;
    }

    Instant now() {
        return link.clock().instant();
    }

    Shown shown() {
        return shown;
    }

    void show(@Nullable String fingerprint) {
        if (listening == null) {
            listening = link.listen(this::changed);
        }
        settled = false;
        watch.start();
        if (fingerprint != null) {
            open(fingerprint);
        }
    }

    void hide() {
        watch.stop();
        opening.cancel();
        // No pointer is over what is not seen.
        runs.setStill(false);
        if (listening != null) {
            listening.close();
            listening = null;
        }
    }

    private void changed(Changes changes) {
        boolean concerns = changes.has("failure");
        for (var run : changes.runs().values()) {
            concerns |= RunState.PROBLEMS.contains(run.state());
        }
        if (concerns) {
            watch.hurryWithin(CALM);
        }
    }

    /// Lists others.
    ///
    /// @param pattern of names of jobs; empty for all
    void choose(Shown which, String pattern) {
        shown = which;
        job = pattern.strip();
        settled = false;
        watch.hurry();
    }

    // On another thread.
    private Pages<FailureView> read(Carillon carillon) {
        if (me == null) {
            me = carillon.me().name();
        }
        var which = shown;
        var query =
                new FailureQuery(
                        states(which), job.isEmpty() ? null : job, which == Shown.MINE ? me : null);
        return Pages.read(cursor -> carillon.failures(query, cursor, PAGE), MOST);
    }

    private static Set<FailureState> states(Shown which) {
        return switch (which) {
            case OPEN, MINE -> Set.of();
            case SNOOZED -> Set.of(FailureState.SNOOZED);
            case MUTED -> Set.of(FailureState.MUTED);
            case RESOLVED -> Set.of(FailureState.RESOLVED);
            case ALL -> EnumSet.allOf(FailureState.class);
        };
    }

    private void looked(Pages<FailureView> answer) {
        var found = answer.items();
        latest = found;
        more.set(answer.more());
        problem.set(null);
        if (!settled) {
            settle();
            return;
        }
        var known = new HashMap<String, FailureView>();
        found.forEach(group -> known.put(group.fingerprint(), group));
        groups.replaceAll(group -> known.getOrDefault(group.fingerprint(), group));
        var there = groups.stream().map(FailureView::fingerprint).collect(Collectors.toSet());
        waiting.set(
                (int) found.stream().filter(each -> !there.contains(each.fingerprint())).count());
        follow();
    }

    /// Lists what came meanwhile, in its order.
    void settle() {
        settled = true;
        waiting.set(0);
        if (!groups.equals(latest)) {
            groups.setAll(latest);
        }
        follow();
    }

    private void follow() {
        var open = opened.get();
        if (open == null) {
            return;
        }
        groups.stream()
                .filter(group -> group.fingerprint().equals(open.fingerprint()))
                .findFirst()
                .ifPresent(
                        group -> {
                            if (!group.lastRun().equals(open.lastRun())) {
                                read(group.fingerprint());
                            }
                            opened.set(group);
                        });
    }

    /// Opens a group, listed or not.
    void open(String fingerprint) {
        var open = opened.get();
        if (open != null && open.fingerprint().equals(fingerprint)) {
            return;
        }
        runs.clear();
        tail.set(List.of());
        groups.stream()
                .filter(group -> group.fingerprint().equals(fingerprint))
                .findFirst()
                .ifPresent(opened::set);
        read(fingerprint);
    }

    /// The note of a group as somebody writes it, or else as it is stored; empty for none.
    String note(FailureView group) {
        String stored = stored(group);
        String written = notes.getOrDefault(group.fingerprint(), stored);
        write(group, written);
        return written;
    }

    /// Keeps what somebody writes, also while other groups are looked at, until it is stored.
    void write(FailureView group, String text) {
        if (text.equals(stored(group))) {
            notes.remove(group.fingerprint());
        } else {
            notes.put(group.fingerprint(), text);
        }
    }

    private static String stored(FailureView group) {
        return Objects.requireNonNullElse(group.note(), "");
    }

    private record Inside(FailureView group, List<RunView> runs, List<String> tail) {}

    private void read(String fingerprint) {
        opening.ask(
                () -> {
                    var carillon = link.carillon();
                    var group = carillon.failure(fingerprint);
                    return new Inside(
                            group,
                            carillon.runs(runsOf(fingerprint), null, MOST_RUNS).items(),
                            tail(carillon, group.lastRun()));
                },
                inside -> {
                    opened.set(inside.group);
                    runs.apply(inside.runs);
                    tail.set(inside.tail);
                },
                problem::refuse);
    }

    // A run may be gone while its group is not.
    private static List<String> tail(Carillon carillon, String run) {
        try {
            return LogTail.of(carillon, run, LINES);
        } catch (CarillonException gone) {
            return List.of(gone.getMessage());
        }
    }

    /// Its runs.
    static RunQuery runsOf(String fingerprint) {
        return new RunQuery(RunState.PROBLEMS, null, null, null).ofFailure(fingerprint);
    }

    /// Plans that all runs of some groups are made again. On another thread.
    ///
    /// @throws CarillonException QUOTA_EXCEEDED when they are more than are planned at once
    static Bulk planRetry(Carillon carillon, List<FailureView> chosen) {
        if (chosen.size() == 1) {
            return carillon.planBulk(BulkAction.RETRY, runsOf(chosen.getFirst().fingerprint()));
        }
        var ids = new ArrayList<String>();
        for (var group : chosen) {
            var query = runsOf(group.fingerprint());
            Pages.read(
                            cursor -> carillon.runs(query, cursor, PAGE_OF_RUNS),
                            MOST_RETRIED + 1 - ids.size())
                    .items()
                    .forEach(run -> ids.add(run.id()));
            if (ids.size() > MOST_RETRIED) {
                throw new CarillonException(
                        ErrorCode.QUOTA_EXCEEDED, TEXTS.get("retry.many", MOST_RETRIED));
            }
        }
        return carillon.planBulk(BulkAction.RETRY, ids);
    }

    /// Gives groups to whoever uses the console.
    void assignToMe(List<FailureView> chosen) {
        String name = me;
        if (name != null) {
            assign(chosen, name);
        }
    }

    /// Gives groups to somebody.
    ///
    /// @param name blank for nobody
    void assign(List<FailureView> chosen, String name) {
        String who = name.strip();
        change(
                chosen,
                new FailureChange.Assign(who.isEmpty() ? null : who),
                who.isEmpty() ? TEXTS.get("assigned.nobody") : TEXTS.get("assigned", who));
    }

    /// To whom a group of the list is assigned, and whoever uses the console.
    List<String> names() {
        var names = new TreeSet<String>();
        groups.forEach(
                group -> {
                    if (group.assignee() != null) {
                        names.add(group.assignee());
                    }
                });
        String mine = me;
        if (mine != null) {
            names.add(mine);
        }
        return List.copyOf(names);
    }

    /// @param done what is said when it is so
    void change(List<FailureView> chosen, FailureChange change, String done) {
        if (chosen.isEmpty()) {
            return;
        }
        ask(
                chosen.stream()
                        .collect(Collectors.toMap(FailureView::fingerprint, _ -> List.of(change))),
                () ->
                        notices.done(
                                TEXTS.get("done", chosen.size(), done),
                                TEXTS.get("undo"),
                                () -> restore(chosen, change)));
    }

    private void restore(List<FailureView> before, FailureChange change) {
        var back = new HashMap<String, List<FailureChange>>();
        before.forEach(group -> back.put(group.fingerprint(), List.of(was(group, change))));
        ask(back, () -> notices.done(TEXTS.get("restored", before.size())));
    }

    // What says again what held before a change.
    private FailureChange was(FailureView group, FailureChange change) {
        return switch (change) {
            case FailureChange.Assign _ -> new FailureChange.Assign(group.assignee());
            case FailureChange.Note _ -> new FailureChange.Note(group.note());
            case FailureChange.Acknowledge _,
                    FailureChange.Snooze _,
                    FailureChange.Mute _,
                    FailureChange.Resolve _ ->
                    switch (group.state()) {
                        case NEW -> new FailureChange.Snooze(MOMENT);
                        case ACKNOWLEDGED -> new FailureChange.Acknowledge();
                        case SNOOZED -> new FailureChange.Snooze(rest(group.snoozedUntil()));
                        case MUTED -> new FailureChange.Mute();
                        case RESOLVED -> new FailureChange.Resolve();
                    };
        };
    }

    private Duration rest(@Nullable Instant until) {
        if (until == null) {
            return MOMENT;
        }
        // Nodes take no length that is finer than a millisecond.
        var rest = Duration.between(now(), until).truncatedTo(ChronoUnit.MILLIS);
        return rest.isPositive() ? rest : MOMENT;
    }

    private void ask(Map<String, List<FailureChange>> changes, Runnable done) {
        link.ask(
                carillon -> {
                    var after = new ArrayList<FailureView>();
                    changes.forEach(
                            (fingerprint, each) ->
                                    each.forEach(
                                            change ->
                                                    after.add(
                                                            carillon.changeFailure(
                                                                    fingerprint, change))));
                    return after;
                },
                after -> {
                    var open = opened.get();
                    for (var group : after) {
                        if (open != null && open.fingerprint().equals(group.fingerprint())) {
                            opened.set(group);
                        }
                    }
                    done.run();
                    settled = false;
                    watch.hurry();
                },
                refusal -> notices.failed(TEXTS.get("not.changed"), refusal));
    }
}
