package dev.carillon.api;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// One mapping of a definition whose keys are known. Every complaint goes to the list with its place,
/// and reading goes on with the default, so that all errors of a text are told at once.
final class Section {
    private static final int MOST_CHARACTERS = 200_000;

    private final String where;
    private final List<String> errors;
    private final Node self;
    private final Map<String, Node> values = new LinkedHashMap<>();

    /// @param known the keys that may occur; empty is any
    Section(String where, List<String> errors, Node self, List<String> known) {
        this.where = where;
        this.errors = errors;
        this.self = self;
        if (!(self instanceof MappingNode mapping)) {
            wrong(self, "expected keys with values here");
            return;
        }
        for (var entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                wrong(entry.getKeyNode(), "a key must be a plain word");
            } else if (!known.isEmpty() && !known.contains(key.getValue())) {
                wrong(key, Nearest.unknownKey(key.getValue(), known));
            } else if (values.put(key.getValue(), entry.getValueNode()) != null) {
                wrong(key, "key \"" + key.getValue() + "\" is given twice; keep one of them");
            }
        }
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    List<String> keys() {
        return List.copyOf(values.keySet());
    }

    @Nullable Section section(String key, List<String> known) {
        Node node = values.get(key);
        return node == null ? null : new Section(where, errors, node, known);
    }

    List<Section> sections(String key, List<String> known) {
        return items(key).stream().map(node -> new Section(where, errors, node, known)).toList();
    }

    @Nullable String text(String key) {
        Node node = values.get(key);
        return node == null ? null : scalar(node, key);
    }

    String text(String key, String otherwise) {
        String text = text(key);
        return text == null ? otherwise : text;
    }

    /// @param parse throws IllegalArgumentException or DateTimeException with a sentence
    <T> @Nullable T parsed(String key, Function<String, T> parse) {
        String text = text(key);
        if (text == null) {
            return null;
        }
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            refuse(key, String.valueOf(e.getMessage()));
            return null;
        }
    }

    Duration duration(String key, Duration otherwise) {
        Duration parsed = parsed(key, Durations::parse);
        return parsed == null ? otherwise : parsed;
    }

    int number(String key, int least, int most, int otherwise) {
        Integer number =
                parsed(
                        key,
                        text -> {
                            if (text.matches("-?[0-9]{1,9}")
                                    && Integer.parseInt(text) >= least
                                    && Integer.parseInt(text) <= most) {
                                return Integer.valueOf(text);
                            }
                            throw new IllegalArgumentException(
                                    "must be a whole number from "
                                            + least
                                            + " to "
                                            + most
                                            + ", not \""
                                            + text
                                            + "\"");
                        });
        return number == null ? otherwise : number;
    }

    <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        E choice =
                parsed(
                        key,
                        text -> {
                            for (E value : type.getEnumConstants()) {
                                if (written(value).equals(text)) {
                                    return value;
                                }
                            }
                            var names = new ArrayList<String>();
                            for (E value : type.getEnumConstants()) {
                                names.add(written(value));
                            }
                            throw new IllegalArgumentException(
                                    "must be one of "
                                            + String.join(", ", names)
                                            + ", not \""
                                            + text
                                            + "\"");
                        });
        return choice == null ? otherwise : choice;
    }

    /// An enum constant as definitions write it.
    static String written(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    List<String> texts(String key) {
        var texts = new ArrayList<String>();
        for (Node item : items(key)) {
            String text = scalar(item, key);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    Map<String, String> map(String key) {
        var map = new LinkedHashMap<String, String>();
        Section section = section(key, List.of());
        if (section != null) {
            for (String name : section.keys()) {
                map.put(name, section.text(name, ""));
            }
        }
        return map;
    }

    private List<Node> items(String key) {
        Node node = values.get(key);
        if (node == null) {
            return List.of();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        refuse(key, "must be a list, such as [a, b]");
        return List.of();
    }

    private @Nullable String scalar(Node node, String key) {
        if (!(node instanceof ScalarNode scalar)) {
            wrong(node, "\"" + key + "\" must be a single value");
            return null;
        }
        if (scalar.getValue().length() > MOST_CHARACTERS) {
            wrong(node, "\"" + key + "\" is over " + MOST_CHARACTERS + " characters");
            return null;
        }
        // Such a character could be written but not be read again, nor be stored by PostgreSQL.
        if (!scalar.getValue()
                .codePoints()
                .allMatch(org.snakeyaml.engine.v2.scanner.StreamReader::isPrintable)) {
            wrong(node, "\"" + key + "\" has a control character; remove it");
            return null;
        }
        return scalar.getValue();
    }

    /// @param what the rest of a sentence that begins with the key
    void refuse(String key, String what) {
        Node at = values.get(key);
        wrong(at == null ? self : at, "\"" + key + "\" " + what);
    }

    void refuse(String what) {
        wrong(self, what);
    }

    private void wrong(Node node, String what) {
        errors.add(
                node.getStartMark()
                                .map(
                                        mark ->
                                                where
                                                        + ":"
                                                        + (mark.getLine() + 1)
                                                        + ":"
                                                        + (mark.getColumn() + 1))
                                .orElse(where)
                        + ": "
                        + what);
    }
}
