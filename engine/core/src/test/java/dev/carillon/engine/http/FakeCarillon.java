package dev.carillon.engine.http;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Bulk;
import dev.carillon.api.BulkAction;
import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.Carillon;
import dev.carillon.api.ChangeDetails;
import dev.carillon.api.ChangeView;
import dev.carillon.api.Definitions;
import dev.carillon.api.EventView;
import dev.carillon.api.FailureChange;
import dev.carillon.api.FailureState;
import dev.carillon.api.FailureView;
import dev.carillon.api.Forecast;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobVersion;
import dev.carillon.api.JobView;
import dev.carillon.api.Json;
import dev.carillon.api.Me;
import dev.carillon.api.NewToken;
import dev.carillon.api.Page;
import dev.carillon.api.QueueDefinition;
import dev.carillon.api.Role;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.ScheduleView;
import dev.carillon.api.TokenView;
import dev.carillon.api.Usage;
import dev.carillon.api.WhyReason;
import dev.carillon.engine.auth.Actor;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// Remembers what it was asked and answers with the same values always, or with [#failure].
final class FakeCarillon implements Carillon {
    static final Instant TIME = Instant.parse("2027-01-01T06:00:00Z");
    static final Usage USED = new Usage(Duration.ofMillis(12_340), 104_857_600);
    static final RunView RUN = run(RunState.QUEUED);

    /// What was called, such as `pause billing/orders`.
    final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

    /// The definitions that came in.
    final List<JobDefinition> definitions = new CopyOnWriteArrayList<>();

    /// Parts of a log, one a call; the last one is repeated.
    final BlockingQueue<LogPart> log = new LinkedBlockingQueue<>();

    final List<Consumer<EventView>> subscribers = new CopyOnWriteArrayList<>();

    volatile @Nullable RuntimeException failure;

    static RunView run(RunState state) {
        return new RunView(
                "0192-7",
                "billing/orders",
                3,
                state,
                "manual",
                null,
                null,
                TIME,
                TIME,
                null,
                null,
                0,
                3,
                5,
                "default",
                null,
                1,
                null,
                null,
                null,
                null,
                Map.of("day", "2027-01-01"),
                "0192-6",
                "load",
                "STEP",
                "customer-42",
                "import of customer 42",
                TIME,
                true,
                "9f86d081884c7d65");
    }

    private <T> T called(String call, T answer) {
        calls.add(call);
        RuntimeException failing = failure;
        if (failing != null) {
            throw failing;
        }
        return answer;
    }

    private static JobView view(JobDefinition definition, int version) {
        return new JobView(
                definition.namespace(),
                definition.name(),
                version,
                false,
                TIME,
                "admin",
                List.of(new ScheduleView("nightly", "30 2 * * *", TIME, null, null)),
                Definitions.toJson(definition),
                "3 runs failed in a row",
                3,
                true);
    }

    static JobDefinition definition() {
        return Definitions.parse(
                        """
                        name: orders
                        namespace: billing
                        task: {shell: {command: [echo, hello]}}
                        schedules: [{id: nightly, cron: "30 2 * * *", zone: Europe/Berlin}]
                        """,
                        "test")
                .getFirst();
    }

    static JobView job() {
        return view(definition(), 3);
    }

    @Override
    public List<Planned> apply(List<JobDefinition> set, boolean dryRun) {
        definitions.addAll(set);
        return called(
                "apply " + set.size() + " dryRun=" + dryRun,
                List.of(new Planned("billing/orders", "CREATE", List.of(TIME))));
    }

    @Override
    public JobView put(JobDefinition definition, @Nullable Integer expectedVersion) {
        definitions.add(definition);
        return called("put " + definition.key() + " " + expectedVersion, view(definition, 3));
    }

    @Override
    public JobView job(String namespace, String name) {
        return called("job " + namespace + "/" + name, job());
    }

    @Override
    public Page<JobView> jobs(@Nullable String text, @Nullable String cursor, int limit) {
        return called(
                "jobs " + text + " " + cursor + " " + limit, new Page<>(List.of(job()), "c2"));
    }

