package dev.carillon.api;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The published schemas, and what they say about definitions.
final class Schemas {
    private static final Map<Part.Document, JsonNode> TEXTS = new EnumMap<>(Part.Document.class);
    private static final Map<Part.Document, Schema> SCHEMAS = new EnumMap<>(Part.Document.class);

    static {
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        for (var document : Part.Document.values()) {
            TEXTS.put(document, read(document.word() + ".schema.json"));
            SCHEMAS.put(document, registry.getSchema(of(document)));
        }
    }

    static final JsonNode JOB = of(Part.Document.JOB);

    private Schemas() {}

    private static JsonNode read(String name) {
        try (InputStream in = Schemas.class.getResourceAsStream(name)) {
            return Json.mapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode of(Part.Document document) {
        return Objects.requireNonNull(TEXTS.get(document));
    }

    /// The part of the same schema that a reference means.
    static JsonNode resolved(JsonNode root, JsonNode schema) {
        return schema.has("$ref") ? root.at(schema.path("$ref").asString().substring(1)) : schema;
    }

    static List<String> errors(JsonNode job) {
        return errors(Part.Document.JOB, job);
    }

    static List<String> errors(Part.Document document, JsonNode definition) {
        return Objects.requireNonNull(SCHEMAS.get(document)).validate(definition).stream()
                .map(Error::toString)
                .toList();
    }
}
