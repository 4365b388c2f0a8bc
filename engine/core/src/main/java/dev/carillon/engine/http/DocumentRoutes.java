package dev.carillon.engine.http;

import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// The description of the API and the schema of definitions, for tools that read them.
final class DocumentRoutes {
    static final String OPENAPI = "/dev/carillon/engine/http/openapi.json";
    static final String JOB_SCHEMA = "/dev/carillon/api/job.schema.json";

    static final String CALENDAR_SCHEMA = "/dev/carillon/api/calendar.schema.json";
    static final String QUEUE_SCHEMA = "/dev/carillon/api/queue.schema.json";

    private DocumentRoutes() {}

    static List<Route> routes() {
        return List.of(
                Route.get("/openapi.json", call -> resource(DocumentRoutes.class, OPENAPI)),
                Route.get("/api/v1/schema/job.json", call -> resource(Carillon.class, JOB_SCHEMA)),
                Route.get(
                        "/api/v1/schema/calendar.json",
                        call -> resource(Carillon.class, CALENDAR_SCHEMA)),
                Route.get(
                        "/api/v1/schema/queue.json",
                        call -> resource(Carillon.class, QUEUE_SCHEMA)));
    }

    private static Answer resource(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new CarillonException(ErrorCode.NOT_FOUND, "This build has no " + name);
            }
            return new Answer.Whole(200, Answer.JSON, in.readAllBytes(), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
    }
}