    @Override
    public void delete(String namespace, String name) {
        called("delete " + namespace + "/" + name, "");
    }

    @Override
    public JobView pause(String namespace, String name) {
        return called("pause " + namespace + "/" + name, job());
    }

    @Override
    public JobView resume(String namespace, String name, CatchUp.Policy missed) {
        return called("resume " + namespace + "/" + name + " " + missed, job());
    }

    @Override
    public List<Instant> skipNext(String namespace, String name, @Nullable String schedule) {
        return called("skipNext " + namespace + "/" + name + " " + schedule, List.of(TIME));
    }

    @Override
    public List<Due> next(String namespace, String name, int count) {
        return called(
                "next " + namespace + "/" + name + " " + count,
                List.of(new Due("nightly", TIME, TIME)));
    }

    static ExplainedSchedule explained() {
        return new ExplainedSchedule(
                "nightly",
                "Every day at 02:30 UTC",
                List.of(TIME),
                List.of(new ScheduleNote(TIME, "1 Jan 2027 is left out by calendar holidays")));
    }

    @Override
    public List<ExplainedSchedule> explain(JobDefinition definition, int count) {
        return called("explain " + definition.key() + " " + count, List.of(explained()));
    }

    @Override
    public Backfilled backfill(String namespace, String name, BackfillRequest request) {
        return called(
                "backfill " + namespace + "/" + name + " " + request,
                new Backfilled("p1", List.of(new Due("nightly", TIME, TIME)), List.of("1")));
    }

    @Override
    public List<Why> whyJob(String namespace, String name) {
        return called(
                "whyJob " + namespace + "/" + name,
                List.of(new Why(WhyReason.PAUSED, "its schedules are paused")));
    }

    @Override
    public RunView run(
            String namespace, String name, RunRequest request, @Nullable String idempotencyKey) {
        return called("run " + namespace + "/" + name + " " + request + " " + idempotencyKey, RUN);
    }

    @Override
    public List<String> runAll(List<Submission> submissions) {
        return called("runAll " + submissions, List.of("1", "2"));
    }

    @Override
    public Page<RunView> runs(RunQuery query, @Nullable String cursor, int limit) {
        return called("runs " + query + " " + cursor + " " + limit, new Page<>(List.of(RUN), null));
    }

    @Override
    public RunCount countRuns(RunQuery query) {
        return called("countRuns " + query, new RunCount(382, true));
    }

    static RunHistogram histogram() {
        return new RunHistogram(
                TIME,
                TIME.plusSeconds(60),
                Duration.ofSeconds(60),
                List.of(new RunBucket(TIME, 3, Map.of(RunState.FAILED, 2L))),
                false);
    }

    @Override
    public RunHistogram histogram(RunQuery query, int buckets) {
        return called("histogram " + query + " " + buckets, histogram());
    }

    @Override
    public RunView run(String id) {
        return called("run " + id, RUN);
    }

    @Override
    public List<AttemptView> attempts(String id) {
        return called(
                "attempts " + id,
                List.of(
                        new AttemptView(
                                1, 7, "a", RunState.FAILED, TIME, TIME, 2, "exit code 2", USED)));
    }

    @Override
    public LogPart log(String id, long offset) {
        LogPart next = log.size() > 1 ? log.poll() : log.peek();
        return called(
                "log " + id + " " + offset, next == null ? new LogPart("hällo\n", 7, true) : next);
    }

    @Override
    public RunView cancel(String id) {
        return called("cancel " + id, run(RunState.CANCELLED));
    }

    @Override
    public RunView hold(String id) {
        return called("hold " + id, run(RunState.HELD));
    }

    @Override
    public RunView release(String id) {
        return called("release " + id, RUN);
    }

    @Override
    public RunView dismiss(String id) {
        return called("dismiss " + id, RUN);
    }

    @Override
    public RunView retry(String id, RetryRequest request) {
        return called("retry " + id + " " + request, RUN);
    }

    @Override
    public List<RunView> parts(String id) {
        return called("parts " + id, List.of(RUN));
    }

