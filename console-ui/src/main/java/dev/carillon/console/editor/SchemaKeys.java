package dev.carillon.console.editor;

import dev.carillon.api.Carillon;
import dev.carillon.api.Json;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What can be written at a place, from the published schema of jobs. The place is found by indentation, so that it
/// works in a text that is not finished.
final class SchemaKeys {
    private static final JsonNode SCHEMA = read();
    private static final Pattern KEY =
            Pattern.compile("^( *(?:- +)*)([A-Za-z][A-Za-z0-9_-]*):(.*)$");
    private static final int DEEPEST = 12;

    /// @param text what is put in
    /// @param about the first sentence of its description
    record Suggestion(String text, String about) {}

    /// @param from where the word begins that is being written
    record Completion(int from, List<Suggestion> suggestions) {}

    private SchemaKeys() {}

    private static JsonNode read() {
        try (var in = Carillon.class.getResourceAsStream("job.schema.json")) {
            return Json.mapper()
                    .readTree(
                            new String(
                                    Objects.requireNonNull(in, "job.schema.json").readAllBytes(),
                                    StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the schema of jobs cannot be read", e);
        }
    }

    static Completion complete(String text, int caret) {
        int lineStart = text.lastIndexOf('\n', caret - 1) + 1;
        String line = text.substring(lineStart, caret);
        var value =
                Pattern.compile("^( *(?:- +)*)([A-Za-z][A-Za-z0-9_-]*): *([^ ]*)$").matcher(line);
        if (value.matches()) {
            var path = pathOf(text, lineStart, value.group(1).length());
            path.add(value.group(2));
            return new Completion(
                    caret - value.group(3).length(), values(schemas(path), value.group(3)));
        }
        var key = Pattern.compile("^( *(?:- +)*)([A-Za-z]*)$").matcher(line);
        if (!key.matches()) {
            return new Completion(caret, List.of());
        }
        var path = pathOf(text, lineStart, key.group(1).length());
        return new Completion(
                caret - key.group(2).length(),
                keys(
                        schemas(path),
                        key.group(2),
                        siblings(text, lineStart, key.group(1).length())));
    }

    // The keys that lead to a line, by what is less indented above it.
    private static List<String> pathOf(String text, int lineStart, int indent) {
        Deque<String> path = new ArrayDeque<>();
        int limit = indent;
        String[] lines = text.substring(0, lineStart).split("\n", -1);
        for (int i = lines.length - 1; i >= 0 && limit > 0; i--) {
            var matcher = KEY.matcher(lines[i]);
            if (matcher.matches()
                    && matcher.group(1).length() < limit
                    && !(matcher.group(1).contains("-") && matcher.group(1).length() >= limit)) {
                path.addFirst(matcher.group(2));
                limit =
                        matcher.group(1).indexOf('-') >= 0
                                ? matcher.group(1).indexOf('-') + 1
                                : matcher.group(1).length();
            }
        }
        return new ArrayList<>(path);
    }

    private static TreeSet<String> siblings(String text, int lineStart, int indent) {
        var found = new TreeSet<String>();
        String[] before = text.substring(0, lineStart).split("\n", -1);
        for (int i = before.length - 1; i >= 0; i--) {
            var matcher = KEY.matcher(before[i]);
            if (matcher.matches()) {
                if (matcher.group(1).length() < indent) {
                    break;
                }
                if (matcher.group(1).length() == indent) {
                    found.add(matcher.group(2));
                    if (matcher.group(1).contains("-")) {
                        break;
                    }
                }
            }
        }
        return found;
    }

    private static List<JsonNode> schemas(List<String> path) {
        var here = spread(SCHEMA);
        for (String key : path) {
            var next = new ArrayList<JsonNode>();
            for (var schema : here) {
                var found = schema.path("properties").path(key);
                if (!found.isMissingNode()) {
                    next.addAll(spread(found));
                }
            }
            here = next;
        }
        return here;
    }

    // With what it refers to, its alternatives and the items of a list.
    private static List<JsonNode> spread(JsonNode schema) {
        var all = new ArrayList<JsonNode>();
        var open = new ArrayDeque<>(List.of(schema));
        for (int i = 0; i < DEEPEST * 4 && !open.isEmpty(); i++) {
            var each = open.remove();
            all.add(each);
            if (each.has("$ref")) {
                open.add(SCHEMA.at(each.path("$ref").asString().substring(1)));
            }
            for (String way : List.of("oneOf", "anyOf", "allOf")) {
                each.path(way).forEach(open::add);
            }
            if (each.path("items").isObject()) {
                open.add(each.path("items"));
            }
        }
        return all;
    }

    private static List<Suggestion> keys(
            List<JsonNode> schemas, String begun, TreeSet<String> there) {
        Map<String, Suggestion> found = new LinkedHashMap<>();
        for (var schema : schemas) {
            schema.path("properties")
                    .forEachEntry(
                            (key, property) -> {
                                if (key.startsWith(begun) && !there.contains(key)) {
                                    found.putIfAbsent(
                                            key, new Suggestion(key + ": ", about(property)));
                                }
                            });
        }
        return List.copyOf(found.values());
    }

    private static List<Suggestion> values(List<JsonNode> schemas, String begun) {
        Map<String, Suggestion> found = new LinkedHashMap<>();
        for (var schema : schemas) {
            for (var choice : schema.path("enum")) {
                add(found, choice.asString(), begun, "");
            }
            if (schema.path("type").asString("").equals("boolean")) {
                add(found, "true", begun, "");
                add(found, "false", begun, "");
            }
            for (var example : schema.path("examples")) {
                if (example.isValueNode()) {
                    add(found, example.asString(), begun, "");
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static void add(
            Map<String, Suggestion> found, String text, String begun, String about) {
        if (text.startsWith(begun)) {
            found.putIfAbsent(text, new Suggestion(text, about));
        }
    }

    /// What a key means, in one sentence; empty when the schema has none.
    static String about(YamlPath path) {
        var keys =
                path.steps().stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
        if (keys.isEmpty()) {
            return "";
        }
        for (var schema : schemas(keys)) {
            if (schema.has("description")) {
                return about(schema);
            }
        }
        return "";
    }

    private static String about(JsonNode property) {
        for (var each : spread(property)) {
            String text = each.path("description").asString("");
            if (!text.isEmpty()) {
                int end = text.indexOf(". ");
                return (end < 0 ? text : text.substring(0, end + 1)).replace("`", "");
            }
        }
        return "";
    }
}
