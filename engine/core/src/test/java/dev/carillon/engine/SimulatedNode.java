package dev.carillon.engine;

import dev.carillon.engine.auth.Secrets;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.executor.Executor;
import dev.carillon.engine.log.RunLogs;
import dev.carillon.engine.queue.DirectClaims;
import dev.carillon.engine.queue.Ground;
import dev.carillon.engine.queue.Lines;
import dev.carillon.engine.queue.RunChanges;
import dev.carillon.engine.queue.RunQueue;
import dev.carillon.engine.queue.Submissions;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.schedule.Lane;
import dev.carillon.engine.segment.Lease;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.service.Clocks;
import dev.carillon.engine.service.Pause;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.NodeTable.Presence;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.work.ResultSpool;
import dev.carillon.engine.work.Workers;
import dev.carillon.testkit.ManualTime;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The parts of one simulated process, without any thread: the simulation calls each step.
public final class SimulatedNode {
    public final JobCatalog catalog;
    public final RunChanges changes;
    public final Submissions submissions;
    public final Workers workers;
    public final Lane lane;
    private final RunQueue queue;
    private final ResultSpool spool;
    private final ManualTime time;

    /// @param spool file of the results that could not be written
    public SimulatedNode(
            Stores stores,
            Segments segments,
            UUID id,
            int slots,
            ManualTime time,
            Ids ids,
            Executor executor,
            Path spool,
            Lease lease) {
        this.time = time;
        var lines = new Lines();
        catalog =
                new JobCatalog(
                        stores,
                        segments,
                        time::micros,
                        1_000,
                        (name, placement) -> lines.make(stores, name, placement));
        var secrets = new Secrets("test");
        var ground = new Ground(catalog, lines, ids, secrets, Lane.AHEAD);
        changes = new RunChanges(stores, ground);
        var rules = new PlainRules(slots);
        queue = new RunQueue(stores, ground, id, rules);
        this.spool = new ResultSpool(spool);
        workers =
                new Workers(
                        new Workers.Parts(
                                queue,
                                changes,
                                catalog,
                                executor,
                                new RunLogs(stores),
                                this.spool,
                                secrets,
                                new Clocks(time, time.monotonic()),
                                time::micros,
                                (_, start) -> start.run(),
                                () -> {},
                                lease,
                                Pause.SHORT,
                                false),
                        id,
                        slots);
        submissions =
                new Submissions(
                        stores,
                        ground,
                        time::micros,
                        Optional.of(new DirectClaims(id, "node", lines, rules, workers)));
        lane = new Lane(stores, ground, time::micros, () -> {}, lease);
    }

    /// One that is alone on the stores, as they know already.
    public static SimulatedNode alone(
            Stores stores, int slots, ManualTime time, Executor executor, Path folder) {
        var id = UUID.randomUUID();
        var node =
                new SimulatedNode(
                        stores,
                        Segments.of(stores, Segments.DEFAULT),
                        id,
                        slots,
                        time,
                        new Ids(time::micros),
                        executor,
                        folder.resolve("results.spool"),
                        Lease.FOR_EVER);
        stores.transaction(
                tx -> {
                    tx.nodes().insert(row(id, slots, time));
                    return true;
                });
        return node;
    }

    /// It is alone.
    static NodeRow row(UUID id, int slots, ManualTime time) {
        return new NodeRow(id, "node", time.micros(), slots, Map.of(), null, Presence.ALONE);
    }

    /// Writes what the process before this one could not.
    public void writeKept() {
        queue.finish(spool.read(), time.micros());
        spool.clear();
    }
}
