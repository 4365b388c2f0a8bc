package dev.carillon.api;

import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;

/// JSON as the nodes that the same text has as YAML, without their places.
final class JsonNodes {
    private JsonNodes() {}

    static Node of(JsonNode json) {
        if (json.isObject()) {
            var entries = new ArrayList<NodeTuple>(json.size());
            json.properties()
                    .forEach(
                            entry ->
                                    entries.add(
                                            new NodeTuple(
                                                    text(entry.getKey()), of(entry.getValue()))));
            return new MappingNode(Tag.MAP, entries, FlowStyle.FLOW);
        }
        if (json.isArray()) {
            var values = new ArrayList<Node>(json.size());
            json.forEach(value -> values.add(of(value)));
            return new SequenceNode(Tag.SEQ, values, FlowStyle.FLOW);
        }
        if (json.isString()) {
            return text(json.asString());
        }
        return new ScalarNode(tag(json), json.toString(), ScalarStyle.PLAIN);
    }

    private static Node text(String text) {
        return new ScalarNode(Tag.STR, text, ScalarStyle.DOUBLE_QUOTED);
    }

    private static Tag tag(JsonNode json) {
        if (json.isBoolean()) {
            return Tag.BOOL;
        }
        if (json.isIntegralNumber()) {
            return Tag.INT;
        }
        return json.isNumber() ? Tag.FLOAT : Tag.NULL;
    }
}
