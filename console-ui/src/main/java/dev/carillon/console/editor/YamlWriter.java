package dev.carillon.console.editor;

import dev.carillon.api.Json;

import tools.jackson.databind.JsonNode;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes values as YAML that a person would write: plain words, blocks for texts of several lines, short lists in one
/// line.
final class YamlWriter {
    private static final int STEP = 2;
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9_/.$][A-Za-z0-9_/.@$ *,+=?()<>;~%|&!-]*");
    // What YAML takes for something else than text.
    private static final Pattern OTHER =
            Pattern.compile(
                    "(?i)true|false|null|yes|no|on|off|[-+]?[0-9._]*(e[-+]?[0-9]+)?|0[xo][0-9a-f]+|[-+]?\\.(inf|nan)|[0-9]+(:[0-9]+)+");
    private static final Pattern SIMPLE = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");
    private static final int SHORT = 70;

    private YamlWriter() {}

    /// The value as it follows `key:`, with the blank or line break in front.
    ///
    /// @param indent column of the key
    static String afterKey(JsonNode value, int indent) {
        if (value.isObject() && !value.isEmpty()) {
            return "\n" + block(value, indent + STEP);
        }
        if (value.isArray() && !isShort(value)) {
            return "\n" + block(value, indent + STEP);
        }
        return " " + inline(value, indent);
    }

    /// A mapping or list, each entry on a line of its own from a column on, without the last line break.
    static String block(JsonNode value, int indent) {
        var text = new StringBuilder();
        String margin = " ".repeat(indent);
        if (value.isArray()) {
            for (var item : value) {
                text.append(margin).append("- ").append(item(item, indent + STEP)).append('\n');
            }
        } else {
            value.forEachEntry(
                    (key, each) ->
                            text.append(margin)
                                    .append(key(key))
                                    .append(':')
                                    .append(afterKey(each, indent))
                                    .append('\n'));
        }
        return text.isEmpty() ? margin + "{}" : text.substring(0, text.length() - 1);
    }

    /// An item of a list as it follows `- `.
    ///
    /// @param indent column of what is in it
    static String item(JsonNode item, int indent) {
        return item.isObject() && !item.isEmpty()
                ? block(item, indent).substring(indent)
                : inline(item, indent - STEP);
    }

    static String key(String key) {
        // As the documentation writes it, though other readers of YAML take it for a truth.
        return isPlain(key) || key.equals("on") ? key : quoted(key);
    }

    /// In one line, for inside of braces and brackets.
    static String flow(JsonNode value) {
        if (value.isObject()) {
            return value.propertyStream()
                    .map(each -> flowKey(each.getKey()) + ": " + flow(each.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value.isArray()) {
            return value.valueStream()
                    .map(YamlWriter::flow)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return value.isString() && isSimple(value.asString())
                ? value.asString()
                : Json.mapper().writeValueAsString(value);
    }

    private static String flowKey(String key) {
        return SIMPLE.matcher(key).matches() ? key(key) : quoted(key);
    }

    // Whatever is around it.
    private static boolean isSimple(String text) {
        return SIMPLE.matcher(text).matches() && isPlain(text);
    }

    private static boolean isShort(JsonNode array) {
        return array.valueStream().allMatch(JsonNode::isValueNode)
                && array.valueStream().noneMatch(each -> each.asString().contains("\n"))
                && flow(array).length() <= SHORT;
    }

    private static String inline(JsonNode value, int indent) {
        if (!value.isString()) {
            return flow(value);
        }
        String text = value.asString();
        if (text.contains("\n")) {
            return lines(text, indent + STEP);
        }
        return isPlain(text) ? text : quoted(text);
    }

    private static String quoted(String text) {
        return Json.mapper().writeValueAsString(text);
    }

    private static boolean isPlain(String text) {
        return PLAIN.matcher(text).matches()
                && !text.endsWith(" ")
                && !OTHER.matcher(text).matches();
    }

    // As a block that reads like the text, where one can hold it.
    private static String lines(String text, int indent) {
        String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        boolean odd =
                body.isEmpty()
                        || body.startsWith(" ")
                        || body.startsWith("\n")
                        || body.endsWith("\n")
                        || body.contains("\t\n")
                        || body.contains(" \n")
                        || body.chars()
                                .anyMatch(each -> each < ' ' && each != '\n' && each != '\t');
        if (odd) {
            return quoted(text);
        }
        String margin = " ".repeat(indent);
        return (text.endsWith("\n") ? "|" : "|-")
                + "\n"
                + body.lines()
                        .map(line -> line.isEmpty() ? "" : margin + line)
                        .collect(Collectors.joining("\n"));
    }
}
