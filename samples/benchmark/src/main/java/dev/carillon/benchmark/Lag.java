package dev.carillon.benchmark;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.benchmark.job.PluginJar;
import dev.carillon.benchmark.job.Punctual;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/// How late a node starts what is due fifty times a second: every-second schedules, their anchors 20
/// milliseconds apart. The node's first seconds after the definitions came are left out; each due
/// time in the window must have made exactly one run, and none may be early.
final class Lag implements Measurement {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    @Override
    public void measure(Bench bench) throws Exception {
        try (var node = bench.startNode("lag", bench.slots());
                var carillon = node.connect()) {
            measure(bench, node, new Runs(carillon), Scale.LAG_SCHEDULES + " due/s");
        }
    }

    /// The same on a node that may have other schedules, none of them due meanwhile.
    ///
    /// @param load as the figures name it
    static void measure(Bench bench, NodeProcess node, Runs runs, String load) throws Exception {
        var carillon = runs.carillon();
        runs.define(definitions());
        var clock = new WallClock();
        Instant from = WallClock.now().plus(bench.scale().lead());
        Instant until = from.plus(bench.scale().lagTime());
        LockSupport.parkNanos(Duration.between(WallClock.now(), until).toNanos());
        LockSupport.parkNanos(PERIOD.toNanos());
        clock.requireSteady();
        for (int i = 0; i < Scale.LAG_SCHEDULES; i++) {
            carillon.pause("default", name(i));
        }
        runs.awaitQuiet();

        var started = new ArrayList<RunView>();
        for (int i = 0; i < Scale.LAG_SCHEDULES; i++) {
            started.addAll(inWindow(runs.all(name(i)), from, until));
        }
        Punctuality.of(runs, started, node.folder().resolve("entries")).report(bench, load);
    }

    private static String[] definitions() {
        var jobs = new String[Scale.LAG_SCHEDULES];
        for (int i = 0; i < jobs.length; i++) {
            jobs[i] =
                    PluginJar.definition(
                            name(i),
                            Punctual.class,
                            String.format(
                                    Locale.ROOT,
                                    "schedules: [{id: s, every: 1s, anchor: \"2026-01-01T00:00:00.%03dZ\"}]\n",
                                    i * 1_000 / jobs.length));
        }
        return jobs;
    }

    private static String name(int number) {
        return "punctual-" + number;
    }

    private static List<RunView> inWindow(List<RunView> all, Instant from, Instant until) {
        var window =
                all.stream()
                        .filter(run -> !run.due().isBefore(from) && run.due().isBefore(until))
                        .sorted(Comparator.comparing(RunView::due))
                        .toList();
        for (int i = 0; i < window.size(); i++) {
            var run = window.get(i);
            Runs.require(
                    run.state() == RunState.SUCCEEDED && run.attempt() == 1,
                    "not a success at the first attempt: " + run);
            Runs.require(
                    i == 0 || run.due().equals(window.get(i - 1).due().plus(PERIOD)),
                    "the due time before " + run.due() + " of " + run.job() + " has no run");
        }
        long expected = Duration.between(from, until).toSeconds();
        Runs.require(
                window.size() == expected,
                window.size() + " runs in a window of " + expected + " due times");
        return window;
    }
}
