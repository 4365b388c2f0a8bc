package dev.carillon.engine.http;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import dev.carillon.api.Json;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// The description of the API as tools read it.
final class OpenApi {
    static final JsonNode DOCUMENT = read();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private OpenApi() {}

    private static JsonNode read() {
        try (InputStream in = OpenApi.class.getResourceAsStream(DocumentRoutes.OPENAPI)) {
            return Json.mapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode operation(Route route) {
        return DOCUMENT.path("paths")
                .path(route.template())
                .path(route.method().toLowerCase(Locale.ROOT));
    }

    static JsonNode component(String name) {
        return DOCUMENT.path("components").path("schemas").path(name);
    }

    /// Names of the parameters of an operation that are `in` its query, path or headers.
    static Set<String> parameters(JsonNode operation, String in) {
        Set<String> names = new TreeSet<>();
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asString().equals(in)) {
                names.add(parameter.path("name").asString());
            }
        }
        return names;
    }

    static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? DOCUMENT.at(node.path("$ref").asString().substring(1)) : node;
    }

    /// What is wrong with a value by a schema of the document.
    static List<String> errors(JsonNode schema, JsonNode value) {
        ObjectNode whole = Json.mapper().createObjectNode();
        whole.putArray("allOf").add(schema);
        whole.set("components", DOCUMENT.path("components"));
        return REGISTRY.getSchema(whole).validate(value).stream().map(Error::toString).toList();
    }
}
