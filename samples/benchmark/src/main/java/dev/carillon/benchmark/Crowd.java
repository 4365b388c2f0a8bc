package dev.carillon.benchmark;

import dev.carillon.benchmark.job.PluginJar;
import dev.carillon.benchmark.job.Punctual;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// How late a node starts many runs that are due within one second, evenly spread, on a node that was
/// warmed up by such a second before.
final class Crowd implements Measurement {
    private static final int SCHEDULES_A_JOB = 20;
    private static final Duration LEAST_AHEAD = Duration.ofSeconds(1);

    @Override
    public void measure(Bench bench) throws Exception {
        try (var node = bench.startNode("crowd", bench.slots());
                var carillon = node.connect()) {
            var runs = new Runs(carillon);
            int size = bench.scale().crowd();
            second(runs, "warm-up", bench.scale());
            runs.awaitQuiet();

            second(runs, "crowd", bench.scale());
            runs.awaitQuiet();

            var started = new ArrayList<dev.carillon.api.RunView>();
            for (int job = 0; job * SCHEDULES_A_JOB < size; job++) {
                started.addAll(runs.all("crowd-" + job));
            }
            Runs.require(
                    started.size() == size, started.size() + " runs of " + size + " due times");
            Punctuality.of(runs, started, node.folder().resolve("entries"))
                    .report(bench, size + " due in one second");
        }
    }

    // Returns when the second is over.
    private static void second(Runs runs, String prefix, Scale scale) {
        int size = scale.crowd();
        Instant first = WallClock.now().plus(scale.lead()).truncatedTo(ChronoUnit.MILLIS);
        var jobs = new ArrayList<String>();
        for (int job = 0; job * SCHEDULES_A_JOB < size; job++) {
            jobs.add(
                    PluginJar.definition(
                            prefix + "-" + job,
                            Punctual.class,
                            "schedules: [" + String.join(", ", due(first, job, size)) + "]\n"));
        }
        runs.define(jobs.toArray(String[]::new));
        Runs.require(
                WallClock.now().plus(LEAST_AHEAD).isBefore(first),
                "storing " + size + " schedules took too long to measure their lag");
        LockSupport.parkNanos(
                Duration.between(WallClock.now(), first.plus(Duration.ofSeconds(2))).toNanos());
    }

    // Neighbours in time belong to different jobs, and so to different segments.
    private static List<String> due(Instant first, int job, int size) {
        int jobs = Math.ceilDiv(size, SCHEDULES_A_JOB);
        var schedules = new ArrayList<String>();
        for (int number = job; number < size; number += jobs) {
            schedules.add(
                    "{id: s%d, at: \"%s\"}"
                            .formatted(number, first.plusMillis(number * 1_000L / size)));
        }
        return schedules;
    }
}
