package dev.carillon.console;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.Carillon.CalendarView;
import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Carillon.QueueView;
import dev.carillon.api.Carillon.RunBucket;
import dev.carillon.api.Carillon.RunHistogram;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.SegmentView;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Json;
import dev.carillon.api.Page;
import dev.carillon.api.QueueDefinition;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A cluster in memory with nodes, segments and what is shown beside runs and jobs.
public class FakeCluster extends FakeCarillon {
    public static final Instant ENDLESS = Instant.parse("9999-12-31T23:59:59Z");

    private final Map<String, NodeView> nodes = new TreeMap<>();
    private final List<SegmentView> segments = new ArrayList<>();
    private final Map<String, QueueView> queues = new TreeMap<>();
    private final Map<String, CalendarView> calendars = new TreeMap<>();
    private long revision;
    private boolean away;

    @Override
    public synchronized void setAway(boolean away) {
        super.setAway(away);
        this.away = away;
    }

    protected final synchronized void requireHere() {
        if (away) {
            throw new CarillonException(ErrorCode.UNAVAILABLE, "no node answers at http://fake");
        }
    }

    public synchronized void addNode(String name, int busy) {
        nodes.put(
                name,
                new NodeView(
                        "01a21789-0000-7000-8000-00000000"
                                + "%04x".formatted(name.hashCode() & 0xffff),
                        name,
                        "UP",
                        NOW.minus(Duration.ofHours(5)),
                        16,
                        busy,
                        0,
                        Map.of("zone", "eu-1", "disk", "fast"),
                        null,
                        "0.1.0",
                        1,
                        List.of("api", "execute", "schedule"),
                        URI.create("http://127.0.0.1:7180")));
    }

    private NodeView withSegments(NodeView node) {
        int owned = (int) segments.stream().filter(each -> node.name().equals(each.node())).count();
        return new NodeView(
                node.id(),
                node.name(),
                node.state(),
                node.startedAt(),
                node.slots(),
                node.busy(),
                owned,
                node.labels(),
                node.cordonedUntil(),
                node.version(),
                node.capacity(),
                node.roles(),
                node.url());
    }

    private static NodeView cordoned(NodeView node, @Nullable Instant until) {
        return new NodeView(
                node.id(),
                node.name(),
                node.state(),
                node.startedAt(),
                node.slots(),
                node.busy(),
                node.segments(),
                node.labels(),
                until,
                node.version(),
                node.capacity(),
                node.roles(),
                node.url());
    }

    @Override
    public synchronized List<NodeView> nodes() {
        requireHere();
        return nodes.isEmpty()
                ? super.nodes()
                : nodes.values().stream().map(this::withSegments).toList();
    }

    public synchronized NodeView cordon(String node, @Nullable Duration duration) {
        nodes.compute(
                node,
                (_, was) ->
                        cordoned(
                                known(node, was), duration == null ? ENDLESS : NOW.plus(duration)));
        return known(node, nodes.get(node));
    }

    public synchronized NodeView uncordon(String node) {
        nodes.compute(node, (_, was) -> cordoned(known(node, was), null));
        return known(node, nodes.get(node));
    }

    private static NodeView known(String name, @Nullable NodeView node) {
        if (node == null) {
            throw new CarillonException(ErrorCode.NOT_FOUND, "there is no node " + name);
        }
        return node;
    }

    public synchronized void setSegment(SegmentView segment) {
        segments.removeIf(each -> each.id() == segment.id());
        segments.add(segment);
        segments.sort((left, right) -> left.id() - right.id());
    }

    public synchronized List<SegmentView> segments() {
        requireHere();
        return List.copyOf(segments);
    }

    @Override
    public synchronized Page<RunView> runs(RunQuery query, @Nullable String cursor, int limit) {
        var all =
                super.runs(
                                new RunQuery(query.states(), query.job(), null, null),
                                null,
                                Integer.MAX_VALUE)
                        .items()
                        .stream()
                        .filter(run -> query.node() == null || query.node().equals(run.node()))
                        .filter(run -> query.queue() == null || query.queue().equals(run.queue()))
                        .filter(run -> query.since() == null || !run.due().isBefore(query.since()))
                        .filter(run -> query.until() == null || run.due().isBefore(query.until()))
                        .filter(
                                run ->
                                        query.fingerprint() == null
                                                || query.fingerprint().equals(run.fingerprint()))
                        .toList();
        int from = cursor == null ? 0 : Integer.parseInt(cursor);
        int until = (int) Math.min(all.size(), (long) from + limit);
        return new Page<>(
                all.subList(from, until), until < all.size() ? Integer.toString(until) : null);
    }

