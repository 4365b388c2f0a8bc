package dev.carillon.console.flows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where the steps of a graph are drawn: each in the column after the last of those before it, and within a column so
/// that few edges cross. That is Sugiyama's method in short: longest paths, then barycentres from both sides in turn; an
/// edge over several columns takes a place in each, so that it goes around what is there.
final class Layers {
    private static final int SWEEPS = 8;

    /// @param column from 0
    /// @param row from 0, without gaps in its column
    record Spot(int column, int row) {}

    /// @param spots of the steps
    /// @param ways for each edge the rows it passes in the columns between its ends
    /// @param rows how many the fullest column has
    record Layout(Map<String, Spot> spots, Map<Edge, List<Integer>> ways, int columns, int rows) {}

    record Edge(String from, String to) {}

    // A step, or the place of an edge in a column that it only passes.
    private record Item(String step, Edge passing) {
        static Item of(String step) {
            return new Item(step, new Edge("", ""));
        }
    }

    private final Map<String, Set<String>> before = new LinkedHashMap<>();
    private final Map<String, Integer> columns = new HashMap<>();
    private final List<List<Item>> layers = new ArrayList<>();
    private final Map<Item, List<Item>> left = new HashMap<>();
    private final Map<Item, List<Item>> right = new HashMap<>();

    private Layers() {}

    /// @param before the steps that each comes after; names that are no key are left out. Without circles
    static Layout of(Map<String, ? extends Set<String>> before) {
        var layers = new Layers();
        before.forEach(
                (step, others) -> {
                    var known = new LinkedHashSet<>(others);
                    known.retainAll(before.keySet());
                    layers.before.put(step, known);
                });
        layers.assignColumns();
        layers.fill();
        layers.order();
        return layers.layout();
    }

    private void assignColumns() {
        for (String step : before.keySet()) {
            column(step, new LinkedHashSet<>());
        }
    }

    private int column(String step, Set<String> open) {
        Integer known = columns.get(step);
        if (known != null) {
            return known;
        }
        open.add(step);
        int column = 0;
        for (String other : before.getOrDefault(step, Set.of())) {
            // Definitions have no circles; a cluster that sends one must not end the console.
            if (!open.contains(other)) {
                column = Math.max(column, column(other, open) + 1);
            }
        }
        open.remove(step);
        columns.put(step, column);
        return column;
    }

    private int columnOf(String step) {
        return columns.getOrDefault(step, 0);
    }

    private void fill() {
        int count = columns.values().stream().mapToInt(each -> each + 1).max().orElse(0);
        for (int i = 0; i < count; i++) {
            layers.add(new ArrayList<>());
        }
        before.keySet().forEach(step -> layers.get(columnOf(step)).add(Item.of(step)));
        before.forEach((step, others) -> others.forEach(other -> connect(other, step)));
    }

    private void connect(String from, String to) {
        var last = Item.of(from);
        for (int i = columnOf(from) + 1; i < columnOf(to); i++) {
            var passing = new Item(Integer.toString(i), new Edge(from, to));
            layers.get(i).add(passing);
            join(last, passing);
            last = passing;
        }
        join(last, Item.of(to));
    }

    private void join(Item from, Item to) {
        right.computeIfAbsent(from, _ -> new ArrayList<>()).add(to);
        left.computeIfAbsent(to, _ -> new ArrayList<>()).add(from);
    }

    private void order() {
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean forward = sweep % 2 == 0;
            for (int i = 1; i < layers.size(); i++) {
                int at = forward ? i : layers.size() - 1 - i;
                var beside = layers.get(forward ? at - 1 : at + 1);
                sort(layers.get(at), beside, forward ? left : right);
            }
        }
    }

    private static void sort(List<Item> layer, List<Item> beside, Map<Item, List<Item>> edges) {
        var rows = new HashMap<Item, Integer>();
        for (int i = 0; i < beside.size(); i++) {
            rows.put(beside.get(i), i);
        }
        var weights = new HashMap<Item, Double>();
        for (int i = 0; i < layer.size(); i++) {
            var others = edges.getOrDefault(layer.get(i), List.of());
            double own = i;
            weights.put(
                    layer.get(i),
                    others.stream()
                            .mapToInt(each -> rows.getOrDefault(each, 0))
                            .average()
                            .orElse(own));
        }
        // Stable: those that weigh the same stay as they are.
        Collections.sort(layer, Comparator.comparing(each -> weights.getOrDefault(each, 0.0)));
    }

    private Layout layout() {
        var spots = new LinkedHashMap<String, Spot>();
        var ways = new LinkedHashMap<Edge, List<Integer>>();
        before.forEach(
                (step, others) ->
                        others.forEach(
                                other -> ways.put(new Edge(other, step), new ArrayList<>())));
        int rows = 0;
        for (int column = 0; column < layers.size(); column++) {
            var layer = layers.get(column);
            rows = Math.max(rows, layer.size());
            for (int row = 0; row < layer.size(); row++) {
                var item = layer.get(row);
                var way = ways.get(item.passing);
                if (way == null) {
                    spots.put(item.step, new Spot(column, row));
                } else {
                    way.add(row);
                }
            }
        }
        return new Layout(spots, ways, layers.size(), rows);
    }
}
