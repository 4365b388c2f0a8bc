package dev.carillon.api;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/// The published schema of a job, and what it says about definitions.
final class Schemas {
    static final JsonNode JOB = read();
    private static final Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(JOB);

    private Schemas() {}

    private static JsonNode read() {
        try (InputStream in = Schemas.class.getResourceAsStream("job.schema.json")) {
            return Json.mapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> errors(JsonNode definition) {
        return SCHEMA.validate(definition).stream().map(Error::toString).toList();
    }
}