    /// Adds a run with its times, on a node and in a queue.
    ///
    /// @param ended null while it is under way, or waits
    public synchronized RunView add(
            String job,
            RunState state,
            Instant due,
            @Nullable Instant ended,
            @Nullable String node,
            String queue) {
        var run = add(job, state);
        var made =
                new RunView(
                        run.id(),
                        run.job(),
                        run.jobVersion(),
                        state,
                        run.cause(),
                        run.scheduleId(),
                        due,
                        due,
                        due,
                        state.compareTo(RunState.RUNNING) >= 0 ? due : null,
                        ended,
                        run.attempt(),
                        run.maxAttempts(),
                        run.priority(),
                        queue,
                        node,
                        run.version() + 1,
                        run.message(),
                        run.exitCode(),
                        run.progress(),
                        run.result(),
                        run.parameters());
        put(made);
        return made;
    }

    public synchronized void addQueue(String definition, int running, long queued) {
        var node = Json.mapper().readTree(definition);
        String name = node.get("name").asString();
        queues.put(name, new QueueView(name, node, null, null, null, running, queued));
    }

    public synchronized List<QueueView> queues() {
        requireHere();
        return List.copyOf(queues.values());
    }

    private QueueView known(String name) {
        var queue = queues.get(name);
        if (queue == null) {
            throw new CarillonException(ErrorCode.NOT_FOUND, "there is no queue " + name);
        }
        return queue;
    }

    public synchronized QueueView putQueue(QueueDefinition queue, @Nullable Duration duration) {
        var was = queues.get(queue.name());
        var json = Definitions.toJson(queue);
        if (duration == null || was == null) {
            queues.put(
                    queue.name(),
                    new QueueView(
                            queue.name(),
                            json,
                            was == null ? null : was.pausedUntil(),
                            null,
                            null,
                            was == null ? 0 : was.running(),
                            was == null ? 0 : was.queued()));
        } else {
            queues.put(
                    queue.name(),
                    new QueueView(
                            queue.name(),
                            was.definition(),
                            was.pausedUntil(),
                            json,
                            NOW.plus(duration),
                            was.running(),
                            was.queued()));
        }
        return known(queue.name());
    }

    private QueueView paused(String name, @Nullable Instant until) {
        var was = known(name);
        queues.put(
                name,
                new QueueView(
                        name,
                        was.definition(),
                        until,
                        was.changed(),
                        was.changedUntil(),
                        was.running(),
                        was.queued()));
        return known(name);
    }

    public synchronized QueueView pauseQueue(String name, @Nullable Duration duration) {
        return paused(name, duration == null ? ENDLESS : NOW.plus(duration));
    }

    public synchronized QueueView resumeQueue(String name) {
        return paused(name, null);
    }

    public synchronized void deleteQueue(String name) {
        known(name);
        queues.remove(name);
    }

    public synchronized RunHistogram histogram(RunQuery query, int buckets) {
        requireHere();
        var from = Objects.requireNonNull(query.since());
        var until = Objects.requireNonNull(query.until());
        var each = Duration.between(from, until).dividedBy(buckets);
        var all = runs(query, null, Integer.MAX_VALUE).items();
        var made = new ArrayList<RunBucket>();
        for (int i = 0; i < buckets; i++) {
            var begin = from.plus(each.multipliedBy(i));
            long started =
                    all.stream()
                            .map(RunView::startedAt)
                            .filter(
                                    at ->
                                            at != null
                                                    && !at.isBefore(begin)
                                                    && at.isBefore(begin.plus(each)))
                            .count();
            made.add(new RunBucket(begin, started, Map.of()));
        }
        return new RunHistogram(from, until, each, made, false);
    }

    public synchronized List<CalendarView> calendars() {
        requireHere();
        return List.copyOf(calendars.values());
    }

    public synchronized CalendarView putCalendar(CalendarDefinition calendar) {
        revision++;
        var was = calendars.get(calendar.name());
        var view =
                new CalendarView(
                        calendar.name(),
                        revision,
                        NOW,
                        "admin",
                        was == null ? List.of() : was.usedBy(),
                        Definitions.toJson(calendar));
        calendars.put(calendar.name(), view);
        return view;
    }

    public synchronized void useCalendar(String name, String... users) {
        calendars.computeIfPresent(
                name,
                (_, was) ->
                        new CalendarView(
                                name,
                                was.revision(),
                                was.updatedAt(),
                                was.updatedBy(),
                                List.of(users),
                                was.definition()));
    }

    public synchronized CalendarView importCalendar(String name, String ics) {
        if (!ics.startsWith("BEGIN:VCALENDAR")) {
            throw new CarillonException(
                    ErrorCode.INVALID_DEFINITION, "calendar " + name + ": this is no iCalendar");
        }
        return putCalendar(
                Definitions.parseCalendar("{name: " + name + ", dates: [2026-12-24]}", "test"));
    }

    public synchronized void deleteCalendar(String name) {
        calendars.remove(name);
    }
}
