package dev.carillon.node;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One mapping of a configuration file whose keys are known. Every complaint carries the place.
final class YamlSection {
    private final String file;
    private final Map<String, Node> values = new LinkedHashMap<>();

    /// @param node null is an empty section
    /// @param known the keys that may occur; empty is any
    YamlSection(String file, @Nullable Node node, List<String> known) {
        this.file = file;
        if (node == null || node instanceof ScalarNode scalar && scalar.getValue().isEmpty()) {
            return;
        }
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(node, "expected keys with values here");
        }
        for (var entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw wrong(entry.getKeyNode(), "a key must be a plain word");
            }
            if (!known.isEmpty() && !known.contains(key.getValue())) {
                throw wrong(key, unknown(key.getValue(), known));
            }
            if (values.put(key.getValue(), entry.getValueNode()) != null) {
                throw wrong(key, "key \"" + key.getValue() + "\" is given twice");
            }
        }
    }

    YamlSection section(String key, String... known) {
        return new YamlSection(file, values.get(key), List.of(known));
    }

    List<String> keys() {
        return new ArrayList<>(values.keySet());
    }

    @Nullable String text(String key) {
        Node node = values.get(key);
        if (node == null) {
            return null;
        }
        if (node instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
            return scalar.getValue();
        }
        throw wrong(node, "\"" + key + "\" must be a text that is not empty");
    }

    String text(String key, String otherwise) {
        String text = text(key);
        return text == null ? otherwise : text;
    }

    int number(String key, int least, int most, int otherwise) {
        String text = text(key);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below, with the range
        }
        throw refused(
                key,
                "must be a whole number from %d to %d, not \"%s\"".formatted(least, most, text));
    }

    <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        String text = text(key);
        if (text == null) {
            return otherwise;
        }
        List<String> names =
                Arrays.stream(type.getEnumConstants())
                        .map(value -> value.name().toLowerCase(java.util.Locale.ROOT))
                        .toList();
        int index = names.indexOf(text);
        if (index < 0) {
            throw refused(
                    key, "must be one of %s, not \"%s\"".formatted(String.join(", ", names), text));
        }
        return type.getEnumConstants()[index];
    }

    /// @param what the rest of a sentence that begins with the key
    WrongConfiguration refused(String key, String what) {
        return new WrongConfiguration(place(values.get(key)) + "\"" + key + "\" " + what);
    }

    private WrongConfiguration wrong(Node node, String what) {
        return new WrongConfiguration(place(node) + what);
    }

    private String place(@Nullable Node node) {
        Optional<Mark> mark = node == null ? Optional.empty() : node.getStartMark();
        return mark.map(m -> "%s:%d:%d: ".formatted(file, m.getLine() + 1, m.getColumn() + 1))
                .orElse(file + ": ");
    }

    private static String unknown(String key, List<String> known) {
        String nearest =
                known.stream()
                        .min(Comparator.comparingInt(candidate -> distance(key, candidate)))
                        .orElseThrow();
        return distance(key, nearest) <= Math.max(2, key.length() / 3)
                ? "unknown key \"%s\", did you mean \"%s\"?".formatted(key, nearest)
                : "unknown key \"%s\"; known here: %s".formatted(key, String.join(", ", known));
    }

    /// Edit distance by insertions, deletions and replacements (Levenshtein).
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
