package dev.carillon.api;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

import java.util.ArrayList;
import java.util.List;

/// Job definitions as text. JSON is read as the subset of YAML that it is, so both give the same
/// errors with line and column.
public final class Definitions {
    private static final int MOST_CHARACTERS = 4 << 20;
    private static final int MOST_OPEN = 500;
    // Scripts stay readable: a text of several lines is a block.
    private static final YAMLMapper YAML =
            YAMLMapper.builder().enable(YAMLWriteFeature.LITERAL_BLOCK_STYLE).build();

    private Definitions() {}

    /// Reads definitions: one or several documents, each a job, a list of jobs, or `jobs:` with a list.
    ///
    /// @param where what the text is called in messages
    /// @throws CarillonException INVALID_DEFINITION with a line for each error, each with its place
    public static List<JobDefinition> parse(String text, String where) {
        if (text.length() > MOST_CHARACTERS) {
            throw new CarillonException(
                    ErrorCode.BODY_TOO_LARGE,
                    where + " is over " + MOST_CHARACTERS + " characters");
        }
        requireShallow(text, where);
        var errors = new ArrayList<String>();
        var definitions = new ArrayList<JobDefinition>();
        var reader = new DefinitionReader(where, errors);
        for (Node node : jobs(text, where)) {
            var definition = reader.read(node);
            if (definition != null) {
                definitions.add(definition);
            }
        }
        if (!errors.isEmpty()) {
            throw new CarillonException(ErrorCode.INVALID_DEFINITION, String.join("\n", errors));
        }
        if (definitions.isEmpty()) {
            throw new CarillonException(
                    ErrorCode.INVALID_DEFINITION, where + ": there is no job in it");
        }
        return List.copyOf(definitions);
    }

    // The parser recurses; a text of nothing but brackets must not end in a stack overflow.
    private static void requireShallow(String text, String where) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            depth += each == '[' || each == '{' ? 1 : each == ']' || each == '}' ? -1 : 0;
            depth = each == '\n' ? Math.max(0, depth) : depth;
            if (depth > MOST_OPEN) {
                throw new CarillonException(
                        ErrorCode.INVALID_DEFINITION,
                        where + ": more than " + MOST_OPEN + " open brackets");
            }
        }
    }

    private static List<Node> jobs(String text, String where) {
        var settings =
                LoadSettings.builder()
                        .setLabel(where)
                        .setMaxAliasesForCollections(10)
                        .setCodePointLimit(MOST_CHARACTERS)
                        .setAllowDuplicateKeys(true)
                        .build();
        var nodes = new ArrayList<Node>();
        try {
            for (Node document : new Compose(settings).composeAllFromString(text)) {
                nodes.addAll(jobs(document));
            }
        } catch (MarkedYamlEngineException e) {
            String place =
                    e.getProblemMark()
                            .map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                            .orElse("");
            throw new CarillonException(
                    ErrorCode.INVALID_DEFINITION,
                    where + place + ": not YAML or JSON: " + e.getProblem(),
                    e);
        } catch (YamlEngineException e) {
            throw new CarillonException(
                    ErrorCode.INVALID_DEFINITION,
                    where + ": not YAML or JSON: " + e.getMessage(),
                    e);
        }
        return nodes;
    }

    private static List<Node> jobs(Node document) {
        if (document instanceof SequenceNode list) {
            return list.getValue();
        }
        if (document instanceof MappingNode mapping
                && mapping.getValue().size() == 1
                && mapping.getValue().getFirst().getKeyNode() instanceof ScalarNode key
                && key.getValue().equals("jobs")
                && mapping.getValue().getFirst().getValueNode() instanceof SequenceNode list) {
            return list.getValue();
        }
        return document instanceof ScalarNode scalar && scalar.getValue().isEmpty()
                ? List.of()
                : List.of(document);
    }

    /// Reads one definition that is already JSON.
    ///
    /// @throws CarillonException INVALID_DEFINITION
    public static JobDefinition fromJson(JsonNode node, String where) {
        var definitions = parse(node.toString(), where);
        if (definitions.size() != 1) {
            throw new CarillonException(ErrorCode.INVALID_DEFINITION, where + ": expected one job");
        }
        return definitions.getFirst();
    }

    /// The definition in the form of the published schema, defaults left out.
    public static JsonNode toJson(JobDefinition definition) {
        return DefinitionWriter.write(definition);
    }

    /// The same as YAML.
    public static String toYaml(JobDefinition definition) {
        return YAML.writeValueAsString(DefinitionWriter.write(definition));
    }
}
