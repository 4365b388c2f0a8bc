package dev.carillon.engine.http;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.ForecastQuery;

import java.time.Instant;
import java.util.List;

/// What is due in a time to come.
record ForecastRoutes(Carillon carillon) {
    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/forecast", this::forecast, "from", "until", "job", "queue"));
    }

    private Answer forecast(Call call) {
        Instant until = call.instant("until");
        if (until == null) {
            throw Call.malformed("`until` says how far to look, such as 2027-01-01T06:00:00Z");
        }
        Instant from = call.instant("from");
        return Answer.json(
                carillon.forecast(
                        new ForecastQuery(
                                from == null ? Instant.EPOCH : from,
                                until,
                                call.query("job"),
                                call.query("queue"))));
    }
}
