package dev.carillon.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Carillon beside the best of the others, and beside plain JDBC, in one round: the medians of what was measured in it.
/// Above 1 Carillon is ahead, whether much or little is good.
final class Ratios {
    static final String TO_BEST = "Carillon to the best other";
    static final String TO_FLOOR = "Carillon to plain JDBC";

    private final Bench bench;
    private final Map<String, Figure> figures = new LinkedHashMap<>();
    private final Map<String, List<Double>> floor = new LinkedHashMap<>();
    private boolean disturbed;

    /// @param unit by which it is known whether much is good: all rates end in `/s`
    private record Figure(String unit, List<Double> ours, Map<Entrant, List<Double>> others) {}

    Ratios(Bench bench) {
        this.bench = bench;
    }

    void add(Entrant entrant, String name, String unit, double value, Circumstances circumstances) {
        disturbed |= circumstances.disturbed();
        var figure =
                figures.computeIfAbsent(
                        name, _ -> new Figure(unit, new ArrayList<>(), new LinkedHashMap<>()));
        if (entrant == Entrant.CARILLON) {
            figure.ours.add(value);
        } else if (!entrant.ours()) {
            figure.others.computeIfAbsent(entrant, _ -> new ArrayList<>()).add(value);
        }
    }

    void floor(Map<String, Double> rates, Circumstances circumstances) {
        disturbed |= circumstances.disturbed();
        rates.forEach(
                (name, rate) -> floor.computeIfAbsent(name, _ -> new ArrayList<>()).add(rate));
    }

    void report() throws IOException {
        figures.forEach(this::report);
        // Disturbed when any of what goes into it was.
        var now = bench.watch().until();
        bench.report().settle(new Circumstances(now.loadBefore(), now.others(), disturbed));
    }

    private void report(String name, Figure figure) {
        if (figure.ours.isEmpty()) {
            return;
        }
        double ours = Spread.of(figure.ours).median();
        boolean rate = figure.unit.endsWith("/s");
        figure.others.values().stream()
                .map(values -> Spread.of(values).median())
                .reduce(rate ? Math::max : Math::min)
                .ifPresent(best -> add(TO_BEST, name, rate ? ours / best : best / ours));
        var rows =
                switch (name) {
                    case "backlog drained" -> List.of(Floor.ALL, Floor.COMPLETED);
                    case "runs enqueued in bulk" -> List.of(Floor.INSERTED);
                    default -> List.<String>of();
                };
        for (String row : rows) {
            var rates = floor.get(row);
            if (rates != null) {
                add(TO_FLOOR, name + " / " + row, ours / Spread.of(rates).median());
            }
        }
    }

    private void add(String product, String name, double ratio) {
        bench.report().add(product, bench.store().name(), name, "times", ratio);
    }
}
