package dev.carillon.engine;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.RunState;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.queue.RunChanges;
import dev.carillon.engine.queue.RunQueue;
import dev.carillon.engine.queue.RunViews;
import dev.carillon.engine.queue.Submissions;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.run.NewRun;
import dev.carillon.engine.schedule.Lane;
import dev.carillon.engine.segment.OwnedSegment;
import dev.carillon.engine.segment.Segment;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.TriggerTable.Key;
import dev.carillon.engine.store.TriggerTable.NewTrigger;
import dev.carillon.engine.store.TriggerTable.State;
import dev.carillon.testkit.ManualTime;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The parts of an engine on a real, fresh database, with time that a test moves and without any
/// thread: a test calls each step itself.
public final class EngineFixture implements AutoCloseable {
    public static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    public final ManualTime time = new ManualTime(START);
    public final Stores database;
    public final UUID node = UUID.randomUUID();
    public final Ids ids = new Ids(time::micros);
    public final JobCatalog catalog;
    public final RunQueue queue;
    public final RunChanges changes;
    public final RunViews views;
    public final Submissions submissions;

    public EngineFixture(StoreKind kind) {
        database = kind.open(time);
        catalog = new JobCatalog(database, time::micros, 10_000);
        queue = new RunQueue(database, node);
        changes = new RunChanges(database);
        views = new RunViews(database);
        submissions = new Submissions(database, catalog, ids, time::micros, Duration.ZERO);
    }

    /// Replaces the trigger of a job's only schedule by one whose schedule does not exist, as a damaged
    /// row would be.
    public void renameSchedule(String job, String name) {
        database.transaction(
                tx -> {
                    var id = JobCatalog.idOf("default", job);
                    var row = tx.triggers().ofJob(id).getFirst();
                    String segment = Segment.of(id).schedulerName();
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
                                            id));
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

    public void succeed(ClaimedRun run) {
        queue.finish(List.of(finish(run, RunState.SUCCEEDED, RunState.SUCCEEDED)), time.micros());
    }

    public Finish finish(
            ClaimedRun run,
            RunState attemptState,
            @org.jspecify.annotations.Nullable RunState state) {
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
        return new Lane(database, catalog, ids, time::micros, () -> {}, segments);
    }

    @Override
    public void close() throws Exception {
        if (database instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
