package dev.carillon.benchmark;

import dev.carillon.api.RunView;
import dev.carillon.benchmark.job.Nothing;
import dev.carillon.benchmark.job.PluginJar;

import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Whether a node with half the heap keeps up with a thousand runs a second that come steadily: one client submits them
/// in small bulks, none may be refused, each must succeed once, and the client may not fall behind.
final class SmallHeap implements Measurement {
    private static final int MEGABYTES = 128;
    private static final int RUNS_A_SECOND = 1_000;
    private static final int BULK = 50;
    private static final Duration MOST_BEHIND = Duration.ofSeconds(1);
    private static final double MEGABYTE = 1024.0 * 1024.0;

    @Override
    public void measure(Bench bench) throws Exception {
        var setting = bench.setting("small", bench.slots()).withHeap(MEGABYTES);
        try (var node = NodeProcess.start(setting);
                var carillon = node.connect()) {
            var runs = new Runs(carillon);
            runs.define(PluginJar.definition("nothing", Nothing.class, ""));
            var all = new HashSet<>(Drain.store(runs, bench.scale().warmUp()));
            runs.awaitQuiet();

            var accepted = new HashSet<String>();
            double used;
            try (var memory = MemoryWatch.start(node);
                    var wire = node.wire()) {
                var before = node.usage();
                accepted.addAll(submit(bench, wire, bench.scale().steady()));
                runs.awaitQuiet();
                used = node.usage().cpuSecondsSince(before);
                bench.figure(name("highest RSS"), "MB", memory.highestRssMegabytes());
                bench.figure(name("highest PSS"), "MB", memory.highestPssMegabytes());
            }
            bench.figure(name("processor time of a run"), "us", 1e6 * used / accepted.size());
            bench.figure(name("heap after it and a collection"), "MB", node.heapBytes() / MEGABYTE);
            all.addAll(accepted);

            lag(bench, runs.verified("nothing", all), accepted);
            runs.verifyExecutions(all.size());
            String log = Files.readString(node.folder().resolve("node.log"));
            Runs.require(
                    !log.contains("OutOfMemoryError"), "the node had too little memory: " + log);
        }
    }

    private static Set<String> submit(Bench bench, WireClient wire, Duration length)
            throws Exception {
        long pause = BULK * Duration.ofSeconds(1).toNanos() / RUNS_A_SECOND;
        int bulks = Math.toIntExact(length.toNanos() / pause);
        var ids = new HashSet<String>();
        long[] nanos = new long[bulks];
        long began = System.nanoTime();
        for (int bulk = 0; bulk < bulks; bulk++) {
            long at = began + bulk * pause;
            LockSupport.parkNanos(at - System.nanoTime());
            long asked = System.nanoTime();
            long behind = asked - at;
            Runs.require(
                    behind < MOST_BEHIND.toNanos(),
                    "the client is "
                            + Duration.ofNanos(behind)
                            + " behind: the node does not take "
                            + RUNS_A_SECOND
                            + " runs a second");
            ids.addAll(Submissions.bulk(wire, BULK));
            nanos[bulk] = System.nanoTime() - asked;
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        Runs.require(
                ids.size() == bulks * BULK,
                ids.size() + " ids for " + bulks * BULK + " submitted runs");
        bench.figure(name("accepted"), "runs/s", ids.size() / seconds);
        var sample = Sample.of(nanos);
        bench.figure(name("submission of " + BULK + ", p99"), "ms", sample.percentile(99) / 1e6);
        return ids;
    }

    private static void lag(Bench bench, List<RunView> verified, Set<String> accepted) {
        long[] micros =
                verified.stream()
                        .filter(run -> accepted.contains(run.id()))
                        .mapToLong(SmallHeap::lagMicros)
                        .toArray();
        var sample = Sample.of(micros);
        bench.figure(name("lag as stored, p50"), "ms", sample.percentile(50) / 1e3);
        bench.figure(name("lag as stored, p99"), "ms", sample.percentile(99) / 1e3);
        bench.figure(name("lag as stored, highest"), "ms", sample.most() / 1e3);
    }

    private static long lagMicros(RunView run) {
        var started = run.startedAt();
        if (started == null) {
            throw new IllegalStateException("never started: " + run);
        }
        long micros = Duration.between(run.due(), started).toNanos() / 1_000;
        Runs.require(micros >= 0, "early by " + -micros + " us: " + run);
        return micros;
    }

    private static String name(String what) {
        return "heap of %d MB, %,d runs/s: %s".formatted(MEGABYTES, RUNS_A_SECOND, what);
    }
}
