package dev.carillon.engine.http;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Carillon;
import dev.carillon.api.Definitions;
import dev.carillon.api.EventView;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobView;
import dev.carillon.api.Page;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.ScheduleView;

import org.jspecify.annotations.Nullable;

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
                Map.of("day", "2027-01-01"));
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
                Definitions.toJson(definition));
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
    public JobView resume(String namespace, String name) {
        return called("resume " + namespace + "/" + name, job());
    }

    @Override
    public RunView run(
            String namespace, String name, RunRequest request, @Nullable String idempotencyKey) {
        return called(
                "run "
                        + namespace
                        + "/"
                        + name
                        + " "
                        + request.parameters()
                        + " "
                        + request.at()
                        + " "
                        + idempotencyKey,
                RUN);
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
    public RunView run(String id) {
        return called("run " + id, RUN);
    }

    @Override
    public List<AttemptView> attempts(String id) {
        return called(
                "attempts " + id,
                List.of(new AttemptView(1, 7, "a", RunState.FAILED, TIME, TIME, 2, "exit code 2")));
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
    public RunView retry(String id) {
        return called("retry " + id, RUN);
    }

    @Override
    public Why why(String id) {
        return called("why " + id, new Why("NO_FREE_SLOT", "All 8 slots of node a are busy"));
    }

    @Override
    public List<NodeView> nodes() {
        return called("nodes", List.of(new NodeView("n1", "a", "ACTIVE", TIME, 8, 2, 16)));
    }

    @Override
    public Stats stats() {
        return called("stats", new Stats(2, 3, Map.of(RunState.QUEUED, 4L), 1500, 20_000, 10, 9));
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
