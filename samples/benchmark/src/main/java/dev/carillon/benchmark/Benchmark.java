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

    private static final String FLOOR_RATIOS = "floor-ratios.json";
    private static final int CHECKED_RUNS = 5_000;

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
        all.put("history", new History());
        all.put("cluster", new ClusterSpeed());
        all.put("cost", new Cost());
        all.put("capacity", new Capacity());
        all.put("databases", new SeveralDatabases());
        all.put("feed", new FeedSpeed());
        all.put("shell", new Processes());
        all.put("small", new SmallHeap());
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
            switch (options.task()) {
                case REPORT -> run(options);
                case CHECK -> check(options);
                case RECORD -> record(options);
            }
        } catch (Exception e) {
            System.err.println("benchmark: failed, its figures are not to be used");
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(Options options) throws Exception {
        var report = new Report(options.lines());
        Machine.commit(module().resolve("../..").normalize())
                .ifPresent(commit -> report.note("Carillon at commit " + commit + "."));
        Machine.describe().forEach(report::note);
        report.note(
                "Options of the measured virtual machines: " + String.join(" ", options.java()));
        report.note(
                "A value is disturbed when other processes used more than "
                        + options.disturbedPercent()
                        + " % of all processors meanwhile.");
        onEach(
                options.databases(),
                options,
                options.smoke() ? Scale.SMOKE : Scale.FULL,
                report,
                (bench, _) -> measure(bench));
        System.out.println(report.markdown());
    }

    /// What is done on a database.
    @FunctionalInterface
    private interface OnDatabase {
        void run(Bench bench, String database) throws Exception;
    }

    private static void onEach(
            List<String> databases, Options options, Scale scale, Report report, OnDatabase what)
            throws Exception {
        Path work = Files.createTempDirectory("carillon-benchmark-");
        try {
            var names = new AtomicInteger();
            for (String database : databases) {
                try (var store = Store.open(database, options.fsync())) {
                    what.run(
                            new Bench(
                                    options,
                                    scale,
                                    store,
                                    report,
                                    work,
                                    nodeClassPath(),
                                    names,
                                    Bench.MANY_SLOTS),
                            database);
                }
            }
        } finally {
            delete(work);
        }
    }

    private static void measure(Bench bench) throws Exception {
        var options = bench.options();
        var report = bench.report();
        for (int round = 1; round <= options.rounds(); round++) {
            report.round(round);
            for (String name : options.only()) {
                System.err.println("round " + round + ", " + bench.store().name() + ", " + name);
                var watch = bench.watch();
                MEASUREMENTS.getOrDefault(name, _ -> {}).measure(bench);
                report.settle(watch.until());
                // So that what is measured already is not lost when a long run is interrupted.
                write(options, report);
            }
        }
    }

    private static void write(Options options, Report report) throws IOException {
        Path out = options.out();
        if (out != null) {
            String before = Files.exists(out) ? Files.readString(out) : "";
            Files.writeString(out, report.page(options.command(), before));
        }
    }

    private static void record(Options options) throws Exception {
        var check = new FloorCheck(module().resolve(FLOOR_RATIOS));
        var measured = new FloorCheck.Measured();
        measureFloor(options, check, measured);
        check.record(measured.medians());
        System.out.println("recorded in " + check.file() + ": " + measured.medians());
    }

    // What seems lost is measured once more before it is called so.
    private static void check(Options options) throws Exception {
        var check = new FloorCheck(module().resolve(FLOOR_RATIOS));
        var recorded = check.recorded();
        var measured = new FloorCheck.Measured();
        measureFloor(options, check, measured);
        var losses = FloorCheck.losses(recorded, measured.medians());
        if (!losses.isEmpty()) {
            System.err.println("measured once more, since " + String.join("; ", losses));
            measureFloor(options, check, measured);
            losses = FloorCheck.losses(recorded, measured.medians());
        }
        if (losses.isEmpty()) {
            System.out.println("as near to plain JDBC as recorded: " + measured.medians());
            return;
        }
        System.err.println(
                "benchmark: slower than recorded in "
                        + check.file()
                        + ": "
                        + String.join("; ", losses)
                        + ". See where the time goes with --only compare-drain --jfr FOLDER; when the loss is wanted,"
                        + " write the new ratios with --record.");
        System.exit(1);
    }

    private static void measureFloor(
            Options options, FloorCheck check, FloorCheck.Measured measured) throws Exception {
        onEach(
                List.of("h2", "postgresql"),
                options,
                Scale.FULL.withBacklog(CHECKED_RUNS),
                new Report(null),
                (bench, database) -> check.measure(bench, database, measured));
    }

    // The benchmark lies in samples/benchmark/target of the source tree whose node it measures.
    private static Path module() throws Exception {
        Path here =
                Path.of(
                        Benchmark.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        return here.resolve("../..").normalize();
    }

    private static String nodeClassPath() throws Exception {
        Path node = module().resolve("../../packaging/node/target").normalize();
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
