package dev.carillon.api;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One mapping of a definition. Every complaint has its place, and reading goes on with the default, so
/// that all errors of a text are told at once.
final class Section {
    private static final int MOST_CHARACTERS = 200_000;
    private static final int LONGEST_NUMBER = 100;
    private static final Set<Tag> WORDS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL);
    private static final Set<Tag> NUMBERS = Set.of(Tag.INT, Tag.FLOAT);

    private final Complaints complaints;
    private final Node self;
    private final Map<String, Node> values = new LinkedHashMap<>();

    /// @param part whose keys may occur; null is any keys
    Section(Complaints complaints, Node self, @Nullable Part part) {
        this.complaints = complaints;
        this.self = self;
        if (!(self instanceof MappingNode mapping)) {
            complaints.add(self, "expected keys with values here");
            return;
        }
        for (var entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                complaints.add(entry.getKeyNode(), "a key must be a plain word");
            } else if (!Characters.usable(key.getValue())) {
                complaints.add(
                        key,
                        "a key has a control character or another that cannot be stored; remove it");
            } else if (part != null && !part.keys().contains(key.getValue())) {
                complaints.add(key, Nearest.unknownKey(key.getValue(), part));
            } else if (values.putIfAbsent(key.getValue(), entry.getValueNode()) != null) {
                complaints.add(
                        key,
                        "key \""
                                + Characters.shown(key.getValue())
                                + "\" is given twice; keep one of them");
            }
        }
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    List<String> keys() {
        return List.copyOf(values.keySet());
    }

    /// Null when absent, or when it has no keys at all, which is told.
    @Nullable Section section(String key, Part part) {
        Node node = values.get(key);
        return node == null ? null : section(node, part);
    }

    List<Section> sections(String key, Part part) {
        return items(key).stream()
                .map(node -> section(node, part))
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    /// Whether the value has keys itself.
    boolean isSection(String key) {
        return values.get(key) instanceof MappingNode;
    }

    /// How many items a list has; 0 when it is no list.
    int size(String key) {
        return values.get(key) instanceof SequenceNode sequence ? sequence.getValue().size() : 0;
    }

    /// Whether a list is not there or has no items.
    boolean lacks(String key) {
        return !has(key) || values.get(key) instanceof SequenceNode && size(key) == 0;
    }

    /// Tells when a list has more items.
    void atMost(String key, int most) {
        if (size(key) > most) {
            refuse(key, "has " + size(key) + " items; at most " + most + " are allowed");
        }
    }

    /// Each item of a list as a text that is parsed; those that are wrong are left out and told.
    ///
    /// @param parse throws IllegalArgumentException or DateTimeException with a sentence
    <T> List<T> parsedItems(String key, int most, Function<String, T> parse) {
        atMost(key, most);
        var parsed = new ArrayList<T>();
        for (Node node : items(key)) {
            T value = parsed(node, key, parse);
            if (value != null) {
                parsed.add(value);
            }
        }
        return List.copyOf(parsed);
    }

    /// Each item of a list as a duration; those that are wrong are left out and told.
    List<Duration> durations(String key, int most) {
        atMost(key, most);
        return items(key).stream()
                .map(node -> duration(node, key))
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    /// Each item of a list, either a text or keys with values.
    <T> List<T> items(String key, Part part, Function<String, T> text, Function<Section, T> keys) {
        var all = new ArrayList<T>();
        for (Node node : items(key)) {
            if (node instanceof MappingNode) {
                all.add(keys.apply(new Section(complaints, node, part)));
            } else {
                String word = text(node, key);
                if (word != null) {
                    all.add(text.apply(word));
                }
            }
        }
        return List.copyOf(all);
    }

    /// `true` or `false`, which is also what a missing or wrong one is.
    boolean flag(String key) {
        Node node = values.get(key);
        var scalar = node == null ? null : scalar(node, key);
        if (scalar != null && !scalar.getTag().equals(Tag.BOOL)) {
            boolean quoted = scalar.getValue().equals("true") || scalar.getValue().equals("false");
            refuse(
                    key,
                    "must be true or false, not \""
                            + Characters.shown(scalar.getValue())
                            + "\""
                            + (quoted ? " in quotes; remove them" : ""));
            return false;
        }
        return scalar != null && scalar.getValue().equals("true");
    }

    /// A text that is not blank; empty when it is missing or wrong, which is told.
    String required(String key) {
        String text = text(key);
        if (!has(key)) {
            refuse("\"" + key + "\" is needed here");
        } else if (text != null && blank(text)) {
            refuse(key, "is empty");
        }
        return text == null || blank(text) ? "" : text;
    }

    static boolean blank(String text) {
        return text.chars().allMatch(c -> c == ' ' || c == '\t' || c == '\r' || c == '\n');
    }

    private @Nullable Section section(Node node, Part part) {
        var section = new Section(complaints, node, part);
        return node instanceof MappingNode ? section : null;
    }

    /// Text; a number or `true` needs quotes to be one.
    @Nullable String text(String key) {
        Node node = values.get(key);
        return node == null ? null : text(node, key);
    }

    private @Nullable String text(Node node, String key) {
        var scalar = scalar(node, key);
        if (scalar == null || scalar.getTag().equals(Tag.STR)) {
            return scalar == null ? null : scalar.getValue();
        }
        complaints.add(
                node,
                "\""
                        + key
                        + "\" must be text; write \""
                        + Characters.shown(scalar.getValue())
                        + "\" with quotes to make it so");
        return null;
    }

    String text(String key, String otherwise) {
        String text = text(key);
        return text == null ? otherwise : text;
    }

    /// Text, a number, `true` or `false`, as it is written.
    @Nullable String word(String key) {
        Node node = values.get(key);
        return node == null ? null : word(node, key);
    }

    private @Nullable String word(Node node, String key) {
        var scalar = scalar(node, key);
        return scalar == null ? null : scalar.getValue();
    }

    List<String> words(String key) {
        return items(key).stream()
                .map(node -> word(node, key))
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    /// Any keys, each with a word.
    Map<String, String> map(String key) {
        var map = new LinkedHashMap<String, String>();
        Node node = values.get(key);
        if (node != null) {
            var section = new Section(complaints, node, null);
            for (String name : section.keys()) {
                String word = section.word(name);
                map.put(name, word == null ? "" : word);
            }
        }
        return map;
    }

    /// @param parse throws IllegalArgumentException or DateTimeException with a sentence
    <T> @Nullable T parsed(String key, Function<String, T> parse) {
        Node node = values.get(key);
        return node == null ? null : parsed(node, key, parse);
    }

    // A number may be wrong as a text too, and that says more than that it is none.
    private <T> @Nullable T parsed(Node node, String key, Function<String, T> parse) {
        boolean number = NUMBERS.contains(node.getTag());
        String text = number ? word(node, key) : text(node, key);
        T value = text == null ? null : parsed(node, text, key, parse);
        return value == null || number && text(node, key) == null ? null : value;
    }

    private <T> @Nullable T parsed(Node node, String text, String key, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            complaints.add(node, "\"" + key + "\" is wrong: " + e.getMessage());
            return null;
        }
    }

    @Nullable Duration duration(String key) {
        Node node = values.get(key);
        return node == null ? null : duration(node, key);
    }

    private @Nullable Duration duration(Node node, String key) {
        if (node instanceof ScalarNode scalar && NUMBERS.contains(scalar.getTag())) {
            String number = Characters.shown(scalar.getValue());
            complaints.add(
                    node,
                    "\"" + key + "\" needs a unit, such as " + number + "s or " + number + "m");
            return null;
        }
        String text = text(node, key);
        return text == null ? null : parsed(node, text, key, Durations::parse);
    }

    /// A duration that is more than nothing.
    @Nullable Duration limit(String key) {
        Duration duration = duration(key);
        if (duration != null && duration.isZero()) {
            refuse(key, "of 0 would end every attempt at once; remove it for no limit");
        }
        return duration;
    }

    Duration duration(String key, Duration otherwise) {
        Duration parsed = duration(key);
        return parsed == null ? otherwise : parsed;
    }

    int whole(String key, int least, int most, int otherwise) {
        Node node = values.get(key);
        return node == null ? otherwise : whole(node, key, least, most, otherwise);
    }

    List<Integer> wholes(String key, int least, int most) {
        return items(key).stream().map(node -> whole(node, key, least, most, least)).toList();
    }

    private int whole(Node node, String key, int least, int most, int otherwise) {
        String wanted = "a whole number from " + least + " to " + most;
        BigDecimal number = number(node, key, least, most, wanted);
        if (number == null) {
            return otherwise;
        }
        if (number.stripTrailingZeros().scale() > 0) {
            complaints.add(node, "\"" + key + "\" must be " + wanted + ", not " + number);
            return otherwise;
        }
        return number.intValue();
    }

    double number(String key, int least, int most, double otherwise) {
        Node node = values.get(key);
        BigDecimal number =
                node == null
                        ? null
                        : number(node, key, least, most, "a number from " + least + " to " + most);
        return number == null ? otherwise : number.doubleValue();
    }

    private @Nullable BigDecimal number(Node node, String key, int least, int most, String wanted) {
        var scalar = scalar(node, key);
        if (scalar == null) {
            return null;
        }
        String text = scalar.getValue();
        var number = NUMBERS.contains(scalar.getTag()) ? decimal(text) : null;
        if (number == null
                || number.compareTo(BigDecimal.valueOf(least)) < 0
                || number.compareTo(BigDecimal.valueOf(most)) > 0) {
            String quotes =
                    scalar.getTag().equals(Tag.STR) && decimal(text) != null
                            ? " in quotes; remove them"
                            : "";
            complaints.add(
                    node,
                    "\""
                            + key
                            + "\" must be "
                            + wanted
                            + ", not \""
                            + Characters.shown(text)
                            + "\""
                            + quotes);
            return null;
        }
        return number;
    }

    private static @Nullable BigDecimal decimal(String text) {
        try {
            return text.length() > LONGEST_NUMBER ? null : new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        E choice = parsed(key, text -> choice(text, type));
        return choice == null ? otherwise : choice;
    }

    private static <E extends Enum<E>> E choice(String text, Class<E> type) {
        for (E value : type.getEnumConstants()) {
            if (written(value).equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException(
                "it must be one of "
                        + Stream.of(type.getEnumConstants())
                                .map(Section::written)
                                .collect(Collectors.joining(", "))
                        + ", not \""
                        + Characters.shown(text)
                        + "\"");
    }

    /// An enum constant as definitions write it.
    static String written(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
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

    private @Nullable ScalarNode scalar(Node node, String key) {
        String wrong =
                switch (node) {
                    case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) ->
                            "has no value; write one or remove the key";
                    case ScalarNode scalar when !WORDS.contains(scalar.getTag()) ->
                            "has the tag "
                                    + Characters.shown(scalar.getTag().getValue())
                                    + ", which means nothing here; remove it";
                    case ScalarNode scalar when scalar.getValue().length() > MOST_CHARACTERS ->
                            "is over " + MOST_CHARACTERS + " characters";
                    case ScalarNode scalar when !Characters.usable(scalar.getValue()) ->
                            "has a control character or another that cannot be stored; remove it";
                    case ScalarNode scalar -> null;
                    default -> "must be a single value";
                };
        if (wrong == null) {
            return (ScalarNode) node;
        }
        complaints.add(node, "\"" + Characters.shown(key) + "\" " + wrong);
        return null;
    }

    /// @param what the rest of a sentence that begins with the key
    void refuse(String key, String what) {
        Node at = values.get(key);
        complaints.add(at == null ? self : at, "\"" + key + "\" " + what);
    }

    void refuse(String what) {
        complaints.add(self, what);
    }
}
