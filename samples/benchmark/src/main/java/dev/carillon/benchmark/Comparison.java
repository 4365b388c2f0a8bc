package dev.carillon.benchmark;

import dev.carillon.benchmark.contender.ContenderMain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// Carillon and other schedulers in alternation, each called in a process of its own that is new for each measurement,
/// with the same Java options, database, durability and number of threads. Carillon comes before every second of the
/// others, so that what the machine does meanwhile meets all alike; every other round begins at the other end.
///
/// What fails is told under the table and does not count, but for Carillon, with which everything ends.
///
/// @param kind what is measured
record Comparison(Kind kind) implements Measurement {
    private static final int TURN = 2;

    /// What is compared.
    enum Kind {
        DRAIN("compare-drain"),
        SUBMIT("compare-submit"),
        LAG("compare-lag"),
        LATENCY("compare-latency"),
        CROWD("compare-crowd");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }
    }

    @Override
    public void measure(Bench bench) throws Exception {
        var sizes = kind == Kind.CROWD ? bench.crowds() : List.of(0);
        for (int size : sizes) {
            var ratios = new Ratios(bench);
            var others = others(bench);
            // Alone when there is nobody to compare it with.
            for (int at = 0; at == 0 || at < others.size(); at++) {
                if (at % TURN == 0 && bench.entrants().contains(Entrant.CARILLON)) {
                    run(bench, Entrant.CARILLON, size, ratios);
                }
                if (at < others.size()) {
                    others.get(at).run(bench, size, ratios);
                }
            }
            ratios.report();
        }
    }

    /// One measurement besides Carillon's.
    @FunctionalInterface
    private interface Turn {
        void run(Bench bench, int size, Ratios ratios) throws Exception;
    }

    private List<Turn> others(Bench bench) {
        var turns = new ArrayList<Turn>();
        if (kind == Kind.DRAIN) {
            turns.add((in, _, ratios) -> floor(in, ratios));
            turns.add((in, _, _) -> node(in));
        }
        for (var entrant : Entrant.values()) {
            if (entrant != Entrant.CARILLON
                    && bench.entrants().contains(entrant)
                    && entrant.worksOn(bench.store())
                    && (entrant != Entrant.CARILLON_POWER || durabilityMatters())) {
                turns.add((in, size, ratios) -> run(in, entrant, size, ratios));
            }
        }
        if (bench.report().round() % 2 == 0) {
            Collections.reverse(turns);
        }
        return turns;
    }

    private boolean durabilityMatters() {
        return switch (kind) {
            case DRAIN, SUBMIT -> true;
            case LAG, LATENCY, CROWD -> false;
        };
    }

    private static void floor(Bench bench, Ratios ratios) throws Exception {
        var watch = bench.watch();
        var rates = Floor.measure(bench, bench.scale().backlog());
        for (var rate : rates.entrySet()) {
            bench.report()
                    .add(
                            Floor.PRODUCT,
                            bench.store().name(),
                            rate.getKey(),
                            "rows/s",
                            rate.getValue());
        }
        var circumstances = watch.until();
        bench.report().settle(circumstances);
        ratios.floor(rates, circumstances);
    }

    // The same over HTTP, from another process, as the node counts.
    private static void node(Bench bench) throws Exception {
        var watch = bench.watch();
        new Drain(false).measure(bench.withSlots(bench.threads()));
        bench.report().settle(watch.until());
    }

    private void run(Bench bench, Entrant entrant, int size, Ratios ratios) throws Exception {
        var watch = bench.watch();
        Map<String, String> figures;
        try {
            figures = figures(bench, entrant, size);
        } catch (IOException e) {
            if (entrant == Entrant.CARILLON) {
                throw e;
            }
            bench.report()
                    .note(
                            "Failed: %s, %s on %s, round %d: %s"
                                    .formatted(
                                            kind.id(),
                                            entrant.product(),
                                            bench.store().name(),
                                            bench.report().round(),
                                            lastLine(e)));
            return;
        }
        bench.report().note(figures.getOrDefault("settings", entrant.product()));
        var circumstances = watch.until();
        var to = new Target(bench, entrant, ratios, circumstances);
        switch (kind) {
            case DRAIN -> {
                to.headline("backlog drained", "runs/s", number(figures, "drained"));
                to.headline("runs enqueued in bulk", "runs/s", number(figures, "enqueued"));
            }
            case SUBMIT -> {
                to.headline(
                        "single submissions, " + Scale.CLIENTS + " clients",
                        "/s",
                        number(figures, "submissions"));
                spread(to, "single submission", sample(figures, "submission-micros"));
            }
            case LAG -> lag(to, "lag of one-time runs, 50 due/s", micros(figures, "lag-micros"));
            case LATENCY -> spread(to, "submission to start", sample(figures, "latency-micros"));
            case CROWD ->
                    lag(
                            to,
                            "%,d cron schedules due in one second".formatted(size),
                            micros(figures, "crowd-micros"));
        }
        bench.report().settle(circumstances);
    }

    private static String lastLine(Exception e) {
        String text = String.valueOf(e.getMessage());
        return text.lines()
                .filter(line -> line.contains("Exception") && !line.contains("DEBUG"))
                .findFirst()
                .orElse(text.lines().findFirst().orElse("unknown"))
                .strip();
    }

    /// What the process of an entrant prints.
    ///
    /// @param size of a crowd
    Map<String, String> figures(Bench bench, Entrant entrant, int size) throws Exception {
        String name = bench.freshName(kind.id() + "-" + entrant.id());
        Path folder = bench.work().resolve(name);
        var arguments =
                new ArrayList<>(
                        Child.arguments(
                                entrant,
                                bench.store().fresh(folder, name),
                                folder,
                                0,
                                1,
                                bench.threads()));
        var scale = bench.scale();
        arguments.addAll(
                switch (kind) {
                    case DRAIN -> List.of("drain", "" + entrant.runs(scale.backlog()));
                    case SUBMIT ->
                            List.of(
                                    "submit",
                                    "" + entrant.runs(scale.submissions()),
                                    "" + Scale.CLIENTS);
                    case LAG -> List.of("lag", "" + scale.compared().toSeconds());
                    case LATENCY -> List.of("latency", "" + scale.singles());
                    case CROWD -> List.of("crowd", "" + size);
                });
        return Child.figures(bench, name, ContenderMain.class, arguments);
    }

    private static void spread(Target to, String what, Sample micros) {
        to.headline(what + ", p50", "ms", micros.percentile(50) / 1e3);
        to.headline(what + ", p99", "ms", micros.percentile(99) / 1e3);
    }

    // Percentiles are of the distance: who starts early is no better than who starts as much late.
    private static void lag(Target to, String what, long[] micros) {
        var distances = Sample.of(Arrays.stream(micros).map(Math::abs).toArray());
        to.headline(what + ", latest start", "ms", Sample.of(micros).most() / 1e3);
        spread(to, what + ", distance from the due time", distances);
        long early = Arrays.stream(micros).filter(each -> each < 0).count();
        to.add(what + ", started early", "%", 100.0 * early / micros.length);
        to.add(what + ", lowest (below zero is early)", "ms", Sample.of(micros).least() / 1e3);
    }

    private record Target(
            Bench bench, Entrant entrant, Ratios ratios, Circumstances circumstances) {
        private void add(String figure, String unit, double value) {
            bench.report().add(entrant.product(), bench.store().name(), figure, unit, value);
        }

        /// By which Carillon is set beside the others.
        private void headline(String figure, String unit, double value) {
            add(figure, unit, value);
            ratios.add(entrant, figure, unit, value, circumstances);
        }
    }

    private static double number(Map<String, String> figures, String name) {
        return Double.parseDouble(text(figures, name));
    }

    private static Sample sample(Map<String, String> figures, String name) {
        return Sample.of(micros(figures, name));
    }

    private static long[] micros(Map<String, String> figures, String name) {
        return Arrays.stream(text(figures, name).split(" ", -1))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    private static String text(Map<String, String> figures, String name) {
        String text = figures.get(name);
        if (text == null) {
            throw new IllegalStateException("a process printed no " + name);
        }
        return text;
    }
}
