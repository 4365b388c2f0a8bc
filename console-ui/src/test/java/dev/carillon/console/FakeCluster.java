package dev.carillon.console;

import dev.carillon.api.Bulk;
import dev.carillon.api.BulkAction;
import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.Carillon.CalendarView;
import dev.carillon.api.Carillon.ChangeQuery;
import dev.carillon.api.Carillon.FailureQuery;
import dev.carillon.api.Carillon.ForecastQuery;
import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Carillon.QueueView;
import dev.carillon.api.Carillon.RunBucket;
import dev.carillon.api.Carillon.RunHistogram;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.SegmentView;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ChangeDetails;
import dev.carillon.api.ChangeView;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.api.FailureChange;
import dev.carillon.api.FailureState;
import dev.carillon.api.FailureView;
import dev.carillon.api.Forecast;
import dev.carillon.api.Forecast.Due;
import dev.carillon.api.Forecast.Expected;
import dev.carillon.api.Forecast.Frequent;
import dev.carillon.api.Forecast.Kind;
import dev.carillon.api.Forecast.Warning;
import dev.carillon.api.Json;
import dev.carillon.api.Me;
import dev.carillon.api.Page;
import dev.carillon.api.QueueDefinition;
import dev.carillon.api.Role;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

/// A cluster in memory with nodes, segments and what is shown beside runs and jobs.
public class FakeCluster extends FakeCarillon {
    public static final Instant ENDLESS = Instant.parse("9999-12-31T23:59:59Z");

