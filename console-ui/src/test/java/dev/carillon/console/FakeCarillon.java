package dev.carillon.console;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Bulk;
import dev.carillon.api.Bulk.Acted;
import dev.carillon.api.Bulk.Reason;
import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.Feed;
import dev.carillon.api.Carillon.LogPart;
import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Carillon.QueueView;
import dev.carillon.api.Carillon.RetryRequest;
import dev.carillon.api.Carillon.RunBucket;
import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.Carillon.RunHistogram;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.Stats;
import dev.carillon.api.Carillon.Why;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.api.JobView;
import dev.carillon.api.Json;
import dev.carillon.api.Page;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.Usage;
import dev.carillon.api.WhyReason;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A cluster in memory for tests of models and views. [#carillon] answers each operation by the method of the same name
/// here; a test extends this class with those that it needs, and an operation without a method fails with its name.
public class FakeCarillon {
    public static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    private final Map<String, RunView> runs = new TreeMap<>();
    private final Map<String, JobView> jobs = new TreeMap<>();
    private final Map<String, String> logs = new TreeMap<>();
    private final Map<String, Usage> usages = new ConcurrentHashMap<>();
    private final List<Consumer<EventView>> consumers = new CopyOnWriteArrayList<>();
    private final Map<String, Plan> plans = new TreeMap<>();
    private final Map<String, Integer> undone = new TreeMap<>();
    private int count;
    private boolean away;
    private volatile @Nullable URI address;

    public Carillon carillon() {
        return (Carillon)
                Proxy.newProxyInstance(
                        Carillon.class.getClassLoader(),
                        new Class<?>[] {Carillon.class},
                        (proxy, method, arguments) -> {
                            if (method.getDeclaringClass() == Object.class) {
                                return method.invoke(this, arguments);
                            }
                            try {
                                return getClass()
                                        .getMethod(method.getName(), method.getParameterTypes())
                                        .invoke(this, arguments);
                            } catch (NoSuchMethodException e) {
                                if (method.isDefault()) {
                                    return InvocationHandler.invokeDefault(
                                            proxy, method, arguments);
                                }
                                throw new UnsupportedOperationException(
                                        "the fake cluster has no " + method, e);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    /// Another node is asked from now on.
    public void setAddress(URI address) {
        this.address = address;
    }

    public @Nullable URI address() {
        return address;
    }

    /// The feed says only that too much has changed.
    public void tellOfTooMuch() {
        tell(new EventView("0", "reset", NOW, null, null));
    }

    /// No node answers from now on, or they do again.
    public synchronized void setAway(boolean away) {
        this.away = away;
    }

    private void requireThere() {
        if (away) {
            throw new CarillonException(ErrorCode.UNAVAILABLE, "no node answers at http://fake");
        }
    }

    /// Adds a run of a job.
    public synchronized RunView add(String job, RunState state) {
        var run = make(job, state);
        put(run);
        return run;
    }

    /// Adds a run of which the feed does not tell.
    public synchronized RunView addUntold(String job, RunState state) {
        var run = make(job, state);
        runs.put(run.id(), run);
        return run;
    }

    private RunView make(String job, RunState state) {
        count++;
        var due = NOW.minusSeconds(1000 - count);
        boolean begun = state.compareTo(RunState.RUNNING) >= 0 && state != RunState.SKIPPED;
        return new RunView(
                "01a21789-0000-7000-8000-%012d".formatted(count),
                "default/" + job,
                1,
                state,
                "SCHEDULE",
                "s",
                due,
                due,
                due,
                begun ? due.plusMillis(2) : null,
                state.finished() ? due.plusSeconds(3) : null,
                begun ? 1 : 0,
                3,
                5,
                "default",
                begun ? "a" : null,
                1,
                state == RunState.FAILED ? "exit code 1" : null,
                state == RunState.FAILED ? Integer.valueOf(1) : null,
                null,
                null,
                Map.of());
    }

    /// Stores a run and tells of it.
    public synchronized void put(RunView run) {
        runs.put(run.id(), run);
        var at = Objects.requireNonNullElse(run.finishedAt(), NOW);
        tell(new EventView("c" + run.version(), "run", at, run.id(), run));
    }

    public void tell(EventView event) {
        consumers.forEach(consumer -> consumer.accept(event));
    }

    /// The same run in another state.
    public static RunView as(RunView run, RunState state) {
        boolean begins = run.startedAt() == null && state.compareTo(RunState.RUNNING) >= 0;
        return changed(
                run,
                json -> {
                    json.put("state", state.name());
                    json.put("startedAt", text(begins ? run.due() : run.startedAt()));
                    json.put(
                            "finishedAt", text(state.finished() ? run.due().plusSeconds(3) : null));
                });
    }

    /// The next version of a run.
    ///
    /// @param change of it as JSON
    public static RunView changed(RunView run, Consumer<ObjectNode> change) {
        ObjectNode json = Json.mapper().valueToTree(run);
        json.put("version", run.version() + 1);
        change.accept(json);
        return Json.mapper().treeToValue(json, RunView.class);
    }

    static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    public synchronized void setLog(String id, String text) {
        logs.put(id, text);
    }

    public synchronized void add(JobView job) {
        jobs.put(job.key(), job);
    }

    public static JobView jobOf(String name, String definition) {
        return new JobView(
                "default",
                name,
                1,
                false,
                NOW,
                "admin",
                List.of(),
                Json.mapper().readTree(definition));
    }

    public synchronized Stats stats() {
        requireThere();
        var byState =
                runs.values().stream()
                        .collect(Collectors.groupingBy(RunView::state, Collectors.counting()));
        long finished = runs.values().stream().filter(run -> run.state().finished()).count();
        return new Stats(jobs.size(), 0, byState, 900, 2400, runs.size(), finished, "a");
    }

    public List<NodeView> nodes() {
        requireThere();
        return List.of(
                new NodeView(
                        "01a21789-0000-7000-8000-00000000000a",
                        "a",
                        "UP",
                        NOW.minus(Duration.ofHours(5)),
                        16,
                        3,
                        64,
                        Map.of(),
                        null,
                        "0.1.0",
                        1,
                        List.of("schedule", "execute", "api"),
                        URI.create("http://127.0.0.1:7180")));
    }

    /// The cursor is the id of the last run before.
    public synchronized Page<RunView> runs(RunQuery query, @Nullable String cursor, int limit) {
        var all =
                matching(query).stream()
                        .filter(run -> cursor == null || run.id().compareTo(cursor) < 0)
                        .sorted(Comparator.comparing(RunView::id).reversed())
                        .limit(limit + 1L)
                        .toList();
        var items = all.subList(0, Math.min(limit, all.size()));
        return new Page<>(items, all.size() > limit ? items.getLast().id() : null);
    }

    public RunCount countRuns(RunQuery query) {
        return new RunCount(matching(query).size(), false);
    }

    public synchronized RunHistogram histogram(RunQuery query, int buckets) {
        var from = Objects.requireNonNull(query.since());
        var until = Objects.requireNonNull(query.until());
        var bucket = Duration.between(from, until).dividedBy(buckets);
        var counts = new ArrayList<Map<RunState, Long>>();
        for (int i = 0; i < buckets; i++) {
            counts.add(new EnumMap<>(RunState.class));
        }
        for (var run : matching(query)) {
            if (run.finishedAt() != null) {
                long place = Duration.between(from, run.finishedAt()).dividedBy(bucket);
                counts.get(Math.clamp(place, 0, buckets - 1)).merge(run.state(), 1L, Long::sum);
            }
        }
        var all = new ArrayList<RunBucket>();
        for (int i = 0; i < buckets; i++) {
            all.add(new RunBucket(from.plus(bucket.multipliedBy(i)), 0, counts.get(i)));
        }
        return new RunHistogram(from, until, bucket, all, false);
    }

    /// Plans for all that match.
    public Bulk planBulk(BulkAction action, RunQuery query) {
        return planned(action, matching(query));
    }

    /// Plans for these.
    public Bulk planBulk(BulkAction action, List<String> ids) {
        return planned(action, ids.stream().map(this::run).toList());
    }

    private synchronized Bulk planned(BulkAction action, List<RunView> found) {
        var fit = found.stream().filter(run -> fits(action, run)).map(RunView::id).toList();
        int others = found.size() - fit.size();
        String plan = "plan-" + plans.size();
        plans.put(plan, new Plan(action, fit, new ArrayList<>()));
        return bulk(
                plan,
                0,
                null,
                others == 0 ? List.of() : List.of(new Reason(others + " do not fit", others)),
                List.of());
    }

    private static boolean fits(BulkAction action, RunView run) {
        return switch (action) {
            case RETRY, DISMISS -> run.state().finished() && run.state() != RunState.SUCCEEDED;
            case CANCEL -> !run.state().finished();
            case HOLD -> run.state() == RunState.QUEUED;
            case RELEASE -> run.state() == RunState.HELD;
        };
    }

    private record Plan(BulkAction action, List<String> runs, List<Acted> acted) {}

    private Bulk bulk(
            String name,
            int done,
            @Nullable Integer undone,
            List<Reason> skipped,
            List<Acted> acted) {
        var plan = Objects.requireNonNull(plans.get(name));
        return new Bulk(
                name,
                plan.action,
                NOW,
                "admin",
                plan.runs.size(),
                done,
                undone,
                false,
                skipped,
                acted,
                List.of());
    }

    /// As many runs as one step of a plan is for.
    protected int stepSize() {
        return 500;
    }

    public synchronized Bulk stepBulk(String name) {
        requireThere();
        var plan = Objects.requireNonNull(plans.get(name));
        int from = plan.acted.size();
        int until = Math.min(plan.runs.size(), from + stepSize());
        for (String id : plan.runs.subList(from, until)) {
            plan.acted.add(
                    switch (plan.action) {
                        case RETRY -> new Acted(id, retry(id, RetryRequest.SAME).id());
                        case CANCEL -> new Acted(cancel(id).id(), null);
                        case HOLD -> new Acted(hold(id).id(), null);
                        case RELEASE -> new Acted(release(id).id(), null);
                        case DISMISS -> new Acted(handle(id, true), null);
                    });
        }
        return bulk(name, until, null, List.of(), plan.acted.subList(from, until));
    }

    public synchronized Bulk undoBulk(String name) {
        requireThere();
        var plan = Objects.requireNonNull(plans.get(name));
        int from = undone.getOrDefault(name, 0);
        int until = Math.min(plan.acted.size(), from + stepSize());
        undone.put(name, until);
        for (var acted : plan.acted.subList(from, until)) {
            if (acted.made() != null) {
                cancel(acted.made());
            } else if (plan.action == BulkAction.DISMISS) {
                handle(acted.run(), false);
            } else if (plan.action == BulkAction.HOLD) {
                release(acted.run());
            } else if (plan.action == BulkAction.RELEASE) {
                hold(acted.run());
            }
        }
        return bulk(name, plan.acted.size(), until, List.of(), List.of());
    }

    /// Somebody has dealt with a run, or takes that back.
    public String handle(String id, boolean handled) {
        put(changed(run(id), json -> json.put("handled", handled)));
        return id;
    }

    public List<QueueView> queues() {
        requireThere();
        return List.of(
                new QueueView("default", Json.mapper().readTree("{}"), null, null, null, 0, 0));
    }

    private synchronized List<RunView> matching(RunQuery query) {
        requireThere();
        return runs.values().stream().filter(run -> matches(query, run)).toList();
    }

    private static boolean matches(RunQuery query, RunView run) {
        return (query.states().isEmpty() || query.states().contains(run.state()))
                && (query.job() == null || fits(run, query.job()))
                && (query.since() == null || !run.due().isBefore(query.since()))
                && (query.until() == null || run.due().isBefore(query.until()))
                && (query.queue() == null || query.queue().equals(run.queue()))
                && (query.node() == null || query.node().equals(run.node()))
                && (query.causes().isEmpty() || query.causes().contains(run.cause()))
                && (query.error() == null
                        || run.message() != null && run.message().contains(query.error()))
                && (query.newerThan() == null || run.id().compareTo(query.newerThan()) > 0);
    }

    private static boolean fits(RunView run, String job) {
        String wanted = job.contains("/") ? job : "default/" + job;
        return run.job().matches(wanted.replace("*", ".*"));
    }

    public synchronized RunView run(String id) {
        requireThere();
        var run = runs.get(id);
        if (run == null) {
            throw new CarillonException(ErrorCode.NOT_FOUND, "there is no run " + id);
        }
        return run;
    }

    public List<AttemptView> attempts(String id) {
        var run = run(id);
        return run.attempt() == 0
                ? List.of()
                : List.of(
                        new AttemptView(
                                1,
                                7,
                                "a",
                                run.state(),
                                run.startedAt(),
                                run.finishedAt(),
                                run.exitCode(),
                                run.message(),
                                usages.get(id)));
    }

    /// What the attempt of a run used.
    public void setUsage(String id, Usage usage) {
        usages.put(id, usage);
    }

    public synchronized LogPart log(String id, long offset) {
        var run = run(id);
        String text = logs.getOrDefault(id, "");
        int from = (int) Math.min(offset, text.length());
        return new LogPart(text.substring(from), text.length(), run.state().finished());
    }

    public Why why(String id) {
        return switch (run(id).state()) {
            case QUEUED ->
                    new Why(
                            WhyReason.NO_SLOT,
                            "all slots are busy",
                            Map.of("position", "3", "phaseOfTheMoon", "full"),
                            null);
            case RUNNING -> new Why(WhyReason.RUNNING, "it is running");
            default -> new Why(WhyReason.FINISHED, "it is finished");
        };
    }

    public synchronized List<RunView> parts(String id) {
        String flow = run(id).id();
        return runs.values().stream().filter(run -> flow.equals(run.flow())).toList();
    }

    public RunView cancel(String id) {
        var cancelled = as(run(id), RunState.CANCELLED);
        put(cancelled);
        return cancelled;
    }

    public RunView hold(String id) {
        var held = as(run(id), RunState.HELD);
        put(held);
        return held;
    }

    public RunView release(String id) {
        var released = as(run(id), RunState.QUEUED);
        put(released);
        return released;
    }

    public RunView retry(String id, RetryRequest request) {
        return add(run(id).job().substring("default/".length()), RunState.QUEUED);
    }

    public synchronized JobView job(String namespace, String name) {
        var job = jobs.get(namespace + "/" + name);
        if (job == null) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND, "there is no job " + namespace + "/" + name);
        }
        return job;
    }

    public synchronized Page<JobView> jobs(
            @Nullable String text, @Nullable String cursor, int limit) {
        requireThere();
        return new Page<>(
                new ArrayList<>(jobs.values())
                        .stream()
                                .filter(job -> text == null || job.key().contains(text))
                                .limit(limit)
                                .toList(),
                null);
    }

    public Feed events(@Nullable String cursor, Consumer<EventView> consumer) {
        requireThere();
        consumers.add(consumer);
        return () -> consumers.remove(consumer);
    }
}
