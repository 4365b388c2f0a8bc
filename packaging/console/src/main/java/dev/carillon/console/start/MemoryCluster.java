package dev.carillon.console.start;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.CalendarView;
import dev.carillon.api.Carillon.ChangeQuery;
import dev.carillon.api.Carillon.ExplainedSchedule;
import dev.carillon.api.Carillon.FailureQuery;
import dev.carillon.api.Carillon.Feed;
import dev.carillon.api.Carillon.ForecastQuery;
import dev.carillon.api.Carillon.LogPart;
import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Carillon.QueueView;
import dev.carillon.api.Carillon.RunBucket;
import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.Carillon.RunHistogram;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.SegmentView;
import dev.carillon.api.Carillon.Stats;
import dev.carillon.api.Carillon.Why;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ChangeDetails;
import dev.carillon.api.ChangeView;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.api.FailureState;
import dev.carillon.api.FailureView;
import dev.carillon.api.Forecast;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobVersion;
import dev.carillon.api.JobView;
import dev.carillon.api.Json;
import dev.carillon.api.Me;
import dev.carillon.api.Page;
import dev.carillon.api.Role;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.ScheduleView;
import dev.carillon.api.ScheduleWords;
import dev.carillon.api.Usage;
import dev.carillon.api.WhyReason;
import dev.carillon.console.Console;
import dev.carillon.console.ConsoleFolders;
import dev.carillon.console.link.Background;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import javafx.stage.Stage;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// A cluster that makes up what it is asked for: some jobs and what belongs to them, a million runs in its history, a log
/// of a million lines, as many events a second as wanted. Nothing can be changed in it. What it does not know is refused,
/// as by an older node.
public final class MemoryCluster {
    public static final int RUNS = 1_000_000;

    /// By which the console knows it.
    public static final Profile PROFILE =
            new Profile("memory", URI.create("http://127.0.0.1:1"), "t", Tint.BLUE, false);

    private static final int LINES = 1_000_000;
    private static final int LINE_BYTES = 80;
    private static final int PART_LINES = 2_000;
    private static final int JOBS = 200;
    private static final long CHANGES = 40;

    // Each hundredth job is a flow.
    private static final int FLOWS_EACH = 100;
    private static final String FLOW =
            """
            name: job-%d
            schedules:
              - {id: nightly, cron: "30 2 * * *", zone: Europe/Berlin}
            task:
              flow:
                steps:
                  - {name: extract, shell: {command: [extract]}}
                  - {name: customers, shell: {command: [load, customers]}, after: [extract]}
                  - {name: invoices, shell: {command: [load, invoices]}, after: [extract]}
                  - {name: check, job: job-1, after: [customers, invoices]}
            """;
    private static final String PLAIN =
            """
            name: job-%d
            schedules:
              - {id: half-hourly, cron: "*/30 * * * *"}
            parameters:
              - {name: region, type: string, default: north}
            task:
              shell: {command: [report, "${params.region}"]}
            """;
    private static final List<String> STEPS = List.of("extract", "customers", "invoices", "check");
    private static final RunState[] STATES = {
        RunState.SUCCEEDED, RunState.SUCCEEDED, RunState.SUCCEEDED, RunState.FAILED
    };
    private static final String ERROR = "exit code 1: the file was not there";

    private final Instant begin;
    private final List<Consumer<EventView>> consumers = new CopyOnWriteArrayList<>();
    private final AtomicLong events = new AtomicLong();
    private final SortedSet<String> refused = Collections.synchronizedSortedSet(new TreeSet<>());

    /// @param now when its last run was due
    public MemoryCluster(Instant now) {
        begin = now.truncatedTo(ChronoUnit.SECONDS);
    }

    /// A console for it. Threads: that of the screen.
    ///
    /// @param folder in which the console keeps what it remembers
    public Console console(Stage stage, Path folder, Background background) {
        return new Console(
                stage,
                new ConsoleFolders(folder.resolve("console.json"), folder, null),
                background,
                (_, _) -> carillon());
    }

