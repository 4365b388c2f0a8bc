package dev.carillon.benchmark;

import dev.carillon.api.Json;
import dev.carillon.benchmark.Comparison.Kind;

import tools.jackson.core.type.TypeReference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Whether Carillon is still as near to what its database can do as it was: a short backlog stored and drained in
/// alternation with plain JDBC, compared with the ratios of a file that is part of the sources. A ratio says the same on
/// a fast and on a slow machine, and other load meets both its parts; so half of it is a loss, not an accident.
///
/// @param file of the recorded ratios
record FloorCheck(Path file) {
    private static final int TURNS = 3;
    private static final double LEAST_PART = 0.5;

    /// Ratios by name, such as `h2 drained`, one for each turn.
    static final class Measured {
        private final Map<String, List<Double>> ratios = new TreeMap<>();

        void add(String name, double ratio) {
            ratios.computeIfAbsent(name, _ -> new ArrayList<>()).add(ratio);
        }

        Map<String, Double> medians() {
            var medians = new TreeMap<String, Double>();
            ratios.forEach((name, each) -> medians.put(name, Spread.of(each).median()));
            return medians;
        }
    }

    /// Measures a few turns on the database of the bench.
    void measure(Bench bench, String database, Measured to) throws Exception {
        for (int turn = 0; turn < TURNS; turn++) {
            var ours = new Comparison(Kind.DRAIN).figures(bench, Entrant.CARILLON, 0);
            var floor = Floor.measure(bench, bench.scale().backlog());
            add(to, database + " drained", ours.get("drained"), floor.get(Floor.ALL));
            add(to, database + " enqueued", ours.get("enqueued"), floor.get(Floor.INSERTED));
        }
    }

    private static void add(
            Measured to,
            String name,
            @org.jspecify.annotations.Nullable String ours,
            @org.jspecify.annotations.Nullable Double floor) {
        if (ours == null || floor == null) {
            throw new IllegalStateException("nothing was measured for " + name);
        }
        double ratio = Double.parseDouble(ours) / floor;
        System.err.printf(
                Locale.ROOT,
                "  %s %s/s, plain JDBC %s rows/s: %.3f%n",
                name,
                Report.number(Double.parseDouble(ours)),
                Report.number(floor),
                ratio);
        to.add(name, ratio);
    }

    Map<String, Double> recorded() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    "there are no recorded ratios in " + file + "; write them with --record");
        }
        return Json.mapper()
                .readValue(Files.readString(file), new TypeReference<Map<String, Double>>() {});
    }

    /// What was lost, a sentence each; empty when all is well.
    static List<String> losses(Map<String, Double> recorded, Map<String, Double> measured) {
        var losses = new ArrayList<String>();
        measured.forEach(
                (name, now) -> {
                    Double before = recorded.get(name);
                    if (before == null) {
                        losses.add(name + " was never recorded; write it with --record");
                    } else if (now < before * LEAST_PART) {
                        losses.add(
                                String.format(
                                        Locale.ROOT,
                                        "%s is %.3f of plain JDBC, less than half of the recorded %.3f",
                                        name,
                                        now,
                                        before));
                    }
                });
        return losses;
    }

    void record(Map<String, Double> medians) throws IOException {
        var rounded = new TreeMap<String, Double>();
        medians.forEach((name, ratio) -> rounded.put(name, Math.round(ratio * 1_000) / 1_000.0));
        Files.writeString(
                file,
                Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(rounded) + "\n");
    }
}
