package dev.carillon.benchmark;

import dev.carillon.api.Carillon.Submission;
import dev.carillon.api.QueueDefinition;
import dev.carillon.api.RunView;
import dev.carillon.benchmark.job.Barriers;
import dev.carillon.benchmark.job.Nothing;
import dev.carillon.benchmark.job.PluginJar;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How fast a node works off a backlog of runs that do nothing. While they are queued, all slots are
/// kept by runs that wait for a file; the file appears, and the time counts from the first start of
/// the backlog to its last end, as the node stored them.
///
/// @param limited whether the queue has a limit, which is as high as the node has slots: what it costs
///     to heed a limit, and not what it keeps back
record Drain(boolean limited) implements Measurement {
    private static final String QUEUE = "limited";

    @Override
    public void measure(Bench bench) throws Exception {
        try (var node = bench.startNode("drain", bench.slots());
                var carillon = node.connect()) {
            var runs = new Runs(carillon);
            if (limited) {
                carillon.putQueue(
                        new QueueDefinition(QUEUE, bench.slots(), null, 1, List.of()), null);
            }
            runs.define(
                    PluginJar.definition(
                            "nothing", Nothing.class, limited ? "queue: " + QUEUE + "\n" : ""),
                    Barriers.definition());
            warmUp(bench, runs, node.folder(), bench.slots());
            var go = new Barriers(carillon, node.folder().resolve("go"), bench.slots());
            var accepted = backlog(runs, go, bench.scale().backlog());
            var before = node.usage();
            open(runs, go);
            double used = node.usage().cpuSecondsSince(before);

            runs.verifyExecutions(bench.scale().warmUp() + accepted.size());
            bench.figure(
                    "backlog of "
                            + accepted.size()
                            + " runs drained"
                            + (limited ? ", queue with a limit" : ""),
                    "runs/s",
                    accepted.size() / seconds(drained(runs, accepted)));
            bench.figure(
                    "processor time of the node for a drained run"
                            + (limited ? ", queue with a limit" : ""),
                    "us",
                    1e6 * used / accepted.size());
        }
    }

    /// Defines the jobs, and drains a first backlog.
    ///
    /// @param slots of all nodes together
    static void prepare(Bench bench, Runs runs, Path folder, int slots) throws IOException {
        runs.define(PluginJar.definition("nothing", Nothing.class, ""), Barriers.definition());
        warmUp(bench, runs, folder, slots);
    }

    /// Drains a first backlog, whose time does not count.
    ///
    /// @param slots of all nodes together
    private static void warmUp(Bench bench, Runs runs, Path folder, int slots) throws IOException {
        var barriers = new Barriers(runs.carillon(), folder.resolve("warm-up"), slots);
        backlog(runs, barriers, bench.scale().warmUp());
        open(runs, barriers);
    }

    /// Fills all slots and queues so many runs.
    ///
    /// @return ids of the queued runs
    static Set<String> backlog(Runs runs, Barriers barriers, int size) {
        barriers.keep();
        barriers.await();
        return store(runs, size);
    }

    /// Queues so many runs.
    ///
    /// @return their ids
    static Set<String> store(Runs runs, int size) {
        return store(runs, "nothing", size);
    }

    /// The same of another job.
    static Set<String> store(Runs runs, String job, int size) {
        var ids = new HashSet<String>();
        int most = 1_000;
        for (int left = size; left > 0; left -= most) {
            ids.addAll(
                    runs.carillon()
                            .runAll(
                                    Collections.nCopies(
                                            Math.min(left, most),
                                            new Submission("default", job, Map.of(), null))));
        }
        return ids;
    }

    static void open(Runs runs, Barriers barriers) throws IOException {
        barriers.open();
        runs.awaitQuiet();
    }

    /// The accepted runs as they ended, all of them.
    static List<RunView> drained(Runs runs, Set<String> accepted) {
        var drained = runs.all("nothing").stream().filter(r -> accepted.contains(r.id())).toList();
        Runs.require(
                drained.size() == accepted.size(),
                drained.size() + " of " + accepted.size() + " accepted runs are there");
        return drained;
    }

    static double seconds(List<RunView> drained) {
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        for (var run : drained) {
            var started = run.startedAt();
            var finished = run.finishedAt();
            if (started == null || finished == null || run.attempt() != 1) {
                throw new IllegalStateException("not drained at the first attempt: " + run);
            }
            first = started.isBefore(first) ? started : first;
            last = finished.isAfter(last) ? finished : last;
        }
        return Duration.between(first, last).toNanos() / 1e9;
    }
}