    @Override
    public Why why(String id) {
        return called(
                "why " + id,
                new Why(
                        WhyReason.NO_SLOT,
                        "All 8 slots of node a are busy",
                        Map.of("busy", "8"),
                        TIME));
    }

    static Bulk bulk() {
        return new Bulk(
                "p1",
                BulkAction.RETRY,
                TIME,
                "admin",
                382,
                1,
                0,
                true,
                List.of(new Bulk.Reason("3 are running", 3)),
                List.of(new Bulk.Acted("0192-7", "0192-8"), new Bulk.Acted("0192-9", null)),
                List.of(new Bulk.Reason("1 is no longer stored", 1)));
    }

    @Override
    public Bulk planBulk(BulkAction action, RunQuery query) {
        return called("planBulk " + action + " " + query, bulk());
    }

    @Override
    public Bulk planBulk(BulkAction action, List<String> runs) {
        return called("planBulk " + action + " " + runs, bulk());
    }

    @Override
    public Bulk bulk(String plan) {
        return called("bulk " + plan, bulk());
    }

    @Override
    public Bulk stepBulk(String plan) {
        return called("stepBulk " + plan, bulk());
    }

    @Override
    public Bulk undoBulk(String plan) {
        return called("undoBulk " + plan, bulk());
    }

    static FailureView failure() {
        return new FailureView(
                "9f86d081884c7d65",
                "billing/orders",
                "exit code 7",
                7,
                382,
                TIME,
                TIME,
                "0192-7",
                FailureState.SNOOZED,
                TIME,
                "ada",
                "see the firewall",
                TIME,
                "admin",
                List.of(0L, 382L));
    }

    @Override
    public Page<FailureView> failures(FailureQuery query, @Nullable String cursor, int limit) {
        return called(
                "failures " + query + " " + cursor + " " + limit,
                new Page<>(List.of(failure()), "1.9f86d081884c7d65"));
    }

    @Override
    public FailureView failure(String fingerprint) {
        return called("failure " + fingerprint, failure());
    }

    @Override
    public FailureView changeFailure(String fingerprint, FailureChange change) {
        return called("changeFailure " + fingerprint + " " + change, failure());
    }

    static Forecast forecast() {
        var expected = new Forecast.Expected(Duration.ofSeconds(90), Duration.ofMinutes(2), 100);
        return new Forecast(
                TIME,
                TIME.plusSeconds(60),
                List.of(
                        new Forecast.Due(
                                "billing/orders",
                                "nightly",
                                TIME,
                                TIME,
                                expected,
                                "default",
                                "a",
                                false,
                                true)),
                List.of(
                        new Forecast.Frequent(
                                "a/b", "s", TIME, 8_640, true, null, "default", true)),
                List.of(
                        new Forecast.Warning(
                                Forecast.Kind.QUEUE_LIMIT, null, null, "mail", TIME, "3 runs")),
                true);
    }

    @Override
    public Forecast forecast(ForecastQuery query) {
        return called("forecast " + query, forecast());
    }

    @Override
    public List<NodeView> nodes() {
        return called("nodes", List.of(node()));
    }

    @Override
    public List<SegmentView> segments() {
        return called(
                "segments",
                List.of(new SegmentView(0, "a", 7, "b"), new SegmentView(1, null, 0, null)));
    }

    static NodeView node() {
        return new NodeView(
                "n1",
                "a",
                "UP",
                TIME,
                8,
                2,
                16,
                Map.of("os", "linux"),
                TIME,
                "0.1.0",
                1,
                List.of("api", "execute"),
                URI.create("http://127.0.0.1:7180"));
    }

    @Override
    public NodeView cordon(String node, @Nullable Duration duration) {
        return called("cordon " + node + " " + duration, node());
    }

    @Override
    public NodeView uncordon(String node) {
        return called("uncordon " + node, node());
    }

    static CalendarView calendar() {
        return new CalendarView(
                "holidays",
                3,
                TIME,
                "admin",
                List.of("billing/orders"),
                Json.mapper().readTree("{\"name\": \"holidays\", \"weekdays\": [\"sun\"]}"));
    }

