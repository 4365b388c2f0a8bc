package dev.carillon.engine;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.auth.Secrets;
import dev.carillon.engine.catalog.Calendars;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.queue.Backfills;
import dev.carillon.engine.queue.Ground;
import dev.carillon.engine.queue.Lines;
import dev.carillon.engine.queue.Queues;
import dev.carillon.engine.queue.Reruns;
import dev.carillon.engine.queue.RunChanges;
import dev.carillon.engine.queue.RunQueue;
import dev.carillon.engine.queue.RunViews;
import dev.carillon.engine.queue.Submissions;
import dev.carillon.engine.queue.Turn;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.run.NewRun;
import dev.carillon.engine.schedule.Lane;
import dev.carillon.engine.segment.Lease;
import dev.carillon.engine.segment.OwnedSegment;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.NodeTable.Presence;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.TriggerTable.Key;
import dev.carillon.engine.store.TriggerTable.NewTrigger;
import dev.carillon.engine.store.TriggerTable.State;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.engine.store.jdbc.Dialect;
import dev.carillon.testkit.ManualTime;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// The parts of an engine on a real, fresh database, with time that a test moves and without any
/// thread: a test calls each step itself.
public final class EngineFixture implements AutoCloseable {
    public static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    public final ManualTime time = new ManualTime(START);
    public final Stores database;
    public final Ids ids = new Ids(time::micros);
    public final Lines lines = new Lines();
    public final Secrets secrets = new Secrets("test");
    public final Segments segments;
    public final JobCatalog catalog;
    public final Ground ground;
    public final Calendars calendars;
    public final Queues queues;
    public final Backfills backfills;
    public final Reruns reruns;
    public final RunChanges changes;
    public final RunViews views;
    public final Submissions submissions;

    /// The current process, and its way to the runs.
    public UUID node;

    public RunQueue queue;

    public EngineFixture(StoreKind kind) {
        this(kind::open);
    }

    /// On stores that a test opens itself.
    public EngineFixture(Function<ManualTime, Stores> open) {
        database = open.apply(time);
        segments = Segments.of(database, Segments.DEFAULT);
        catalog =
                new JobCatalog(
                        database,
                        segments,
                        time::micros,
                        10_000,
                        (queue, placement) -> lines.make(database, queue, placement));
        ground = new Ground(catalog, lines, ids, secrets, Duration.ZERO);
        calendars = new Calendars(database, catalog, time::micros);
        queues = new Queues(database, catalog, time::micros);
        backfills = new Backfills(database, ground, time::micros);
        reruns = new Reruns(database, catalog);
        changes = new RunChanges(database, ground);
        views = new RunViews(database);
        submissions = new Submissions(database, ground, time::micros, Optional.empty());
        node = register();
        queue = new RunQueue(database, ground, node, new PlainRules(100));
    }

    private UUID register() {
        var id = UUID.randomUUID();
        return database.transaction(
                tx -> {
                    tx.nodes()
                            .insert(
                                    new NodeRow(
                                            id,
                                            "test",
                                            time.micros(),
                                            100,
                                            Map.of(),
                                            null,
                                            Presence.ALONE));
                    return id;
                });
    }

    /// The process ends, what it left open is settled, and another one starts.
    public RunChanges.Recovered restart() {
        database.transaction(
                tx -> {
                    tx.nodes().end(node);
                    return true;
                });
        var settled = changes.settleGone(time.micros());
        node = register();
        queue = new RunQueue(database, ground, node, new PlainRules(100));
        return settled;
    }

    /// Replaces the trigger of a job's only schedule by one whose schedule does not exist, as a damaged
    /// row would be.
    public void renameSchedule(String job, String name) {
        database.transaction(
                tx -> {
                    var id = JobCatalog.idOf("default", job);
                    var row = tx.triggers().ofJob(id).getFirst();
                    String segment = segments.of(id).schedulerName();
                    String group = "default/" + job;
                    tx.triggers().remove(new Key(segment, row.name(), group));
                    tx.triggers()
                            .insert(
                                    new NewTrigger(
                                            new Key(segment, name, group),
                                            job,
                                            "default",
                                            row.nextMillis(),
                                            null,
                                            5,
                                            State.WAITING,
                                            0,
                                            UUID.randomUUID(),
                                            1,
                                            id,
                                            0,
                                            false));
                    return true;
                });
    }

    /// Stores a job given as YAML.
    public JobDefinition job(String yaml) {
        var definition = dev.carillon.api.Definitions.parse(yaml, "test").getFirst();
        catalog.put(List.of(definition), "test", null, false);
        return definition;
    }

