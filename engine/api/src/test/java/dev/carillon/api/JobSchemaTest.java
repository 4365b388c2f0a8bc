package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The published schema and the reader give the same verdict on every definition.
class JobSchemaTest {
    /// What the reader refuses though the schema cannot: rules between two values, and what only a
    /// calendar, a table of zones or arithmetic can tell.
    private static final List<String> BEYOND_A_SCHEMA =
            List.of(
                    "is longer than 36500 days",
                    "must be at least 1s",
                    "of 0 would end every attempt at once",
                    "there is no day",
                    "is no time zone",
                    "two schedules of the job have the id",
                    "is given twice",
                    "must be after \"from\"",
                    "is no address");

    @Test
    void theSchemaIsOneItself() {
        var metaSchema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                com.networknt.schema.SchemaLocation.of(
                                        SpecificationVersion.DRAFT_2020_12.getDialectId()));

        assertThat(metaSchema.validate(Schemas.JOB)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyPartHasTheKeysOfTheReader(Part part) {
        var keys = new TreeSet<String>();

        for (JsonNode object : objects(Schemas.JOB, part.path())) {
            assertThat(object.path("additionalProperties").asBoolean(true)).isFalse();
            object.path("properties").propertyNames().forEach(keys::add);
        }

        assertThat(keys).containsExactlyInAnyOrderElementsOf(part.keys());
    }

    /// The alternatives a schema gives for a part.
    private static List<JsonNode> objects(JsonNode root, String path) {
        var found = Stream.of(root);
        for (String key : path.isEmpty() ? new String[0] : path.split("\\.")) {
            found =
                    found.map(each -> each.path("properties").path(key))
                            .map(JobSchemaTest::resolved)
                            .map(each -> resolved(each.has("items") ? each.path("items") : each))
                            .flatMap(
                                    each ->
                                            each.has("oneOf") && !each.has("properties")
                                                    ? each.path("oneOf").valueStream()
                                                    : Stream.of(each))
                            .map(JobSchemaTest::resolved)
                            .filter(JsonNode::isObject);
        }
        return found.toList();
    }

    private static JsonNode resolved(JsonNode schema) {
        return schema.has("$ref")
                ? Schemas.JOB.at(schema.path("$ref").asString().substring(1))
                : schema;
    }

    @Test
    void everyKeyIsDescribed() {
        var lacking = new TreeSet<String>();

        for (Part part : Part.values()) {
            for (JsonNode object : objects(Schemas.JOB, part.path())) {
                object.path("properties")
                        .forEachEntry(
                                (key, schema) -> {
                                    if (!schema.has("description")
                                            && !resolved(schema).has("description")) {
                                        lacking.add(part.path() + "." + key);
                                    }
                                });
            }
        }

        // A method of HTTP needs no explanation.
        assertThat(lacking).containsExactly("task.http.method");
    }

    @Test
    void defaultsAreThoseOfTheReader() {
        JobDefinition plain = read(minimal());

        JobDefinition explicit = read(withDefaults(minimal(), Schemas.JOB));

        assertThat(explicit).isEqualTo(plain);
    }

    private static ObjectNode withDefaults(ObjectNode definition, JsonNode schema) {
        schema.path("properties")
                .forEachEntry(
                        (key, given) -> {
                            JsonNode value = resolved(given);
                            if (given.has("default")) {
                                definition.set(key, given.path("default"));
                            } else if (value.has("default")) {
                                definition.set(key, value.path("default"));
                            }
                            // Without the part nothing is retried, so its defaults are others.
                            if (definition.path(key) instanceof ObjectNode part
                                    && !key.equals("task")
                                    && !key.equals("labels")) {
                                withDefaults(part, value);
                            }
                        });
        return definition;
    }

    @Test
    void samplesAreRight() throws IOException {
        for (JsonNode sample : DefinitionCorpus.samples()) {
            assertSameVerdict(sample);
            assertThat(errors(sample)).isEmpty();
        }
        assertThat(DefinitionCorpus.samples()).hasSizeGreaterThan(5);
    }

    @Test
    void completeDefinitionsAreRightAndHaveEveryKey() {
        var keys = new TreeSet<String>();
        for (JsonNode complete : DefinitionCorpus.COMPLETE) {
            assertSameVerdict(complete);
            assertThat(errors(complete)).isEmpty();
            keys(complete, keys);
        }

        assertThat(keys)
                .containsAll(
                        Stream.of(Part.values()).flatMap(part -> part.keys().stream()).toList());
    }

    private static void keys(JsonNode node, Set<String> keys) {
        node.propertyNames().forEach(keys::add);
        node.forEach(each -> keys(each, keys));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: x",
                "task: {sql: {connection: a, statement: b}}",
                "name: X\ntask: {sql: {connection: a, statement: b}}",
                "name: 5\ntask: {sql: {connection: a, statement: b}}",
                "name: x\ntask: {}",
                "name: x\ntask: {sql: {connection: a, statement: b}, java: {class: a, jar: b}}",
                "name: x\ntask: {shell: {}}",
                "name: x\ntask: {shell: {command: [a], script: b}}",
                "name: x\ntask: {shell: {command: []}}",
                "name: x\ntask: {shell: {command: [\" \"]}}",
                "name: x\ntask: {shell: {command: echo}}",
                "name: x\ntask: {shell: {script: \"\\n\"}}",
                "name: x\ntask: {shell: {script: a, env: {ATTEMPT: 1}}}",
                "name: x\ntask: {shell: {script: a, env: {CARILLON_URL: a, CARILLON_X: 1}}}",
                "name: x\ntask: {shell: {script: a, expect: [256]}}",
                "name: x\ntask: {shell: {script: a, expect: 0}}",
                "name: x\ntask: {http: {}}",
                "name: x\ntask: {http: {url: example.com}}",
                "name: x\ntask: {http: {url: \"http://a\", headers: {\"a:\": b}}}",
                "name: x\ntask: {http: {url: \"http://a\", headers: {a: \"b\\nc\"}}}",
                "name: x\ntask: {java: {class: a, jar: ../b}}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nretry: {attempts: \"3\"}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nretry: {jitter: 1.1}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nretry: {jitter: often}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\ntimeout: 30",
                "name: x\ntask: {sql: {connection: a, statement: b}}\npriority: 10",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nparameters: [{name: a, type: choice}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nparameters: [{name: a, choices: [b]}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nparameters: [{name: PATH}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nparameters: [{name: ld_x}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{zone: UTC}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{every: 1s, at: \"2027-01-01T06:00:00Z\"}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{every: 1s, zone: UTC}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{cron: \"* * * * *\", anchor: \"2027-01-01T06:00:00Z\"}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{at: \"2027-01-01T06:00:00Z\", until: \"2027-01-01T06:00:00Z\"}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: {every: 1s}",
                "[]",
                "5"
            })
    void wrongDefinitionsAreWrongForBoth(String text) {
        JsonNode definition = DefinitionCorpus.yaml(text);

        assertThat(Schemas.errors(definition)).as("schema").isNotEmpty();
        assertThat(errors(definition)).as("reader").isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout: 36501d",
                "schedules: [{every: 10ms}]",
                "timeout: 0s",
                "schedules: [{at: \"2027-02-30T06:00:00Z\"}]",
                "schedules: [{cron: \"* * * * *\", zone: Europe/Berln}]",
                "schedules: [{every: 1m}, {every: 60s}]",
                "parameters: [{name: a}, {name: a}]",
                "schedules: [{every: 1m, from: \"2027-01-01T06:00:00Z\", until: \"2027-01-01T06:00:00Z\"}]",
                "task: {http: {url: \"http://[a\"}}"
            })
    void whatASchemaCannotTellTheReaderDoes(String rest) {
        ObjectNode definition = minimal();
        definition.setAll((ObjectNode) DefinitionCorpus.yaml(rest));

        assertThat(Schemas.errors(definition)).isEmpty();
        assertThat(errors(definition)).hasSize(1).allMatch(JobSchemaTest::isBeyondASchema);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void mutatedDefinitionsGetTheSameVerdict(long seed) {
        var random = new Random(seed);
        int right = 0;
        for (int i = 0; i < 1000; i++) {
            JsonNode base =
                    DefinitionCorpus.COMPLETE.get(random.nextInt(DefinitionCorpus.COMPLETE.size()));
            JsonNode mutated = DefinitionCorpus.mutated(base, random);

            assertSameVerdict(mutated);

            right += errors(mutated).isEmpty() ? 1 : 0;
        }
        assertThat(right).as("a corpus of wrong ones alone would prove little").isBetween(50, 950);
    }

    private static void assertSameVerdict(JsonNode definition) {
        List<String> schema = Schemas.errors(definition);
        List<String> reader = errors(definition);
        boolean onlyBeyond =
                !reader.isEmpty() && reader.stream().allMatch(JobSchemaTest::isBeyondASchema);

        assertThat(schema.isEmpty())
                .as("%s%nreader: %s%nschema: %s", definition, reader, schema)
                .isEqualTo(reader.isEmpty() || onlyBeyond);
    }

    private static boolean isBeyondASchema(String error) {
        return BEYOND_A_SCHEMA.stream().anyMatch(error::contains);
    }

    private static List<String> errors(JsonNode definition) {
        try {
            read(definition);
            return List.of();
        } catch (CarillonException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DEFINITION);
            return String.valueOf(e.getMessage()).lines().toList();
        }
    }

    private static JobDefinition read(JsonNode definition) {
        return Definitions.fromJson(definition, "test");
    }

    private static ObjectNode minimal() {
        return (ObjectNode)
                DefinitionCorpus.yaml("name: x\ntask: {sql: {connection: a, statement: b}}");
    }
}
