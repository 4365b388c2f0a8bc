package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The published schemas have the keys of the readers, and say what each of them means.
class SchemaKeysTest {
    @ParameterizedTest
    @EnumSource
    void theSchemaIsOneItself(Part.Document document) {
        var metaSchema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                SchemaLocation.of(
                                        SpecificationVersion.DRAFT_2020_12.getDialectId()));

        assertThat(metaSchema.validate(Schemas.of(document))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyPartHasTheKeysOfTheReader(Part part) {
        var keys = new TreeSet<String>();

        for (JsonNode object : objects(part)) {
            assertThat(object.path("additionalProperties").asBoolean(true)).isFalse();
            object.path("properties").propertyNames().forEach(keys::add);
        }

        assertThat(keys).containsExactlyInAnyOrderElementsOf(part.keys());
    }

    @Test
    void everyKeyIsDescribed() {
        var lacking = new TreeSet<String>();

        for (Part part : Part.values()) {
            for (JsonNode object : objects(part)) {
                object.path("properties")
                        .forEachEntry(
                                (key, schema) -> {
                                    if (!isDescribed(part, schema)) {
                                        lacking.add(part.path() + "." + key);
                                    }
                                });
            }
        }

        // A method of HTTP needs no explanation.
        assertThat(lacking).containsExactly("task.http.method");
    }

    private static boolean isDescribed(Part part, JsonNode schema) {
        JsonNode root = Schemas.of(part.document());
        return schema.has("description") || Schemas.resolved(root, schema).has("description");
    }

    @ParameterizedTest
    @EnumSource
    void examplesOfTheWholeAreRight(Part.Document document) {
        for (JsonNode example : Schemas.of(document).path("examples")) {
            assertThat(Schemas.errors(document, example)).isEmpty();
            assertThat(Verdicts.reader(document, example)).isEmpty();
        }
    }

    /// The alternatives a schema gives for a part.
    private static List<JsonNode> objects(Part part) {
        JsonNode root = Schemas.of(part.document());
        var found = Stream.of(root);
        for (String key : part.path().isEmpty() ? new String[0] : part.path().split("\\.")) {
            found =
                    found.map(each -> each.path("properties").path(key))
                            .map(each -> Schemas.resolved(root, each))
                            .map(each -> each.has("items") ? each.path("items") : each)
                            .map(each -> Schemas.resolved(root, each))
                            .flatMap(SchemaKeysTest::alternatives)
                            .map(each -> Schemas.resolved(root, each))
                            .filter(each -> each.has("properties"));
        }
        return found.toList();
    }

    private static Stream<JsonNode> alternatives(JsonNode schema) {
        return schema.has("oneOf") && !schema.has("properties")
                ? schema.path("oneOf").valueStream()
                : Stream.of(schema);
    }
}
