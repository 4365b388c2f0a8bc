package dev.carillon.benchmark;

import dev.carillon.benchmark.job.Nothing;
import dev.carillon.benchmark.job.PluginJar;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// What a node costs that has nothing to do: how long it takes to start, its memory, and its processor
/// time, with an empty database and with many stored schedules whose next times are months away; once while what it starts
/// with is compiled, and once when that is done.
final class Idle implements Measurement {
    private static final double MEGABYTE = 1024.0 * 1024.0;

    /// How their names begin.
    static final String STORED = "stored-";

    private static final int JOBS_A_CALL = 500;
    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final Duration QUIET_AFTER = Duration.ofSeconds(50);
    private static final int QUIET_TIMES = 4;

    @Override
    public void measure(Bench bench) throws Exception {
        int stored = bench.scale().stored();
        var setting = bench.setting("idle", 8);
        try (var node = NodeProcess.start(setting);
                var carillon = node.connect()) {
            bench.figure("start to ready, first start", "s", seconds(node.startToReady()));
            store(new Runs(carillon), stored);
        }
        try (var node = NodeProcess.start(setting)) {
            bench.figure(
                    "start to ready, " + stored + " schedules", "s", seconds(node.startToReady()));
            var time = bench.scale().idleTime();
            boolean tiny = time.compareTo(SETTLE) < 0;
            LockSupport.parkNanos(tiny ? 0 : SETTLE.toNanos());
            bench.figure(
                    "processor time idle, " + stored + " schedules, with watcher",
                    "% of a core",
                    percent(node, time));
            LockSupport.parkNanos(tiny ? 0 : QUIET_AFTER.toNanos());
            bench.figure(
                    "processor time idle a minute later, " + stored + " schedules, with watcher",
                    "% of a core",
                    percent(node, time.multipliedBy(QUIET_TIMES)));
            var all = node.usage();
            var watcher = node.childrenUsage();
            bench.figure("memory idle, RSS", "MB", (all.rssBytes()) / MEGABYTE);
            bench.figure("memory idle, PSS", "MB", all.pssBytes() / MEGABYTE);
            bench.figure(
                    "memory idle, PSS of the watcher in it", "MB", watcher.pssBytes() / MEGABYTE);
        }
    }

    private static double percent(NodeProcess node, Duration time) {
        long began = System.nanoTime();
        var before = node.usage();
        LockSupport.parkNanos(time.toNanos());
        double used = node.usage().cpuSecondsSince(before);
        return 100.0 * used / ((System.nanoTime() - began) / 1e9);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /// One that is due once a year, on a day about half a year from now.
    ///
    /// @param job its number
    /// @param like it is due together with that one
    static String definition(int job, int like) {
        int month = WallClock.now().atZone(ZoneOffset.UTC).plusMonths(6).getMonthValue();
        return PluginJar.definition(
                STORED + job,
                Nothing.class,
                "schedules: [{id: s, cron: \"%d %d 1 %d *\"}]\n"
                        .formatted(like % 60, like / 60 % 24, month));
    }

    static void store(Runs runs, int count) {
        for (int at = 0; at < count; at += JOBS_A_CALL) {
            List<String> jobs = new ArrayList<>();
            for (int job = at; job < Math.min(count, at + JOBS_A_CALL); job++) {
                jobs.add(definition(job, job));
            }
            runs.define(jobs.toArray(String[]::new));
        }
    }
}