    @Override
    public List<CalendarView> calendars() {
        return called("calendars", List.of(calendar()));
    }

    @Override
    public CalendarView calendar(String name) {
        return called("calendar " + name, calendar());
    }

    @Override
    public CalendarView putCalendar(CalendarDefinition calendar) {
        return called("putCalendar " + calendar, calendar());
    }

    @Override
    public CalendarView importCalendar(String name, String ics) {
        return called("importCalendar " + name + " " + ics, calendar());
    }

    @Override
    public void deleteCalendar(String name) {
        called("deleteCalendar " + name, "");
    }

    static QueueView queue() {
        return new QueueView(
                "mail",
                Json.mapper().readTree("{\"name\": \"mail\", \"concurrency\": 2}"),
                TIME,
                Json.mapper().readTree("{\"name\": \"mail\", \"concurrency\": 30}"),
                TIME,
                2,
                7);
    }

    @Override
    public List<QueueView> queues() {
        return called("queues", List.of(queue()));
    }

    @Override
    public QueueView queue(String name) {
        return called("queue " + name, queue());
    }

    @Override
    public QueueView putQueue(QueueDefinition queue, @Nullable Duration duration) {
        return called("putQueue " + queue + " " + duration, queue());
    }

    @Override
    public QueueView pauseQueue(String name, @Nullable Duration duration) {
        return called("pauseQueue " + name + " " + duration, queue());
    }

    @Override
    public QueueView resumeQueue(String name) {
        return called("resumeQueue " + name, queue());
    }

    @Override
    public void deleteQueue(String name) {
        called("deleteQueue " + name, "");
    }

    static TokenView token() {
        return new TokenView("ci", Role.OPERATOR, TIME, "admin", TIME, TIME, TIME);
    }

    @Override
    public Me me() {
        return called("me", new Me(Actor.current().name(), Actor.current().role()));
    }

    @Override
    public List<TokenView> tokens() {
        return called("tokens", List.of(token()));
    }

    @Override
    public NewToken createToken(String name, Role role, @Nullable Duration validFor) {
        return called(
                "createToken " + name + " " + role + " " + validFor,
                new NewToken("carillon_x", token()));
    }

    @Override
    public void revokeToken(String name) {
        called("revokeToken " + name, "");
    }

    static ChangeView change() {
        return new ChangeView(
                17, TIME, "ann", "job.pause", "job", "billing/orders", "a note", 3L, 18L, "why");
    }

    static ChangeDetails changeDetails() {
        return new ChangeDetails(change(), null, Json.mapper().readTree("{\"paused\": true}"));
    }

    @Override
    public Page<ChangeView> changes(ChangeQuery query, @Nullable String cursor, int limit) {
        return called(
                "changes " + query + " " + cursor + " " + limit,
                new Page<>(List.of(change()), "17"));
    }

    @Override
    public ChangeDetails change(long id) {
        return called("change " + id, changeDetails());
    }

    @Override
    public ChangeView undo(long id) {
        return called("undo " + id, change());
    }

    static JobVersion version() {
        return new JobVersion(3, TIME, "ann", Definitions.toJson(definition()));
    }

    @Override
    public Page<JobVersion> versions(
            String namespace, String name, @Nullable String cursor, int limit) {
        return called(
                "versions " + namespace + "/" + name + " " + cursor + " " + limit,
                new Page<>(List.of(version()), "3"));
    }

    @Override
    public Stats stats() {
        return called(
                "stats", new Stats(2, 3, Map.of(RunState.QUEUED, 4L), 1500, 20_000, 10, 9, "a"));
    }

    @Override
    public Backup backup() {
        return called("backup", new Backup("backup-1.zip", 42, "ab", Duration.ofMillis(1500)));
    }

    @Override
    public Feed events(@Nullable String cursor, Consumer<EventView> consumer) {
        called("events " + cursor, "");
        subscribers.add(consumer);
        return () -> subscribers.remove(consumer);
    }

    void publish(String cursor) {
        subscribers.forEach(each -> each.accept(new EventView(cursor, "run", TIME, RUN.id(), RUN)));
    }
}
