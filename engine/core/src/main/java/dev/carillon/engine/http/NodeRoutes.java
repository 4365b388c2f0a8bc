package dev.carillon.engine.http;

import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Role;

import java.util.List;
import java.util.Map;

/// The nodes, how they do, and the backup of this one.
record NodeRoutes(Carillon carillon) {
    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/nodes", call -> Answer.json(carillon.nodes())),
                Route.get("/api/v1/segments", call -> Answer.json(carillon.segments())),
                Route.post(
                                "/api/v1/nodes/{name}:cordon",
                                call ->
                                        Answer.json(
                                                carillon.cordon(
                                                        call.path("name"), call.duration("for"))),
                                "for")
                        .by(Role.OPERATOR),
                Route.post(
                                "/api/v1/nodes/{name}:uncordon",
                                call -> Answer.json(carillon.uncordon(call.path("name"))))
                        .by(Role.OPERATOR),
                Route.get("/api/v1/stats", call -> Answer.json(carillon.stats())),
                Route.post("/api/v1/backup", call -> Answer.json(201, carillon.backup()))
                        .by(Role.ADMIN),
                Route.get("/health/live", call -> Answer.json(Map.of("status", "up")))
                        .forEverybody(),
                Route.get("/health/ready", this::ready).forEverybody(),
                Route.get(
                        "/metrics",
                        call ->
                                Answer.text(
                                        Metrics.CONTENT_TYPE,
                                        Metrics.text(
                                                carillon.stats(),
                                                carillon.nodes(),
                                                carillon.segments()))));
    }

    // Says no more than that, as anybody may ask.
    private Answer ready(Call call) {
        try {
            carillon.nodes();
        } catch (CarillonException e) {
            throw new CarillonException(ErrorCode.UNAVAILABLE, "The node is not ready", e);
        }
        return Answer.json(Map.of("status", "ready"));
    }
}