    private final Map<String, NodeView> nodes = new TreeMap<>();
    private final List<SegmentView> segments = new ArrayList<>();
    private final Map<String, QueueView> queues = new TreeMap<>();
    private final Map<String, CalendarView> calendars = new TreeMap<>();
    private long revision;
    private long failed;
    private final Map<String, FailureView> failures = new TreeMap<>();
    private final Map<String, Bulk> plans = new TreeMap<>();
    private volatile Semaphore steps = new Semaphore(Integer.MAX_VALUE);
    private int stepsLeft = Integer.MAX_VALUE;
    private final List<ChangeDetails> log = new ArrayList<>();
    private final List<Due> due = new ArrayList<>();
    private final List<Frequent> frequent = new ArrayList<>();
    private final List<Warning> warnings = new ArrayList<>();
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
                        "01a21789-0000-7000-8000-00000000%04x".formatted(name.hashCode() & 0xffff),
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
                changed(
                        run,
                        json -> {
                            json.put("state", state.name());
                            json.put("nominal", text(due));
                            json.put("due", text(due));
                            json.put("createdAt", text(due));
                            json.put(
                                    "startedAt",
                                    text(state.compareTo(RunState.RUNNING) >= 0 ? due : null));
                            json.put("finishedAt", text(ended));
                            json.put("queue", queue);
                            json.put("node", node);
                        });
        put(made);
        return made;
    }

    public synchronized void addQueue(String definition, int running, long queued) {
        var node = Json.mapper().readTree(definition);
        String name = node.get("name").asString();
        queues.put(name, new QueueView(name, node, null, null, null, running, queued));
    }

    @Override
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

    @Override
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

    public Me me() {
        requireHere();
        return new Me("anna", Role.OPERATOR);
    }

    /// Adds a group of failures, or another one to it.
    public synchronized void addFailure(String fingerprint, String job, String message) {
        var run = add(job, RunState.FAILED);
        put(failed(run, fingerprint, message));
        var was = failures.get(fingerprint);
        long count = was == null ? 1 : was.count() + 1;
        var perHour = new ArrayList<Long>();
        for (int i = 0; i < 24; i++) {
            perHour.add(i == 23 ? count : (long) (fingerprint.hashCode() >> i & 3));
        }
        failures.put(
                fingerprint,
                new FailureView(
                        fingerprint,
                        run.job(),
                        message,
                        1,
                        count,
                        was == null ? NOW.minus(Duration.ofHours(20)) : was.firstAt(),
                        NOW.minusSeconds(500 - failed++),
                        run.id(),
                        was == null ? FailureState.NEW : was.state(),
                        null,
                        was == null ? null : was.assignee(),
                        was == null ? null : was.note(),
                        null,
                        null,
                        perHour));
        tell(new EventView("f" + count, "failure", NOW, fingerprint, null));
    }

    private static RunView failed(RunView run, String fingerprint, String message) {
        return changed(
                run,
                json -> {
                    json.put("message", message);
                    json.put("fingerprint", fingerprint);
                });
    }

    public synchronized Page<FailureView> failures(
            FailureQuery query, @Nullable String cursor, int limit) {
        requireHere();
        var states =
                query.states().isEmpty()
                        ? Set.of(FailureState.NEW, FailureState.ACKNOWLEDGED)
                        : query.states();
        int from = cursor == null ? 0 : Integer.parseInt(cursor);
        var all =
                failures.values().stream()
                        .filter(group -> states.contains(group.state()))
                        .filter(
                                group ->
                                        query.assignee() == null
                                                || query.assignee().equals(group.assignee()))
                        .filter(group -> query.job() == null || group.job().contains(query.job()))
                        .sorted(Comparator.comparing(FailureView::lastAt).reversed())
                        .toList();
        int until = Math.min(all.size(), from + limit);
        return new Page<>(
                all.subList(from, until), until < all.size() ? String.valueOf(until) : null);
    }

    public synchronized FailureView failure(String fingerprint) {
        requireHere();
        var group = failures.get(fingerprint);
        if (group == null) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND, "there are no failures " + fingerprint);
        }
        return group;
    }

    public synchronized FailureView changeFailure(String fingerprint, FailureChange change) {
        var was = failure(fingerprint);
        var changed =
                switch (change) {
                    case FailureChange.Assign assign ->
                            decided(was, was.state(), null, assign.to(), was.note());
                    case FailureChange.Note note ->
                            decided(was, was.state(), null, was.assignee(), note.text());
                    case FailureChange.Acknowledge() -> in(was, FailureState.ACKNOWLEDGED, null);
                    case FailureChange.Snooze snooze ->
                            snooze.duration().toMillis() <= 1
                                    ? in(was, FailureState.NEW, null)
                                    : in(was, FailureState.SNOOZED, NOW.plus(snooze.duration()));
                    case FailureChange.Mute() -> in(was, FailureState.MUTED, null);
                    case FailureChange.Resolve() -> in(was, FailureState.RESOLVED, null);
                };
        failures.put(fingerprint, changed);
        return changed;
    }

    private static FailureView in(FailureView was, FailureState state, @Nullable Instant until) {
        return decided(was, state, until, was.assignee(), was.note());
    }

    private static FailureView decided(
            FailureView was,
            FailureState state,
            @Nullable Instant until,
            @Nullable String assignee,
            @Nullable String note) {
        return new FailureView(
                was.fingerprint(),
                was.job(),
                was.message(),
                was.exitCode(),
                was.count(),
                was.firstAt(),
                was.lastAt(),
                was.lastRun(),
                state,
                until,
                assignee,
                note,
                NOW,
                "anna",
                was.perHour());
    }

    @Override
    public synchronized Bulk planBulk(BulkAction action, RunQuery query) {
        return planned(action, runs(query, null, Integer.MAX_VALUE).items());
    }

    public synchronized Bulk planBulk(BulkAction action, List<String> ids) {
        return planned(action, ids.stream().map(this::run).toList());
    }

    private Bulk planned(BulkAction action, List<RunView> matching) {
        int handled = (int) matching.stream().filter(RunView::handled).count();
        var plan =
                new Bulk(
                        "plan" + plans.size(),
                        action,
                        NOW,
                        "anna",
                        matching.size() - handled,
                        0,
                        null,
                        false,
                        List.of(new Bulk.Reason("2 were retried already", 2)),
                        List.of(),
                        List.of());
        plans.put(plan.plan(), plan);
        return plan;
    }

    /// No step of a plan ends before the answer lets it.
    public Semaphore holdSteps() {
        var held = new Semaphore(0);
        steps = held;
        return held;
    }

    /// After so many steps of plans no node answers to the next ones.
    public synchronized void failStepsAfter(int count) {
        stepsLeft = count;
    }

    /// One run a step.
    @Override
    public Bulk stepBulk(String plan) {
        steps.acquireUninterruptibly();
        synchronized (this) {
            if (stepsLeft-- <= 0) {
                throw new CarillonException(ErrorCode.UNAVAILABLE, "no node answers");
            }
            return plans.compute(plan, (_, was) -> at(was, was.done() + 1, null));
        }
    }

    @Override
    public synchronized Bulk undoBulk(String plan) {
        return plans.compute(plan, (_, was) -> at(was, was.done(), was.done()));
    }

    private static Bulk at(Bulk was, int done, @Nullable Integer undone) {
        return new Bulk(
                was.plan(),
                was.action(),
                was.createdAt(),
                was.createdBy(),
                was.total(),
                done,
                undone,
                was.more(),
                was.skipped(),
                undone == null
                        ? List.of(new Bulk.Acted("run " + done, "retry " + done))
                        : List.of(),
                List.of());
    }

    public synchronized Bulk bulk(String plan) {
        return Objects.requireNonNull(plans.get(plan));
    }

    /// Adds to the log of changes.
    ///
    /// @param before and after as JSON, null for none
    public synchronized ChangeView addChange(
            String actor,
            String action,
            String key,
            @Nullable String before,
            @Nullable String after,
            @Nullable String irrevocable) {
        var change =
                new ChangeView(
                        log.size() + 1L,
                        NOW.minusSeconds(3000 - log.size() * 60L),
                        actor,
                        action,
                        action.substring(0, action.indexOf('.')),
                        key,
                        null,
                        null,
                        null,
                        irrevocable);
        log.add(
                new ChangeDetails(
                        change,
                        before == null ? null : Json.mapper().readTree(before),
                        after == null ? null : Json.mapper().readTree(after)));
        tell(new EventView("c" + change.id(), "change", NOW, Long.toString(change.id()), null));
        return change;
    }

    public synchronized Page<ChangeView> changes(
            ChangeQuery query, @Nullable String cursor, int limit) {
        requireHere();
        var all =
                log.reversed().stream()
                        .map(ChangeDetails::change)
                        .filter(each -> query.kind() == null || query.kind().equals(each.kind()))
                        .filter(each -> query.key() == null || query.key().equals(each.key()))
                        .filter(each -> query.actor() == null || query.actor().equals(each.actor()))
                        .toList();
        int from = cursor == null ? 0 : Integer.parseInt(cursor);
        int until = Math.min(all.size(), from + limit);
        return new Page<>(
                all.subList(from, until), until < all.size() ? Integer.toString(until) : null);
    }

    public synchronized ChangeDetails change(long id) {
        return log.get((int) id - 1);
    }

    public synchronized ChangeView undo(long id) {
        var details = change(id);
        var was = details.change();
        if (was.undoneBy() != null) {
            throw new CarillonException(ErrorCode.CONFLICT, "change " + id + " is undone already");
        }
        var undone =
                new ChangeView(
                        log.size() + 1L,
                        NOW,
                        "anna",
                        was.action(),
                        was.kind(),
                        was.key(),
                        null,
                        id,
                        null,
                        null);
        log.set(
                (int) id - 1,
                new ChangeDetails(
                        new ChangeView(
                                was.id(),
                                was.at(),
                                was.actor(),
                                was.action(),
                                was.kind(),
                                was.key(),
                                was.note(),
                                was.undoes(),
                                undone.id(),
                                was.irrevocable()),
                        details.before(),
                        details.after()));
        log.add(new ChangeDetails(undone, details.after(), details.before()));
        return undone;
    }

    /// Adds a due time.
    ///
    /// @param p50 how long it takes, `p90` at most; null when that is not known
    public synchronized void addDue(
            String job, Instant start, @Nullable Duration p50, Duration p90, String queue) {
        due.add(
                new Due(
                        "default/" + job,
                        "s",
                        start,
                        start,
                        p50 == null ? null : new Expected(p50, p90, 20),
                        queue,
                        null,
                        false,
                        false));
    }

    public synchronized void addFrequent(String job, Instant first, long count) {
        frequent.add(
                new Frequent("default/" + job, "s", first, count, true, null, "default", false));
    }

    public synchronized void addWarning(Kind kind, String job, Instant at, String text) {
        warnings.add(new Warning(kind, "default/" + job, "s", null, at, text));
    }

    public synchronized Forecast forecast(ForecastQuery query) {
        requireHere();
        return new Forecast(
                query.from(),
                query.until(),
                due.stream()
                        .filter(
                                each ->
                                        !each.start().isBefore(query.from())
                                                && each.start().isBefore(query.until()))
                        .sorted(Comparator.comparing(Due::start))
                        .toList(),
                frequent,
                warnings,
                false);
    }
}
