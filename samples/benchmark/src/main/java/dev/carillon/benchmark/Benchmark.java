package dev.carillon.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Measures a node as a whole process, over HTTP, on a fresh database each time, and prints the
/// figures of all rounds as a table. Ends by itself and leaves no process and no folder; ends with 1
/// when something measured did not do what it must.
public final class Benchmark {
    /// By the name `--only` takes, in the order they are measured.
    static final Map<String, Measurement> MEASUREMENTS = measurements();

    private Benchmark() {}

    private static Map<String, Measurement> measurements() {
        var all = new LinkedHashMap<String, Measurement>();
        all.put("submissions", new Submissions());
        all.put("drain", new Drain(false));
        all.put("limits", new Drain(true));
        all.put("lag", new Lag());
        all.put("crowd", new Crowd());
        all.put("idle", new Idle());
        all.put("times", new Times());
        all.put("stored", new Stored());
        all.put("cluster", new ClusterSpeed());
        all.put("feed", new FeedSpeed());
        all.put("floor", new Floor());
        for (var kind : Comparison.Kind.values()) {
            all.put(kind.id(), new Comparison(kind));
        }
        all.put("compare-processes", new TwoProcesses());
        return Collections.unmodifiableMap(all);
    }

    public static void main(String[] arguments) {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("benchmark: " + e.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        try {
            run(options);
        } catch (Exception e) {
            System.err.println("benchmark: failed, its figures are not to be used");
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(Options options) throws Exception {
        var report = new Report(options.lines());
        Machine.describe().forEach(report::note);
        report.note(
                "Options of the measured virtual machines: " + String.join(" ", options.java()));
        report.note(
                "A value is disturbed when other processes used more than "
                        + options.disturbedPercent()
                        + " % of all processors meanwhile.");
        Path work = Files.createTempDirectory("carillon-benchmark-");
        try {
            var names = new AtomicInteger();
            for (String database : options.databases()) {
                try (var store = Store.open(database, options.fsync())) {
                    measure(options, store, report, work, names);
                }
            }
        } finally {
            delete(work);
        }
        System.out.println(report.markdown());
    }

    private static void measure(
            Options options, Store store, Report report, Path work, AtomicInteger names)
            throws Exception {
        var bench =
                new Bench(
                        options,
                        options.smoke() ? Scale.SMOKE : Scale.FULL,
                        store,
                        report,
                        work,
                        nodeClassPath(),
                        names,
                        Bench.MANY_SLOTS);
        for (int round = 1; round <= options.rounds(); round++) {
            report.round(round);
            for (String name : options.only()) {
                System.err.println("round " + round + ", " + store.name() + ", " + name);
                var watch = bench.watch();
                MEASUREMENTS.getOrDefault(name, _ -> {}).measure(bench);
                report.settle(watch.until());
                // So that what is measured already is not lost when a long run is interrupted.
                if (options.out() != null) {
                    Files.writeString(options.out(), report.markdown());
                }
            }
        }
    }

    // The benchmark lies in samples/benchmark/target of the source tree whose node it measures.
    private static String nodeClassPath() throws Exception {
        Path here =
                Path.of(
                        Benchmark.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        Path root = here.resolve("../../../..").normalize();
        Path node = root.resolve("packaging/node/target");
        Path jar = node.resolve("carillon-node.jar");
        if (!Files.isRegularFile(jar) || !Files.isDirectory(node.resolve("lib"))) {
            throw new IOException(node + " has no built node; run: mvn -DskipTests package");
        }
        return node.resolve("lib") + "/*:" + jar;
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (var walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
