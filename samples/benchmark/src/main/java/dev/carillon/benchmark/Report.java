package dev.carillon.benchmark;

import dev.carillon.api.Json;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Figures by product, database and name, in the order they came. What was added counts when it is known what else the
/// machine did meanwhile ([#settle]); each value is then a line of JSON, so that nothing is lost when a long run is
/// interrupted.
final class Report {
    private record Key(String product, String database, String figure, String unit) {}

    private record Measured(double value, boolean disturbed) {}

    private record Pending(Key key, double value) {}

    /// What follows it in a page of results is kept when the page is written anew.
    static final String BY_HAND = "<!-- what follows is written by hand, and kept -->";

    private final @Nullable Path lines;
    private final List<Pending> pending = new ArrayList<>();
    private final Map<Key, List<Measured>> figures = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private int round = 1;

    /// @param lines file that gets a line of JSON for each value, null for none
    Report(@Nullable Path lines) {
        this.lines = lines;
    }

    /// What is settled from here on belongs to it.
    void round(int number) {
        round = number;
    }

    int round() {
        return round;
    }

    void add(String product, String database, String figure, String unit, double value) {
        pending.add(new Pending(new Key(product, database, figure, unit), value));
        System.err.printf(
                Locale.ROOT,
                "  %s, %s: %s %s %s%n",
                product,
                database,
                figure,
                number(value),
                unit);
    }

    /// Takes what was added since the last time as measured in these circumstances.
    void settle(Circumstances circumstances) throws IOException {
        for (var each : pending) {
            figures.computeIfAbsent(each.key, _ -> new ArrayList<>())
                    .add(new Measured(each.value, circumstances.disturbed()));
            write(each, circumstances);
        }
        pending.clear();
    }

    /// Forgets what was added and did not count yet, since what was measured failed.
    void drop() {
        pending.clear();
    }

    private void write(Pending measured, Circumstances circumstances) throws IOException {
        if (lines == null) {
            return;
        }
        var line = new LinkedHashMap<String, Object>();
        line.put("name", measured.key.figure);
        line.put("product", measured.key.product);
        line.put("database", measured.key.database);
        line.put("round", round);
        line.put("value", measured.value);
        line.put("unit", measured.key.unit);
        line.put("loadBefore", circumstances.loadBefore());
        line.put("others", Math.round(circumstances.others() * 1_000) / 1_000.0);
        line.put("disturbed", circumstances.disturbed());
        Files.writeString(
                lines,
                Json.mapper().writeValueAsString(line) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /// A sentence under the table; the same one is shown once.
    void note(String text) {
        if (!notes.contains(text)) {
            notes.add(text);
        }
    }

    String markdown() {
        var out = new StringBuilder();
        table(out, figures.keySet().stream().toList());
        out.append('\n');
        notes.forEach(note -> out.append("- ").append(note).append('\n'));
        return out.toString();
    }

    /// A page for the results: how they were measured, a table for each database, and what somebody wrote below an earlier
    /// one.
    ///
    /// @param command by which it was measured
    /// @param before the page that it replaces, empty when there was none
    String page(String command, String before) {
        var out = new StringBuilder("# Results\n\nWritten by the benchmark:\n\n```sh\n");
        out.append(command).append("\n```\n\n");
        notes.forEach(note -> out.append("- ").append(note).append('\n'));
        figures.keySet().stream()
                .map(Key::database)
                .distinct()
                .forEach(
                        database -> {
                            out.append("\n## ").append(database).append("\n\n");
                            table(
                                    out,
                                    figures.keySet().stream()
                                            .filter(key -> key.database.equals(database))
                                            .sorted(Comparator.comparing(this::firstOfItsName))
                                            .toList());
                        });
        int kept = before.indexOf(BY_HAND);
        out.append('\n').append(kept < 0 ? BY_HAND + "\n" : before.substring(kept));
        return out.toString();
    }

    // So that all products of a figure are together, and figures in the order they came.
    private int firstOfItsName(Key key) {
        int at = 0;
        for (var other : figures.keySet()) {
            if (other.database.equals(key.database) && other.figure.equals(key.figure)) {
                return at;
            }
            at++;
        }
        return at;
    }

    private void table(StringBuilder out, List<Key> keys) {
        out.append(
                "| figure | unit | product | database | median | min .. max | values (disturbed) |\n");
        out.append("|---|---|---|---|---:|---:|---:|\n");
        keys.forEach(key -> row(out, key, figures.getOrDefault(key, List.of())));
    }

    private static void row(StringBuilder out, Key key, List<Measured> values) {
        var spread = Spread.of(values.stream().map(Measured::value).toList());
        long disturbed = values.stream().filter(Measured::disturbed).count();
        out.append(
                String.format(
                        Locale.ROOT,
                        "| %s | %s | %s | %s | %s | %s .. %s | %d%s |\n",
                        key.figure,
                        key.unit,
                        key.product,
                        key.database,
                        number(spread.median()),
                        number(spread.lowest()),
                        number(spread.highest()),
                        values.size(),
                        disturbed == 0 ? "" : " (" + disturbed + ")"));
    }

    /// Three significant digits are enough for what differs by more from round to round.
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
