package dev.carillon.engine.policy;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Labels that a run wants of a node, as one text: `name=value`, sorted, joined by commas.
public final class Placements {
    private Placements() {}

    public static String text(Map<String, String> labels) {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(","));
    }

    /// All labels of a node: its own, and `node`, its name.
    public static Map<String, String> ofNode(String name, Map<String, String> labels) {
        var all = new TreeMap<>(labels);
        all.put("node", name);
        return all;
    }

    /// Whether a node with these labels may run it. Any node fits an empty text.
    public static boolean fits(String wanted, Map<String, String> labels) {
        if (wanted.isEmpty()) {
            return true;
        }
        for (String label : wanted.split(",", -1)) {
            int equals = label.indexOf('=');
            if (equals < 0
                    || !label.substring(equals + 1)
                            .equals(labels.get(label.substring(0, equals)))) {
                return false;
            }
        }
        return true;
    }
}
