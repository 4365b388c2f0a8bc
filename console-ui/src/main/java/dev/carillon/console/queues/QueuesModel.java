package dev.carillon.console.queues;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.QueueView;
import dev.carillon.api.Carillon.RunHistogram;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.QueueDefinition;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Watch;
import dev.carillon.console.parts.Problem;
import dev.carillon.console.parts.RowUpdates;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// The queues with their limits, and what is done to them. They are looked at each second while the screen is shown,
/// what costs more each ten seconds.
final class QueuesModel {
    private static final Texts TEXTS = Texts.of(QueuesModel.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration RARELY = Duration.ofSeconds(10);
    private static final Duration CHART = Duration.ofHours(1);
    private static final int MOST_OLDEST = 10;

    /// How many parts the chart has: one a minute.
    static final int BUCKETS = 60;

    private static final Instant ENDLESS = Instant.parse("9999-01-01T00:00:00Z");

    private final ClusterLink link;
    private final Notices notices;
    private final Watch<List<QueueView>> watch;
    private final Watch<Rare> rarely;
    private final ObservableList<QueueRow> rows = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<@Nullable QueueRow> selected =
            new ReadOnlyObjectWrapper<>();
    private final Problem problem = new Problem();
    private final ReadOnlyObjectWrapper<List<Double>> started =
            new ReadOnlyObjectWrapper<>(List.of());
    private Map<String, Instant> oldest = Map.of();
    private volatile List<String> waiting = List.of();
    private volatile @Nullable String wanted;

    QueuesModel(ClusterLink link, Notices notices) {
        this.link = link;
        this.notices = notices;
        Consumer<CarillonException> refused = problem::refuse;
        watch =
                new Watch<>(
                        link.background(), PERIOD, link.carillon()::queues, this::looked, refused);
        watch.follow(link);
        rarely =
                new Watch<>(
                        link.background(),
                        RARELY,
                        () -> lookRarely(link.carillon()),
                        this::lookedRarely,
                        refused);
    }

    /// In order of name.
    ObservableList<QueueRow> rows() {
        return rows;
    }

    ReadOnlyObjectProperty<@Nullable QueueRow> selectedProperty() {
        return selected.getReadOnlyProperty();
    }

    Problem problem() {
        return problem;
    }

    /// Runs of the selected queue that started in each minute of the last hour, oldest first.
    ReadOnlyObjectProperty<List<Double>> startedProperty() {
        return started.getReadOnlyProperty();
    }

    Instant now() {
        return link.clock().instant();
    }

    void show(@Nullable String name) {
        if (name != null) {
            select(name);
        }
        watch.start();
        rarely.start();
    }

    void hide() {
        watch.stop();
        rarely.stop();
    }

    void select(@Nullable String name) {
        if (Objects.equals(name, wanted)) {
            return;
        }
        wanted = name;
        started.set(List.of());
        selectWanted();
        rarely.hurry();
    }

    private void selectWanted() {
        String name = wanted;
        selected.set(rows.stream().filter(row -> row.name().equals(name)).findFirst().orElse(null));
    }

    private void looked(List<QueueView> queues) {
        var waited = waiting;
        waiting =
                queues.stream()
                        .filter(queue -> queue.queued() > 0)
                        .map(QueueView::name)
                        .limit(MOST_OLDEST)
                        .toList();
        RowUpdates.apply(
                rows,
                queues.stream()
                        .sorted(Comparator.comparing(QueueView::name))
                        .map(
                                queue ->
                                        QueueRow.of(
                                                queue,
                                                queue.queued() == 0
                                                        ? null
                                                        : oldest.get(queue.name())))
                        .toList(),
                QueueRow::name);
        problem.set(null);
        selectWanted();
        if (!waited.equals(waiting)) {
            rarely.hurry();
        }
    }

    private record Rare(
            Map<String, Instant> oldest, @Nullable String of, @Nullable RunHistogram histogram) {}

    // On another thread.
    private Rare lookRarely(Carillon carillon) {
        var now = now();
        var found = new HashMap<String, Instant>();
        for (String queue : waiting) {
            OldestWait.of(carillon, queue, now).ifPresent(since -> found.put(queue, since));
        }
        String of = wanted;
        return new Rare(
                found,
                of,
                of == null
                        ? null
                        : carillon.histogram(
                                new RunQuery(
                                        Set.of(),
                                        null,
                                        now.minus(CHART),
                                        now,
                                        of,
                                        null,
                                        Set.of(),
                                        null,
                                        null,
                                        null),
                                BUCKETS));
    }

    private void lookedRarely(Rare rare) {
        oldest = rare.oldest;
        rows.replaceAll(
                row ->
                        new QueueRow(
                                row.view(),
                                row.definition(),
                                row.changed(),
                                row.view().queued() == 0 ? null : oldest.get(row.name())));
        if (rare.histogram != null && Objects.equals(rare.of, wanted)) {
            started.set(
                    rare.histogram.buckets().stream()
                            .map(bucket -> (double) bucket.started())
                            .toList());
        }
        selectWanted();
    }

    /// Sets limits.
    ///
    /// @param length after which the earlier limits hold again; null for no end
    /// @param done is called when it is so
    /// @param refused gets why not
    void put(
            QueueDefinition limits,
            @Nullable Duration length,
            Runnable done,
            Consumer<CarillonException> refused) {
        var before = row(limits.name());
        link.ask(
                carillon -> carillon.putQueue(limits, length),
                _ -> {
                    done.run();
                    notices.done(
                            length == null
                                    ? TEXTS.get("put", limits.name())
                                    : TEXTS.get("put.for", limits.name(), Spans.length(length)),
                            TEXTS.get("undo"),
                            () ->
                                    change(
                                            carillon -> restore(carillon, limits.name(), before),
                                            TEXTS.get("restored", limits.name()),
                                            TEXTS.get("not.put", limits.name())));
                    watch.hurry();
                },
                refused);
    }

    private @Nullable QueueRow row(String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElse(null);
    }

    // As it was: the definition, and what held for a while instead of it for the rest of that
    // while.
    private QueueView restore(Carillon carillon, String name, @Nullable QueueRow before) {
        var restored =
                carillon.putQueue(
                        before == null ? QueueDefinition.unlimited(name) : before.definition(),
                        null);
        var changed = before == null ? null : before.changed();
        var until = before == null ? null : before.view().changedUntil();
        if (changed == null || until == null || !until.isAfter(now())) {
            return restored;
        }
        return carillon.putQueue(changed, rest(until));
    }

    /// Lets the definition hold again before its time.
    void endChange(QueueRow row) {
        link.ask(
                carillon -> carillon.putQueue(row.definition(), null),
                _ -> {
                    notices.done(
                            TEXTS.get("restored", row.name()),
                            TEXTS.get("undo"),
                            () ->
                                    change(
                                            carillon -> restore(carillon, row.name(), row),
                                            TEXTS.get("put", row.name()),
                                            TEXTS.get("not.put", row.name())));
                    watch.hurry();
                },
                refusal -> notices.failed(TEXTS.get("not.put", row.name()), refusal));
    }

    /// @param length null for no end
    void pause(String name, @Nullable Duration length) {
        link.ask(
                carillon -> carillon.pauseQueue(name, length),
                _ -> {
                    notices.done(
                            length == null
                                    ? TEXTS.get("paused", name)
                                    : TEXTS.get("paused.for", name, Spans.length(length)),
                            TEXTS.get("undo"),
                            () ->
                                    change(
                                            carillon -> carillon.resumeQueue(name),
                                            TEXTS.get("resumed", name),
                                            TEXTS.get("not.resumed", name)));
                    watch.hurry();
                },
                refusal -> notices.failed(TEXTS.get("not.paused", name), refusal));
    }

    void resume(QueueRow row) {
        String name = row.name();
        var until = row.view().pausedUntil();
        link.ask(
                carillon -> carillon.resumeQueue(name),
                _ -> {
                    notices.done(
                            TEXTS.get("resumed", name),
                            TEXTS.get("undo"),
                            () ->
                                    change(
                                            carillon -> carillon.pauseQueue(name, left(until)),
                                            TEXTS.get("paused", name),
                                            TEXTS.get("not.paused", name)));
                    watch.hurry();
                },
                refusal -> notices.failed(TEXTS.get("not.resumed", name), refusal));
    }

    private @Nullable Duration left(@Nullable Instant until) {
        return until == null || endless(until) || !until.isAfter(now()) ? null : rest(until);
    }

    // Nodes take no length that is finer than a millisecond.
    private Duration rest(Instant until) {
        var rest = Duration.between(now(), until).truncatedTo(ChronoUnit.MILLIS);
        return rest.isZero() ? Duration.ofMillis(1) : rest;
    }

    static boolean endless(Instant until) {
        return until.isAfter(ENDLESS);
    }

    /// Removes the limits; jobs and runs of the queue stay.
    void delete(QueueRow row) {
        String name = row.name();
        link.ask(
                carillon -> {
                    carillon.deleteQueue(name);
                    return name;
                },
                _ -> {
                    notices.done(
                            TEXTS.get("deleted", name),
                            TEXTS.get("undo"),
                            () ->
                                    change(
                                            carillon -> restore(carillon, name, row),
                                            TEXTS.get("restored", name),
                                            TEXTS.get("not.put", name)));
                    watch.hurry();
                },
                refusal -> notices.failed(TEXTS.get("not.deleted", name), refusal));
    }

    private void change(Function<Carillon, QueueView> action, String done, String failed) {
        link.ask(
                action,
                _ -> {
                    notices.done(done);
                    watch.hurry();
                },
                refusal -> notices.failed(failed, refusal));
    }

    /// The limits in words.
    static String words(QueueDefinition queue) {
        var parts = new ArrayList<String>();
        if (queue.concurrency() != null) {
            parts.add(TEXTS.get("words.concurrency", queue.concurrency()));
        }
        if (queue.rate() != null) {
            parts.add(rate(queue));
        }
        if (queue.weight() != 1) {
            parts.add(TEXTS.get("words.weight", queue.weight()));
        }
        if (!queue.closed().isEmpty()) {
            parts.add(TEXTS.get("words.closed", String.join(", ", queue.closed())));
        }
        return parts.isEmpty() ? TEXTS.get("words.none") : String.join(" · ", parts);
    }

    /// How often its runs may start, in words; empty when there is no limit.
    static String rate(QueueDefinition queue) {
        var rate = queue.rate();
        if (rate == null) {
            return "";
        }
        String text = TEXTS.get("words.rate", rate.count(), Spans.length(rate.per()));
        return rate.burst() == 1 ? text : TEXTS.get("words.burst", text, rate.burst());
    }
}
