package dev.carillon.benchmark;

import dev.carillon.api.Carillon;
import dev.carillon.api.Definitions;
import dev.carillon.benchmark.NodeProcess.Setting;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// What many stored schedules that are not due soon cost: how long a node takes to start with them, how much heap each
/// takes, and how late those start that are due every second among them, against the same node with none.
///
/// The first are stored through the API, the others as copies of their rows ([CopiesMain]): nothing here depends on
/// how they came in.
final class Stored implements Measurement {
    private static final int SLOTS = 8;
    private static final int MOST_TEMPLATES = 1_440;
    private static final double MEGABYTE = 1024.0 * 1024.0;
    private static final Duration SETTLE = Duration.ofSeconds(5);

    @Override
    public void measure(Bench bench) throws Exception {
        long none = withNone(bench);
        for (int count : bench.schedules()) {
            var setting = bench.setting("stored", SLOTS);
            int made = Math.min(count, bench.scale().stored());
            int templates = Math.min(made, MOST_TEMPLATES);
            try (var node = NodeProcess.start(setting);
                    var carillon = node.connect()) {
                Idle.store(new Runs(carillon), made);
            }
            copy(bench, setting, templates, made, count);
            try (var node = NodeProcess.start(setting);
                    var carillon = node.connect()) {
                String all = ", " + count + " schedules";
                bench.figure("start to ready" + all, "s", seconds(node.startToReady()));
                long heap = heap(node);
                bench.figure("heap after a collection" + all, "MB", heap / MEGABYTE);
                bench.figure(
                        "heap of a stored schedule" + all, "bytes", (double) (heap - none) / count);
                verify(carillon, templates, count);
                Lag.measure(
                        bench,
                        node,
                        new Runs(carillon),
                        Scale.LAG_SCHEDULES + " due/s among " + count + " that are not");
                bench.figure(
                        "heap after a collection, some due every second" + all,
                        "MB",
                        node.heapBytes() / MEGABYTE);
            }
        }
    }

    // The heap of a node with none.
    private static long withNone(Bench bench) throws Exception {
        var setting = bench.setting("stored-none", SLOTS);
        NodeProcess.start(setting).close();
        try (var node = NodeProcess.start(setting);
                var carillon = node.connect()) {
            bench.figure("start to ready, no schedules", "s", seconds(node.startToReady()));
            long heap = heap(node);
            bench.figure("heap after a collection, no schedules", "MB", heap / MEGABYTE);
            Lag.measure(
                    bench,
                    node,
                    new Runs(carillon),
                    Scale.LAG_SCHEDULES + " due/s among none that are not");
            return heap;
        }
    }

    private static void copy(Bench bench, Setting setting, int templates, int made, int count)
            throws Exception {
        var place = setting.database();
        Child.figures(
                bench,
                bench.freshName("copies"),
                CopiesMain.class,
                List.of(
                        Child.durable(place.url()),
                        place.user(),
                        place.password(),
                        "" + templates,
                        "" + made,
                        "" + count));
    }

    /// Makes sure that all are there, and that copies are what the API would have stored: to store the definition is no
    /// change, and it is due when its template is.
    private static void verify(Carillon carillon, int templates, int count) {
        int stored = carillon.stats().schedules();
        Runs.require(stored == count, stored + " of " + count + " schedules are stored");
        for (int job : List.of(count / 2, count - 1)) {
            int like = job % templates;
            var definition = Definitions.parse(Idle.definition(job, like), "the benchmark");
            String change = carillon.apply(definition, true).getFirst().change();
            Runs.require(change.equals("NONE"), "schedule " + job + " is to be a " + change);
            var own = carillon.job("default", Idle.STORED + job).schedules();
            var itsTemplate = carillon.job("default", Idle.STORED + like).schedules();
            Runs.require(
                    own.equals(itsTemplate),
                    "schedule " + job + " is " + own + ", not " + itsTemplate);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static long heap(NodeProcess node) throws Exception {
        LockSupport.parkNanos(SETTLE.toNanos());
        return node.heapBytes();
    }
}
