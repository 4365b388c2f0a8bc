package dev.carillon.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Figures by product, database and name, in the order they came, with one value a round.
final class Report {
    private record Key(String product, String database, String figure, String unit) {}

    private final Map<Key, List<Double>> figures = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    void add(String product, String database, String figure, String unit, double value) {
        figures.computeIfAbsent(new Key(product, database, figure, unit), _ -> new ArrayList<>())
                .add(value);
        System.err.printf(
                Locale.ROOT,
                "  %s, %s: %s %s %s%n",
                product,
                database,
                figure,
                number(value),
                unit);
    }

    /// A sentence under the table; the same one is shown once.
    void note(String text) {
        if (!notes.contains(text)) {
            notes.add(text);
        }
    }

    String markdown() {
        var out = new StringBuilder();
        out.append("| figure | unit | product | database | median | min .. max | rounds |\n");
        out.append("|---|---|---|---|---:|---:|---:|\n");
        figures.forEach((key, rounds) -> row(out, key, rounds));
        out.append('\n');
        notes.forEach(note -> out.append("- ").append(note).append('\n'));
        return out.toString();
    }

    private static void row(StringBuilder out, Key key, List<Double> rounds) {
        var spread = Spread.of(rounds);
        out.append(
                String.format(
                        Locale.ROOT,
                        "| %s | %s | %s | %s | %s | %s .. %s | %d |%n",
                        key.figure,
                        key.unit,
                        key.product,
                        key.database,
                        number(spread.median()),
                        number(spread.lowest()),
                        number(spread.highest()),
                        rounds.size()));
    }

    /// Three significant digits are enough for what differs by more from round to round.
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
