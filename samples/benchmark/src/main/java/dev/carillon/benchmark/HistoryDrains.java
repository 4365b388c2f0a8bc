package dev.carillon.benchmark;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.benchmark.job.Barriers;
import dev.carillon.benchmark.job.Nothing;
import dev.carillon.benchmark.job.PluginJar;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Drains a backlog with the history, and while some of it is removed.
final class HistoryDrains {
    private static final int MOST_BACKLOG = 5_000;
    private static final int KEPT = 100;
    // Retention looks at a job when 20 have finished.
    private static final int FINISHED = 25;
    private static final long POLL_NANOS = 50_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    // Without HELD: no run is.
    private static final RunQuery OPEN =
            new RunQuery(
                    Set.of(
                            RunState.QUEUED,
                            RunState.DELAYED,
                            RunState.WAITING,
                            RunState.CLAIMED,
                            RunState.RUNNING,
                            RunState.STOPPING),
                    null,
                    null,
                    null);

    private final Bench bench;
    private final NodeProcess node;
    private final Runs runs;
    private final Carillon carillon;
    private final Past past;
    private final Set<String> accepted = new HashSet<>();

    HistoryDrains(Bench bench, NodeProcess node, Runs runs, Past past) {
        this.bench = bench;
        this.node = node;
        this.runs = runs;
        carillon = runs.carillon();
        this.past = past;
    }

    /// @param longest whether retention is to remove some of it meanwhile
    void measure(boolean longest) throws Exception {
        runs.define(PluginJar.definition("nothing", Nothing.class, ""), Barriers.definition());
        drain("warm-up", bench.scale().warmUp());
        int size = Math.min(MOST_BACKLOG, bench.scale().backlog());
        String figure = "backlog of " + size + " runs drained";
        double alone = drain("alone", size);
        bench.figure(past.figure(figure), "runs/s", alone);
        int others = 0;
        if (longest) {
            double pruned = 0;
            while (pruned == 0) {
                Runs.require(
                        others < History.PRUNED_JOBS,
                        "retention was done before the backlog each time; measure with a longer history");
                pruned = drainWhilePruned(History.pruned(others), size);
                others++;
            }
            bench.figure(past.figure(figure + " while retention removes others"), "runs/s", pruned);
            bench.figure(
                    past.figure(figure + " while retention removes others, to that without"),
                    "times",
                    pruned / alone);
        }
        runs.verified("nothing", accepted);
        runs.verifyExecutions(accepted.size() + (long) others * FINISHED);
    }

    private double drain(String name, int size) throws IOException {
        var barriers = backlog(name, size);
        return open(barriers);
    }

    private record Backlog(Barriers barriers, Set<String> ids) {}

    private Backlog backlog(String name, int size) {
        var barriers = new Barriers(carillon, node.folder().resolve(name), bench.slots());
        return new Backlog(barriers, Drain.backlog(runs, barriers, size));
    }

    private double open(Backlog backlog) throws IOException {
        backlog.barriers.open();
        await("the end of the backlog", () -> ended(backlog.ids));
        accepted.addAll(backlog.ids);
        return backlog.ids.size() / Drain.seconds(Drain.drained(runs, backlog.ids));
    }

    /// Runs a second; 0 when retention was done before the backlog.
    private double drainWhilePruned(String job, int size) throws Exception {
        var ofJob = new RunQuery(Set.of(), "default/" + job, null, null);
        var newest = carillon.runs(ofJob, null, 2 * KEPT).items();
        String first = newest.getLast().id();
        String last = oldest(job).id();
        runs.define(History.definition(job, Nothing.class, KEPT));
        var few = Drain.store(runs, job, FINISHED);
        await(
                "the end of " + FINISHED + " runs of " + job,
                () -> few.stream().allMatch(id -> carillon.run(id).state().finished()));
        var backlog = backlog(job, size);
        await("retention to remove run " + first, () -> isGone(first));
        double perSecond = open(backlog);
        boolean throughout = !isGone(last);
        // The node cannot end before.
        await("retention to remove run " + last, () -> isGone(last));
        return throughout ? perSecond : 0;
    }

    // The list looks at one state after the other, so that a run may pass from one that is
    // still to be looked at to one that was.
    private boolean ended(Set<String> ids) {
        return carillon.runs(OPEN, null, 1).items().isEmpty()
                && Drain.drained(runs, ids).stream().allMatch(run -> run.state().finished());
    }

    private RunView oldest(String job) {
        var query =
                new RunQuery(
                        Set.of(),
                        "default/" + job,
                        null,
                        past.oldest().plusMillis(1),
                        null,
                        null,
                        Set.of(),
                        null,
                        null,
                        null);
        var found = carillon.runs(query, null, History.TEMPLATES).items();
        Runs.require(
                found.size() == History.PRUNED_RUNS,
                found.size() + " runs of " + job + " in the first copy");
        return found.getLast();
    }

    private boolean isGone(String id) {
        try {
            carillon.run(id);
            return false;
        } catch (CarillonException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            return true;
        }
    }

    private static void await(String what, BooleanSupplier done) {
        long began = System.nanoTime();
        while (!done.getAsBoolean()) {
            Runs.require(
                    System.nanoTime() - began < PATIENCE.toNanos(),
                    "waited " + PATIENCE + " in vain for " + what);
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
