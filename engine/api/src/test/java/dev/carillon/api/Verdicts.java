package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

import java.util.List;

/// What the published schemas and the readers say about definitions, which has to agree.
final class Verdicts {
    /// What a reader refuses though a schema cannot: rules between two values, and what only a calendar,
    /// a table of zones or arithmetic can tell.
    private static final List<String> BEYOND_A_SCHEMA =
            List.of(
                    "is longer than 36500 days",
                    "must be at least 1s",
                    "must be from 100ms to 31d",
                    "of 0 would end every attempt at once",
                    "there is no day",
                    "ends before it begins",
                    "is no time zone",
                    "two schedules of the job have the id",
                    "is given twice",
                    "must be after \"from\"",
                    "is no address",
                    "is the job itself",
                    "of a secret would be stored",
                    "is the job of this flow",
                    "has the calendar itself",
                    "which is no parameter of the job",
                    "a secret, and keys are shown",
                    "which is no step of the flow",
                    "twice; keep one of them",
                    "goes in a circle",
                    "has the step itself",
                    "which does not come before",
                    "a value of a step is");

    private Verdicts() {}

    /// Errors of the reader, one a line.
    static List<String> reader(Part.Document document, JsonNode definition) {
        String text = definition.toString();
        return lines(
                () -> {
                    switch (document) {
                        case JOB -> Definitions.fromJson(definition, "test");
                        case CALENDAR -> Definitions.parseCalendar(text, "test");
                        case QUEUE -> Definitions.parseQueue(text, "test");
                    }
                });
    }

    /// Errors of definitions in a text called `jobs.yaml`, one a line.
    static List<String> errors(String text) {
        return lines(() -> Definitions.parse(text, "jobs.yaml"));
    }

    /// Lines of the message of what is refused; none when it is not.
    static List<String> lines(Runnable reading) {
        try {
            reading.run();
            return List.of();
        } catch (CarillonException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DEFINITION);
            return String.valueOf(e.getMessage()).lines().toList();
        }
    }

    static void assertSame(Part.Document document, JsonNode definition) {
        List<String> schema = Schemas.errors(document, definition);
        List<String> reader = reader(document, definition);
        boolean onlyBeyond = !reader.isEmpty() && reader.stream().allMatch(Verdicts::isBeyond);

        assertThat(schema.isEmpty())
                .as("%s%nreader: %s%nschema: %s", definition, reader, schema)
                .isEqualTo(reader.isEmpty() || onlyBeyond);
    }

    /// Whether no schema can tell an error.
    static boolean isBeyond(String error) {
        return BEYOND_A_SCHEMA.stream().anyMatch(error::contains);
    }
}
