package dev.carillon.benchmark;

import dev.carillon.benchmark.job.Barriers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// How many short processes a node runs from a backlog, against as many threads that start the same processes with
/// `ProcessBuilder`, wait for them and read what they print, in a process of its own with the same Java options. That
/// is measured before the node and after it, and the mean of both counts.
final class Processes implements Measurement {
    private static final String PRODUCT = "plain ProcessBuilder";
    private static final String JOB = "short";
    private static final String RATE = "short processes, ";

    /// @param perSecond processes
    /// @param cpuMicros time of processors of those who start them, for each
    private record Speed(double perSecond, double cpuMicros) {}

    @Override
    public void measure(Bench bench) throws Exception {
        var before = plain(bench);
        var ours = node(bench.withSlots(bench.threads()));
        var after = plain(bench);
        double perSecond = (before.perSecond + after.perSecond) / 2;
        double cpuMicros = (before.cpuMicros + after.cpuMicros) / 2;
        tell(bench, "overhead over plain ProcessBuilder, time", perSecond / ours.perSecond);
        tell(
                bench,
                "overhead over plain ProcessBuilder, processor time with that of the processes",
                ours.cpuMicros / cpuMicros);
    }

    private static void tell(Bench bench, String figure, double ratio) {
        bench.withSlots(bench.threads()).figure(figure, "%", 100 * (ratio - 1));
    }

    private static Speed node(Bench bench) throws Exception {
        try (var node = bench.startNode("processes", bench.slots());
                var carillon = node.connect()) {
            var runs = new Runs(carillon);
            Path folder = Files.createDirectories(node.folder().resolve("ran"));
            runs.define(ShortProcess.definition(JOB, folder), Barriers.definition());
            var all = new HashSet<>(drain(bench, runs, node, "warm-up", bench.scale().warmUp()));
            var before = node.usage();
            long ticks = node.cpuTicksWithEnded();
            var accepted = drain(bench, runs, node, "go", bench.scale().processes());
            long used = node.cpuTicksWithEnded() - ticks;
            double own = node.usage().cpuSecondsSince(before);
            all.addAll(accepted);

            var verified = runs.verified(JOB, all);
            ShortProcess.requireAll(folder, all);
            var drained = verified.stream().filter(run -> accepted.contains(run.id())).toList();
            var speed =
                    new Speed(
                            accepted.size() / Drain.seconds(drained),
                            10_000.0 * used / accepted.size());
            bench.figure(name(bench), "/s", speed.perSecond);
            bench.figure(cpu(bench), "us", speed.cpuMicros);
            bench.figure(
                    "processor time of the node and its watcher alone for a short process",
                    "us",
                    1e6 * own / accepted.size());
            return speed;
        }
    }

    private static Set<String> drain(
            Bench bench, Runs runs, NodeProcess node, String name, int count) throws IOException {
        var barriers = new Barriers(runs.carillon(), node.folder().resolve(name), bench.slots());
        barriers.keep();
        barriers.await();
        var ids = Drain.store(runs, JOB, count);
        Drain.open(runs, barriers);
        return ids;
    }

    private static Speed plain(Bench bench) throws Exception {
        String name = bench.freshName("plain-processes");
        Path folder = Files.createDirectories(bench.work().resolve(name).resolve("ran"));
        int warmUp = bench.scale().warmUp();
        int count = bench.scale().processes();
        Map<String, String> figures =
                Child.figures(
                        bench,
                        name,
                        ProcessesMain.class,
                        List.of("" + bench.threads(), "" + warmUp, "" + count, "" + folder));
        ShortProcess.requireAll(
                folder,
                IntStream.range(0, warmUp + count)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.toSet()));
        var speed =
                new Speed(
                        Double.parseDouble(figures.get(ProcessesMain.RATE)),
                        Double.parseDouble(figures.get(ProcessesMain.CPU)));
        add(bench, name(bench), "/s", speed.perSecond);
        add(bench, cpu(bench), "us", speed.cpuMicros);
        return speed;
    }

    private static void add(Bench bench, String figure, String unit, double value) {
        bench.report()
                .add(
                        PRODUCT + ", " + bench.threads() + " threads",
                        bench.store().name(),
                        figure,
                        unit,
                        value);
    }

    private static String name(Bench bench) {
        return RATE + bench.threads() + " at a time";
    }

    private static String cpu(Bench bench) {
        return "processor time for a short process, with its own, "
                + bench.threads()
                + " at a time";
    }
}
