package dev.carillon.node;

import dev.carillon.api.Nearest;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One mapping of a configuration file whose keys are known. A complaint carries its place and is
/// added to the errors; the value then is the default, so that all errors are found at once.
final class YamlSection {
    private final String file;
    private final List<String> errors;
    private final Map<String, String> environment;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, List<String>> asked;

    /// @param environment that values may refer to, as [Reference] says
    /// @param node null is an empty section
    /// @param known the keys that may occur; empty is any
    YamlSection(
            String file,
            List<String> errors,
            Map<String, String> environment,
            @Nullable Node node,
            List<String> known) {
        this(file, errors, environment, node, known, new LinkedHashMap<>());
    }

    private YamlSection(
            String file,
            List<String> errors,
            Map<String, String> environment,
            @Nullable Node node,
            List<String> known,
            Map<String, List<String>> asked) {
        this.file = file;
        this.errors = errors;
        this.environment = environment;
        this.asked = asked;
        if (node == null || node instanceof ScalarNode scalar && scalar.getValue().isEmpty()) {
            return;
        }
        if (!(node instanceof MappingNode mapping)) {
            wrong(node, "expected keys with values here");
            return;
        }
        for (var entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                wrong(entry.getKeyNode(), "a key must be a plain word");
            } else if (!known.isEmpty() && !known.contains(key.getValue())) {
                wrong(
                        key,
                        "unknown key \""
                                + key.getValue()
                                + "\""
                                + Nearest.hint(key.getValue(), known));
            } else if (values.put(key.getValue(), value(key.getValue(), entry.getValueNode()))
                    != null) {
                wrong(key, "key \"" + key.getValue() + "\" is given twice");
            }
        }
    }

    // One that refers to nothing stays as it is written: it then is refused at most once more.
    private Node value(String key, Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            return node;
        }
        var reference = Reference.of(scalar.getValue());
        if (reference.isEmpty()) {
            return node;
        }
        try {
            return new ScalarNode(
                    scalar.getTag(),
                    true,
                    reference.get().read(environment),
                    scalar.getScalarStyle(),
                    scalar.getStartMark(),
                    scalar.getEndMark());
        } catch (IOException e) {
            wrong(node, "\"" + key + "\" " + e.getMessage());
            return node;
        }
    }

    YamlSection section(String key, String... known) {
        asked.put(key, List.of(known));
        return new YamlSection(file, errors, environment, values.get(key), List.of(known), asked);
    }

    /// The sections that were asked for in this one and below, with the keys that may occur in each.
    Map<String, List<String>> asked() {
        return asked;
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
        if (!(node instanceof ScalarNode scalar && isEmptyText(scalar))) {
            wrong(node, "\"" + key + "\" must be a text that is not empty");
        }
        return null;
    }

    // `password: ""` is a value, `password:` a value that was forgotten.
    private static boolean isEmptyText(ScalarNode scalar) {
        return !scalar.isPlain();
    }

    String text(String key, String otherwise) {
        String text = text(key);
        return text == null ? otherwise : text;
    }

    Path path(String key, Path otherwise) {
        String text = text(key);
        if (text == null) {
            return otherwise;
        }
        if (text.startsWith("~")) {
            refuse(key, "is taken as it is written; write the whole path instead of ~");
            return otherwise;
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            refuse(key, "is no path: " + e.getReason());
            return otherwise;
        }
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
        refuse(
                key,
                "must be a whole number from %d to %d, not \"%s\"".formatted(least, most, text));
        return otherwise;
    }

    <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        String text = text(key);
        if (text == null) {
            return otherwise;
        }
        List<String> names =
                Arrays.stream(type.getEnumConstants())
                        .map(value -> value.name().toLowerCase(Locale.ROOT))
                        .toList();
        int index = names.indexOf(text);
        if (index < 0) {
            refuse(key, "must be one of %s, not \"%s\"".formatted(String.join(", ", names), text));
            return otherwise;
        }
        return type.getEnumConstants()[index];
    }

    /// @param what the rest of a sentence that begins with the key
    void refuse(String key, String what) {
        errors.add(place(values.get(key)) + "\"" + key + "\" " + what);
    }

    private void wrong(Node node, String what) {
        errors.add(place(node) + what);
    }

    private String place(@Nullable Node node) {
        Optional<Mark> mark = node == null ? Optional.empty() : node.getStartMark();
        return mark.map(m -> "%s:%d:%d: ".formatted(file, m.getLine() + 1, m.getColumn() + 1))
                .orElse(file + ": ");
    }
}
