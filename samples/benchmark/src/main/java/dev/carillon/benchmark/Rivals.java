package dev.carillon.benchmark;

import dev.carillon.benchmark.rival.RivalMain;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The same work on other schedulers, each in a process of its own with the same Java options, on the
/// same database with the same durability. They are libraries: their submissions are calls in the
/// process, with no HTTP, no authentication and no reading of a body, so they have less to do.
final class Rivals implements Measurement {
    private static final long LONGEST_MINUTES = 15;
    private static final Map<String, String> NAMES =
            Map.of(
                    "quartz", "Quartz 2.5.2",
                    "db-scheduler", "db-scheduler 16.12.0",
                    "jobrunr", "JobRunr 8.7.0");

    @Override
    public void measure(Bench bench) throws Exception {
        for (String rival : List.of("quartz", "db-scheduler", "jobrunr")) {
            report(bench, NAMES.getOrDefault(rival, rival), run(bench, rival));
        }
    }

    private static Map<String, String> run(Bench bench, String rival) throws Exception {
        String name = bench.freshName(rival);
        var place = bench.store().fresh(bench.work().resolve(name), name);
        return figures(
                bench,
                name,
                RivalMain.class,
                List.of(
                        rival,
                        durable(place.url()),
                        place.user(),
                        place.password(),
                        "" + Scale.CLIENTS,
                        "" + bench.scale().rivalRuns(),
                        "" + bench.scale().lagTime().toSeconds()));
    }

    /// What a process of the benchmark prints, a name, a tab and a value in each line, in their order.
    ///
    /// @param name of its folder
    static Map<String, String> figures(
            Bench bench, String name, Class<?> main, List<String> arguments) throws Exception {
        Path folder = Files.createDirectories(bench.work().resolve(name));
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(bench.java());
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(arguments);
        Path out = folder.resolve("figures");
        Path errors = folder.resolve("errors");
        var process =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(errors.toFile())
                        .start();
        Leftovers.watch(process);
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(
                    name + " failed or was too slow: " + out + Files.readString(errors));
        }
        var figures = new LinkedHashMap<String, String>();
        for (String line : Files.readAllLines(out)) {
            String[] parts = line.split("\t", 2);
            if (parts.length == 2) {
                figures.put(parts[0], parts[1]);
            }
        }
        return figures;
    }

    // What the product's node asks of H2, so that a commit costs the same.
    static String durable(String url) {
        return url.startsWith("jdbc:h2:")
                ? url + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000"
                : url;
    }

    // The class path of this process: what a rival needs is among the benchmark's dependencies.
    private static String classPath() {
        return String.join(
                File.pathSeparator,
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList());
    }

    private static void report(Bench bench, String product, Map<String, String> figures) {
        bench.report().note(figures.getOrDefault("settings", product));
        var to = new Target(bench, product);
        to.add("accepted submissions, 32 clients", "/s", number(figures, "submissions"));
        var nanos = sample(figures, "submission-nanos");
        to.add("accepted submissions, 32 clients, p50", "ms", nanos.percentile(50) / 1e6);
        to.add("accepted submissions, 32 clients, p99", "ms", nanos.percentile(99) / 1e6);
        to.add(
                "backlog of " + bench.scale().rivalRuns() + " runs drained",
                "runs/s",
                number(figures, "drain"));
        if (figures.containsKey("lag-micros")) {
            var lag = sample(figures, "lag-micros");
            String load = "lag, 50 due/s, first instruction of the job";
            to.add(load + ", p50", "ms", lag.percentile(50) / 1e3);
            to.add(load + ", p99", "ms", lag.percentile(99) / 1e3);
            to.add(load + ", highest", "ms", lag.most() / 1e3);
            to.add(load + ", lowest (below zero is early)", "ms", lag.least() / 1e3);
        }
    }

    private record Target(Bench bench, String product) {
        private void add(String figure, String unit, double value) {
            bench.report().add(product, bench.store().name(), figure, unit, value);
        }
    }

    private static double number(Map<String, String> figures, String name) {
        return Double.parseDouble(text(figures, name));
    }

    private static Sample sample(Map<String, String> figures, String name) {
        return Sample.of(
                Arrays.stream(text(figures, name).split(" ", -1))
                        .mapToLong(Long::parseLong)
                        .toArray());
    }

    private static String text(Map<String, String> figures, String name) {
        String text = figures.get(name);
        if (text == null) {
            throw new IllegalStateException("a rival printed no " + name);
        }
        return text;
    }
}
