package dev.carillon.engine.http;

import dev.carillon.api.Carillon;
import dev.carillon.api.Definitions;
import dev.carillon.api.QueueDefinition;
import dev.carillon.api.Role;

import java.time.Duration;
import java.util.List;

/// The limits of queues: read, set, pause and change for a while.
record QueueRoutes(Carillon carillon) {
    private static final String QUEUES = "/api/v1/queues";
    private static final String QUEUE = QUEUES + "/{name}";

    List<Route> routes() {
        return List.of(
                Route.get(QUEUES, call -> Answer.json(carillon.queues())),
                Route.get(QUEUE, call -> Answer.json(carillon.queue(call.path("name")))),
                Route.of("PUT", QUEUE, this::put, "for").by(Role.OPERATOR),
                Route.of("DELETE", QUEUE, this::delete).by(Role.AUTHOR),
                Route.post(
                                QUEUE + ":pause",
                                call ->
                                        Answer.json(
                                                carillon.pauseQueue(
                                                        call.path("name"), call.duration("for"))),
                                "for")
                        .by(Role.OPERATOR),
                Route.post(
                                QUEUE + ":resume",
                                call -> Answer.json(carillon.resumeQueue(call.path("name"))))
                        .by(Role.OPERATOR));
    }

    private Answer put(Call call) {
        Versions.refuse(call);
        Duration duration = call.duration("for");
        if (duration == null) {
            call.permit().actor().require(Role.AUTHOR, "A change of limits without an end");
        }
        QueueDefinition queue =
                Definitions.parseQueue(
                        call.definitionOf("a queue", Call.BODY_LIMIT, Call.DEFINITION_TYPES),
                        "body");
        Call.requireSame("queue", queue.name(), call.path("name"));
        return Answer.json(carillon.putQueue(queue, duration));
    }

    private Answer delete(Call call) {
        Versions.refuse(call);
        carillon.deleteQueue(call.path("name"));
        return Answer.nothing();
    }
}
