package dev.carillon.api;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;
import tools.jackson.dataformat.yaml.util.StringQuotingChecker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Job definitions as text. JSON is read as the subset of YAML that it is, so both give the same
/// errors with line and column.
public final class Definitions {
    private static final int MOST_CHARACTERS = 4 << 20;
    private static final int MOST_ALIASES = 1_000;
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
    private static final YAMLMapper YAML =
            // Scripts stay readable: a text of several lines is a block.
            new YAMLMapper(
                    YAMLFactory.builder()
                            .stringQuotingChecker(new QuotedKeys())
                            .enable(YAMLWriteFeature.LITERAL_BLOCK_STYLE)
                            .build());

    /// Writes no key without quotes that YAML could take for something else.
    private static final class QuotedKeys extends StringQuotingChecker.Default {
        private static final long serialVersionUID = 1;

        @Override
        public boolean needToQuoteName(String name) {
            return !PLAIN_KEY.matcher(name).matches() || super.needToQuoteName(name);
        }
    }

    private Definitions() {}

    /// Reads definitions as [#parse(String, String, ScheduleCheck)] does, without a check of schedules.
    public static List<JobDefinition> parse(String text, String where) {
        return parse(text, where, ScheduleCheck.NONE);
    }

    /// Reads definitions: one or several documents, each a job, a list of jobs, or `jobs:` with a list.
    ///
    /// @param where what the text is called in messages
    /// @throws CarillonException INVALID_DEFINITION with a line for each error, each with its place
    public static List<JobDefinition> parse(String text, String where, ScheduleCheck check) {
        var complaints = new Complaints(where);
        var nodes =
                documents(text, where, complaints).stream()
                        .flatMap(document -> jobs(document).stream())
                        .toList();
        if (nodes.isEmpty()) {
            throw complaints.refusal("there is no job in it");
        }
        var size = new DocumentSize(complaints);
        nodes.forEach(size::add);
        var definitions = new ArrayList<JobDefinition>();
        var reader = new DefinitionReader(complaints, check);
        for (Node node : nodes) {
            var definition = reader.read(node);
            if (definition != null) {
                definitions.add(definition);
            }
        }
        if (complaints.count() > 0) {
            throw complaints.toException();
        }
        return List.copyOf(definitions);
    }

    /// Reads one calendar, in the form that [#toJson(CalendarDefinition)] writes.
    ///
    /// @throws CarillonException INVALID_DEFINITION with a line for each error, each with its place
    public static CalendarDefinition parseCalendar(String text, String where) {
        return parseOne(text, where, Part.CALENDAR, CalendarReader::read);
    }

    /// Reads the limits of one queue, in the form that [#toJson(QueueDefinition)] writes; a rate may
    /// also be written as `10/1m`.
    ///
    /// @throws CarillonException INVALID_DEFINITION with a line for each error, each with its place
    public static QueueDefinition parseQueue(String text, String where) {
        return parseOne(text, where, Part.QUEUE, QueueReader::read);
    }

    private static <T> T parseOne(String text, String where, Part part, Function<Section, T> read) {
        var complaints = new Complaints(where);
        var nodes = documents(text, where, complaints);
        if (nodes.size() != 1) {
            throw complaints.refusal(
                    "expected one "
                            + part.document().word()
                            + " here, not "
                            + (nodes.isEmpty() ? "none" : nodes.size()));
        }
        new DocumentSize(complaints).add(nodes.getFirst());
        var section = new Section(complaints, nodes.getFirst(), part);
        if (!(nodes.getFirst() instanceof MappingNode)) {
            throw complaints.toException();
        }
        T value = read.apply(section);
        if (complaints.count() > 0) {
            throw complaints.toException();
        }
        return value;
    }

    private static void requireUsable(String text, Complaints complaints) {
        int line = 0;
        int lineStart = 0;
        int each;
        for (int i = 0; i < text.length(); i += Character.charCount(each)) {
            each = text.codePointAt(i);
            if (each == '\n') {
                line++;
                lineStart = i + 1;
            } else if (!Characters.usable(each)) {
                int column = text.codePointCount(lineStart, i);
                throw complaints.refusal(
                        Optional.of(new Mark("", i, line, column, new int[0], 0)),
                        "the character U+%04X cannot be used here; remove it".formatted(each));
            }
        }
    }

    /// Those that are not empty.
    private static List<Node> documents(String text, String where, Complaints complaints) {
        if (text.length() > MOST_CHARACTERS) {
            throw new CarillonException(
                    ErrorCode.BODY_TOO_LARGE,
                    where + " is over " + MOST_CHARACTERS + " characters");
        }
        String content = Characters.withoutMark(text);
        requireUsable(content, complaints);
        return composed(content, complaints).stream()
                .filter(node -> !(node instanceof ScalarNode scalar && scalar.getValue().isEmpty()))
                .toList();
    }

    private static List<Node> composed(String text, Complaints complaints) {
        var settings =
                LoadSettings.builder()
                        .setMaxAliasesForCollections(MOST_ALIASES)
                        .setCodePointLimit(MOST_CHARACTERS)
                        // In one piece: a character of two halves at the end of a full buffer ends
                        // snakeyaml-engine 3.0.1 with an exception.
                        .setBufferSize(text.length() + 1)
                        .setAllowDuplicateKeys(true)
                        .setAllowNonScalarKeys(true)
                        .build();
        var nodes = new ArrayList<Node>();
        try {
            var parser = new ParserImpl(settings, new StreamReader(settings, text));
            new Composer(settings, new ShallowParser(parser, complaints))
                    .forEachRemaining(nodes::add);
        } catch (MarkedYamlEngineException e) {
            throw complaints.refusal(
                    e.getProblemMark(), "this is neither YAML nor JSON: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw complaints.refusal("this is neither YAML nor JSON: " + e.getMessage());
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
        return List.of(document);
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

    /// Reads a definition as [#toJson(JobDefinition)] has written it; what is wrong has no place.
    ///
    /// @throws CarillonException INVALID_DEFINITION
    public static JobDefinition stored(String json, String where) {
        var complaints = new Complaints(where);
        JsonNode document;
        try {
            document = Json.mapper().readTree(json);
        } catch (JacksonException e) {
            throw complaints.refusal("this is no JSON: " + e.getOriginalMessage());
        }
        var definition =
                new DefinitionReader(complaints, ScheduleCheck.NONE).read(JsonNodes.of(document));
        if (definition == null || complaints.count() > 0) {
            throw complaints.toException();
        }
        return definition;
    }

    /// The definition in the form of the published schema, defaults left out.
    public static JsonNode toJson(JobDefinition definition) {
        return DefinitionWriter.write(definition);
    }

    public static JsonNode toJson(CalendarDefinition calendar) {
        return DefinitionWriter.write(calendar);
    }

    public static JsonNode toJson(QueueDefinition queue) {
        return DefinitionWriter.write(queue);
    }

    /// The same as YAML.
    public static String toYaml(JobDefinition definition) {
        return YAML.writeValueAsString(DefinitionWriter.write(definition));
    }

    /// Any document as YAML, as people read and edit it.
    public static String toYaml(JsonNode document) {
        return YAML.writeValueAsString(document).replaceFirst("^---\\s+", "");
    }
}