    public UUID submit(JobDefinition definition) {
        return submit(definition, time.micros());
    }

    public UUID submit(JobDefinition definition, long dueUs) {
        return submissions.submitAll("test", List.of(wanted(definition, dueUs))).getFirst();
    }

    /// Submits so many runs in one request.
    public List<UUID> submitAll(JobDefinition definition, int count) {
        return submissions.submitAll(
                "test", Collections.nCopies(count, wanted(definition, time.micros())));
    }

    private static Submissions.Wanted wanted(JobDefinition definition, long dueUs) {
        return new Submissions.Wanted(
                definition.namespace(),
                definition.name(),
                Map.of(),
                Instant.EPOCH.plus(dueUs, ChronoUnit.MICROS),
                null,
                NewRun.Cause.MANUAL);
    }

    public List<ClaimedRun> claim(int limit) {
        return queue.claim(limit, time.micros());
    }

    /// Claims for so many slots, as the workers do it: runs of several are begun, and their parts are
    /// claimed then.
    public List<ClaimedRun> claimWithParts(int slots) {
        var all = new ArrayList<ClaimedRun>();
        for (var turn = turn(slots); ; turn = turn(slots - all.size())) {
            all.addAll(turn.claimed());
            turn.flows().forEach(flow -> queue.expand(flow, time.micros()));
            if (turn.flows().isEmpty()) {
                return all;
            }
        }
    }

    private Turn turn(int slots) {
        return queue.turn(slots, time.micros());
    }

    /// Ends a run with a result.
    public void succeed(ClaimedRun run, String result) {
        end(run, RunState.SUCCEEDED, result);
    }

    public void fail(ClaimedRun run) {
        end(run, RunState.FAILED, null);
    }

    private void end(ClaimedRun run, RunState state, @Nullable String result) {
        queue.finish(
                List.of(new Finish(run, state, state, 0, time.micros(), 0, "test", null, result)),
                time.micros());
    }

    /// Submits a run of a stored job.
    public UUID run(String name, Map<String, String> parameters) {
        return submissions
                .submitAll(
                        "test",
                        List.of(
                                new Submissions.Wanted(
                                        "default",
                                        name,
                                        parameters,
                                        null,
                                        null,
                                        NewRun.Cause.MANUAL)))
                .getFirst();
    }

    /// The runs of a job, oldest first.
    public List<RunView> runs(String name) {
        return views.find(new RunQuery(Set.of(), "default/" + name, null, null), null, 500)
                .items()
                .reversed();
    }

    public List<RunView> parts(UUID flow) {
        return views.get(
                database.transaction(tx -> tx.flows().steps(flow)).stream()
                        .map(part -> part.run().id())
                        .toList());
    }

    public void succeed(ClaimedRun run) {
        queue.finish(List.of(finish(run, RunState.SUCCEEDED, RunState.SUCCEEDED)), time.micros());
    }

    public Finish finish(ClaimedRun run, RunState attemptState, @Nullable RunState state) {
        return new Finish(
                run,
                attemptState,
                state,
                time.micros() + 10_000_000,
                time.micros(),
                0,
                "test",
                null,
                null);
    }

    public RunState state(UUID run) {
        return views.get(run).state();
    }

    public List<OwnedSegment> takeSegments() {
        return Segments.takeAll(database, node);
    }

    public Lane lane(List<OwnedSegment> segments) {
        var lane = new Lane(database, ground, time::micros, () -> {}, Lease.FOR_EVER);
        lane.own(segments);
        return lane;
    }

    /// Waits until a statement waits for what another transaction has locked.
    ///
    /// @param part of the statement
    public void awaitWaiting(String part) throws SQLException {
        var store = (Database) database;
        // H2 tells only that it is being carried out.
        String waiting =
                store.dialect() instanceof Dialect.H2
                        ? "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS WHERE EXECUTING_STATEMENT LIKE ?"
                                + " AND SESSION_ID <> SESSION_ID()"
                        : "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE ?";
        try (var connection = store.dedicated();
                var select = connection.prepareStatement(waiting)) {
            connection.setAutoCommit(true);
            select.setString(1, "%" + part + "%");
            Awaitility.await().until(() -> count(select) > 0);
            connection.setAutoCommit(false);
        }
    }

    private static int count(PreparedStatement select) throws SQLException {
        try (var rows = select.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Override
    public void close() throws Exception {
        if (database instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
