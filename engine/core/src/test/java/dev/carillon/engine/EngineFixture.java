package dev.carillon.engine;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.RunState;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.queue.RunChanges;
import dev.carillon.engine.queue.RunInserts;
import dev.carillon.engine.queue.RunQueue;
import dev.carillon.engine.queue.RunViews;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.run.NewRun;
import dev.carillon.engine.schedule.Lane;
import dev.carillon.engine.segment.OwnedSegment;
import dev.carillon.engine.segment.SegmentTable;
import dev.carillon.engine.store.Database;
import dev.carillon.engine.store.DatabaseConfig;
import dev.carillon.testkit.ManualTime;
import dev.carillon.testkit.TestDatabase;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The parts of an engine on a real, fresh database, with time that a test moves and without any
/// thread: a test calls each step itself.
public final class EngineFixture implements AutoCloseable {
    public static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    public final ManualTime time = new ManualTime(START);
    public final Database database;
    public final UUID node = UUID.randomUUID();
    public final Ids ids = new Ids(time::micros);
    public final JobCatalog catalog;
    public final RunQueue queue;
    public final RunChanges changes;
    public final RunViews views;

    public EngineFixture(TestDatabase kind) {
        var place = kind.fresh();
        database =
                Database.open(
                        new DatabaseConfig(
                                place.url(),
                                place.user(),
                                place.password(),
                                DatabaseConfig.Durability.PROCESS,
                                6));
        catalog = new JobCatalog(database, time::micros);
        queue = new RunQueue(database, node);
        changes = new RunChanges(database);
        views = new RunViews(database);
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
        return database.transaction(
                connection -> {
                    var job =
                            catalog.current(connection, definition.namespace(), definition.name());
                    var run =
                            new NewRun(
                                    ids.next(),
                                    job,
                                    null,
                                    null,
                                    null,
                                    NewRun.Cause.MANUAL,
                                    dueUs,
                                    Map.of(),
                                    null,
                                    null);
                    RunInserts.insert(connection, List.of(run), time.micros(), time.micros());
                    return run.id();
                });
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
        return SegmentTable.takeAll(database, node);
    }

    public Lane lane(List<OwnedSegment> segments) {
        return new Lane(database, catalog, ids, time::micros, () -> {}, segments);
    }

    @Override
    public void close() {
        database.close();
    }
}