    private Carillon carillon() {
        return (Carillon)
                Proxy.newProxyInstance(
                        Carillon.class.getClassLoader(),
                        new Class<?>[] {Carillon.class},
                        (proxy, method, arguments) -> {
                            try {
                                return getClass()
                                        .getMethod(method.getName(), method.getParameterTypes())
                                        .invoke(this, arguments);
                            } catch (NoSuchMethodException e) {
                                if (method.isDefault()) {
                                    return InvocationHandler.invokeDefault(
                                            proxy, method, arguments);
                                }
                                refused.add(method.getName());
                                throw new CarillonException(
                                        ErrorCode.NOT_FOUND, "not in this cluster: " + method, e);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    /// What was called that it does not know.
    List<String> refused() {
        synchronized (refused) {
            return List.copyOf(refused);
        }
    }

    /// @param number of a run, from 0 for the oldest
    public static String id(int number) {
        return "01a21789-0000-7000-8000-%012d".formatted(number);
    }

    /// Tells of one change of a run that is under way, one of some thousands. Threads: any.
    public void tellNext() {
        long number = events.incrementAndGet();
        var state = number % 2 == 0 ? RunState.RUNNING : RunState.SUCCEEDED;
        var run = run((int) (RUNS + number / 4 % 50_000), state, number);
        var event = new EventView("c" + number, "run", begin, run.id(), run);
        consumers.forEach(consumer -> consumer.accept(event));
    }

    private RunView run(int number, RunState state, long version) {
        var due = begin.minusSeconds(RUNS - (long) number);
        boolean failed = state == RunState.FAILED;
        return new RunView(
                id(number),
                "default/job-" + number % JOBS,
                1,
                state,
                "SCHEDULE",
                "s",
                due,
                due,
                due,
                due.plusMillis(1),
                state.finished() ? due.plusMillis(900 + number % 5_000) : null,
                1,
                3,
                5,
                "default",
                "node-" + number % 3,
                version,
                failed ? ERROR : null,
                failed ? Integer.valueOf(1) : null,
                null,
                null,
                Map.of());
    }

    private RunView stored(int number) {
        return run(number, STATES[number % STATES.length], 3);
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
    }

    public Stats stats() {
        return new Stats(
                JOBS,
                JOBS,
                Map.of(RunState.RUNNING, 300L, RunState.QUEUED, 40L, RunState.FAILED, 250_000L),
                900,
                2_400,
                events.get(),
                events.get(),
                null);
    }

    public Me me() {
        return new Me("admin", Role.ADMIN);
    }

    public List<NodeView> nodes() {
        return IntStream.range(0, 3)
                .mapToObj(
                        each ->
                                new NodeView(
                                        id(each),
                                        "node-" + each,
                                        "UP",
                                        begin.minus(Duration.ofDays(3)),
                                        16,
                                        4 + each,
                                        5,
                                        Map.of("zone", "eu-" + each),
                                        null,
                                        "0.1.0",
                                        1,
                                        List.of("api", "execute", "schedule"),
                                        null))
                .toList();
    }

    public List<SegmentView> segments() {
        return IntStream.range(0, 15)
                .mapToObj(each -> new SegmentView(each, "node-" + each % 3, 7, null))
                .toList();
    }

    public List<QueueView> queues() {
        return List.of(queue("default"), queue("erp"));
    }

    public QueueView queue(String name) {
        return new QueueView(
                name,
                Json.mapper().createObjectNode().put("name", name).put("concurrency", 20),
                null,
                null,
                null,
                3,
                12);
    }

    public List<CalendarView> calendars() {
        return List.of(calendar("holidays"));
    }

    public CalendarView calendar(String name) {
        var definition = Json.mapper().createObjectNode().put("name", name);
        definition.putArray("exclude").addObject().put("date", "2026-12-25");
        return new CalendarView(name, 1, begin, "admin", List.of("default/job-1"), definition);
    }

    private JobDefinition definition(int number) {
        return Definitions.parse(
                        (number % FLOWS_EACH == 0 ? FLOW : PLAIN).formatted(number), "memory")
                .getFirst();
    }

    private JobView job(int number) {
        var definition = definition(number);
        return new JobView(
                definition.namespace(),
                definition.name(),
                2,
                false,
                begin,
                "admin",
                definition.schedules().stream()
                        .map(
                                each ->
                                        new ScheduleView(
                                                each.id(),
                                                ScheduleWords.of(each),
                                                begin.plusSeconds(1_800),
                                                begin,
                                                null))
                        .toList(),
                Definitions.toJson(definition));
    }

    public JobView job(String namespace, String name) {
        return job(number(name));
    }

    public Page<JobView> jobs(@Nullable String text, @Nullable String cursor, int limit) {
        int first = cursor == null ? 0 : Integer.parseInt(cursor);
        int next = Math.min(JOBS, first + limit);
        return new Page<>(
                IntStream.range(first, next).mapToObj(this::job).toList(),
                next < JOBS ? Integer.toString(next) : null);
    }

    public Page<JobVersion> versions(
            String namespace, String name, @Nullable String cursor, int limit) {
        var definition = Definitions.toJson(definition(number(name)));
        return new Page<>(
                List.of(
                        new JobVersion(2, begin, "admin", definition),
                        new JobVersion(1, begin.minusSeconds(7_200), "admin", definition)),
                null);
    }

    public List<ExplainedSchedule> explain(JobDefinition definition, int count) {
        return definition.schedules().stream()
                .map(
                        each ->
                                new ExplainedSchedule(
                                        each.id(), ScheduleWords.of(each), next(count), List.of()))
                .toList();
    }

    public List<Carillon.Due> next(String namespace, String name, int count) {
        return next(count).stream().map(at -> new Carillon.Due("half-hourly", at, at)).toList();
    }

    private List<Instant> next(int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(each -> begin.plus(Duration.ofMinutes(30 * each)))
                .toList();
    }

    public List<Why> whyJob(String namespace, String name) {
        return List.of();
    }

    public Page<RunView> runs(RunQuery query, @Nullable String cursor, int limit) {
        int newest = cursor == null ? RUNS - 1 : Integer.parseInt(cursor);
        var items = new ArrayList<RunView>();
        for (int number = newest; number >= 0 && items.size() < limit; number--) {
            items.add(stored(number));
        }
        int next = newest - items.size();
        return new Page<>(items, next < 0 ? null : Integer.toString(next));
    }

    public RunCount countRuns(RunQuery query) {
        return new RunCount(RUNS, false);
    }

    public RunHistogram histogram(RunQuery query, int buckets) {
        var until = query.until() == null ? begin : query.until();
        var from = query.since() == null ? until.minus(Duration.ofHours(1)) : query.since();
        var each = Duration.between(from, until).dividedBy(buckets);
        return new RunHistogram(
                from,
                until,
                each,
                IntStream.range(0, buckets)
                        .mapToObj(
                                bucket ->
                                        new RunBucket(
                                                from.plus(each.multipliedBy(bucket)),
                                                40 + bucket % 7,
                                                Map.of(
                                                        RunState.SUCCEEDED,
                                                        30L + bucket % 5,
                                                        RunState.FAILED,
                                                        10L)))
                        .toList(),
                false);
    }

    public RunView run(String id) {
        return stored(number(id));
    }

    public List<AttemptView> attempts(String id) {
        var run = run(id);
        return List.of(
                new AttemptView(
                        1,
                        1,
                        "node-0",
                        run.state(),
                        run.startedAt(),
                        run.finishedAt(),
                        run.exitCode(),
                        run.message(),
                        new Usage(Duration.ofMillis(700), 48_000_000)));
    }

    public List<RunView> parts(String id) {
        var flow = run(id);
        return number(id) % FLOWS_EACH == 0
                ? IntStream.range(0, STEPS.size()).mapToObj(step -> part(flow, step)).toList()
                : List.of();
    }

    private static RunView part(RunView flow, int step) {
        return new RunView(
                id(RUNS + STEPS.size() * number(flow.id()) + step),
                flow.job(),
                1,
                RunState.SUCCEEDED,
                "FLOW",
                null,
                null,
                flow.due(),
                flow.due(),
                flow.startedAt(),
                flow.finishedAt(),
                1,
                1,
                5,
                "default",
                "node-0",
                3,
                null,
                null,
                null,
                null,
                Map.of(),
                flow.id(),
                STEPS.get(step),
                null,
                null,
                null,
                null,
                false,
                null);
    }

    public Why why(String id) {
        return new Why(WhyReason.FINISHED, "it is finished");
    }

    public LogPart log(String id, long offset) {
        long first = offset / LINE_BYTES;
        var text = new StringBuilder();
        long line = first;
        for (; line < LINES && line < first + PART_LINES; line++) {
            String body =
                    "%07d \u001b[32mINFO\u001b[0m copied part %d of the archive"
                            .formatted(line, line);
            text.append(body).append(" ".repeat(LINE_BYTES - 1 - body.length())).append('\n');
        }
        return new LogPart(text.toString(), line * LINE_BYTES, line >= LINES);
    }

    public Page<FailureView> failures(FailureQuery query, @Nullable String cursor, int limit) {
        return new Page<>(
                IntStream.range(0, 40).mapToObj(each -> failure("f" + each)).toList(), null);
    }

    public FailureView failure(String fingerprint) {
        int number = Integer.parseInt(fingerprint.substring(1));
        return new FailureView(
                fingerprint,
                "default/job-" + number,
                ERROR,
                1,
                12 + number,
                begin.minus(Duration.ofDays(1)),
                begin.minusSeconds(60L * number),
                id(number),
                FailureState.NEW,
                null,
                null,
                null,
                null,
                null,
                LongStream.range(0, 24).mapToObj(hour -> hour % 4).toList());
    }

    public Forecast forecast(ForecastQuery query) {
        var expected = new Forecast.Expected(Duration.ofMinutes(8), Duration.ofMinutes(14), 20);
        var due =
                IntStream.range(0, 400)
                        .mapToObj(
                                each -> {
                                    var at = begin.plus(Duration.ofMinutes(3L * each));
                                    return new Forecast.Due(
                                            "default/job-" + each % 20,
                                            "half-hourly",
                                            at,
                                            at,
                                            expected,
                                            each % 3 == 0 ? "erp" : "default",
                                            null,
                                            false,
                                            false);
                                })
                        .toList();
        return new Forecast(query.from(), query.until(), due, List.of(), List.of(), false);
    }

    public Page<ChangeView> changes(ChangeQuery query, @Nullable String cursor, int limit) {
        return new Page<>(
                LongStream.range(0, CHANGES).mapToObj(each -> made(CHANGES - each)).toList(), null);
    }

    public ChangeDetails change(long id) {
        return new ChangeDetails(made(id), null, null);
    }

    private ChangeView made(long id) {
        return new ChangeView(
                id,
                begin.minusSeconds(60 * (CHANGES - id)),
                "admin",
                "job.pause",
                "job",
                "default/job-" + id,
                null,
                null,
                null,
                null);
    }

    public Feed events(@Nullable String cursor, Consumer<EventView> consumer) {
        consumers.add(consumer);
        return () -> consumers.remove(consumer);
    }
}
