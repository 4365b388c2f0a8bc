package dev.carillon.engine.http;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Carillon.Submission;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobView;
import dev.carillon.api.RunState;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The route table.
final class Routes {
    private static final int BODY = 1 << 20;
    private static final int SET = 4 << 20;

    private final Carillon carillon;

    Routes(Carillon carillon) {
        this.carillon = carillon;
    }

    List<Route> all() {
        return List.of(
                Route.open("GET", "/health/live", exchange -> exchange.json(Map.of("status", "up"))),
                Route.open("GET", "/health/ready", this::ready),
                Route.of("GET", "/metrics", this::metrics),
                Route.of("PUT", "/api/v1/jobs/{ns}/{name}", this::put),
                Route.of("GET", "/api/v1/jobs/{ns}/{name}", each -> job(each, carillon.job(each.part(1), each.part(2)))),
                Route.of("DELETE", "/api/v1/jobs/{ns}/{name}", this::delete),
                Route.of("GET", "/api/v1/jobs", this::jobs),
                Route.of("POST", "/api/v1/jobs:apply", this::apply),
                Route.of("POST", "/api/v1/jobs/{ns}/{name}:pause", each -> job(each, carillon.pause(each.part(1), each.part(2)))),
                Route.of("POST", "/api/v1/jobs/{ns}/{name}:resume", each -> job(each, carillon.resume(each.part(1), each.part(2)))),
                Route.of("POST", "/api/v1/jobs/{ns}/{name}:run", this::run),
                Route.of("POST", "/api/v1/runs:submit", each -> each.json(201, carillon.runAll(List.of(each.body(SET, Submission[].class))))),
                Route.of("GET", "/api/v1/runs", this::runs),
                Route.of("GET", "/api/v1/runs/{id}", each -> each.json(carillon.run(each.part(1)))),
                Route.of("GET", "/api/v1/runs/{id}/attempts", each -> each.json(carillon.attempts(each.part(1)))),
                Route.of("GET", "/api/v1/runs/{id}/log", this::log),
                Route.of("GET", "/api/v1/runs/{id}/why", each -> each.json(carillon.why(each.part(1)))),
                Route.of("POST", "/api/v1/runs/{id}:cancel", each -> each.json(carillon.cancel(each.part(1)))),
                Route.of("POST", "/api/v1/runs/{id}:retry", each -> each.json(201, carillon.retry(each.part(1)))),
                Route.of("GET", "/api/v1/nodes", each -> each.json(carillon.nodes())),
                Route.of("GET", "/api/v1/stats", each -> each.json(carillon.stats())),
                Route.of("POST", "/api/v1/backup", each -> each.json(201, carillon.backup())),
                Route.of("GET", "/api/v1/events", new EventRoute(carillon)::handle));
    }

    private void ready(Exchange exchange) {
        carillon.nodes();
        exchange.json(Map.of("status", "ready"));
    }

    private void metrics(Exchange exchange) {
        var stats = carillon.stats();
        var text = new StringBuilder();
        text.append("# TYPE carillon_runs gauge\n");
        stats.runs().forEach((state, count) ->
                text.append("carillon_runs{state=\"").append(state.name().toLowerCase(Locale.ROOT)).append("\"} ").append(count).append('\n'));
        text.append("# TYPE carillon_jobs gauge\ncarillon_jobs ").append(stats.jobs()).append('\n');
        text.append("# TYPE carillon_schedules gauge\ncarillon_schedules ").append(stats.schedules()).append('\n');
        text.append("# TYPE carillon_starts_total counter\ncarillon_starts_total ").append(stats.started()).append('\n');
        text.append("# TYPE carillon_lag_seconds summary\n");
        text.append("carillon_lag_seconds{quantile=\"0.5\"} ").append(stats.lagP50Micros() / 1e6).append('\n');
        text.append("carillon_lag_seconds{quantile=\"0.99\"} ").append(stats.lagP99Micros() / 1e6).append('\n');
        exchange.text("text/plain; version=0.0.4", text.toString());
    }

    private void put(Exchange exchange) {
        var definition = definitions(exchange, BODY);
        if (definition.size() != 1) {
            throw Exchange.malformed("send one job here, or a set to /api/v1/jobs:apply");
        }
        JobDefinition job = definition.getFirst();
        if (!job.namespace().equals(exchange.part(1)) || !job.name().equals(exchange.part(2))) {
            throw new CarillonException(
                    ErrorCode.INVALID_DEFINITION,
                    "the body defines " + job.key() + ", the address names " + exchange.part(1) + "/" + exchange.part(2));
        }
        job(exchange, carillon.put(job, expectedVersion(exchange)));
    }

    private static @Nullable Integer expectedVersion(Exchange exchange) {
        if (exchange.header("If-None-Match").filter("*"::equals).isPresent()) {
            return 0;
        }
        return exchange.header("If-Match")
                .map(tag -> {
                    String version = tag.replace("\"", "");
                    if (!version.matches("[0-9]{1,9}")) {
                        throw Exchange.malformed("If-Match must be a version as ETag gave it, not " + tag);
                    }
                    return Integer.valueOf(version);
                })
                .orElse(null);
    }

    private void delete(Exchange exchange) {
        carillon.delete(exchange.part(1), exchange.part(2));
        exchange.nothing();
    }

    private static void job(Exchange exchange, JobView view) {
        exchange.response().header("ETag", "\"" + view.version() + "\"");
        exchange.json(view);
    }

    private void jobs(Exchange exchange) {
        exchange.allowQuery("q", "cursor", "limit");
        exchange.json(carillon.jobs(exchange.query("q"), exchange.query("cursor"), exchange.limit()));
    }

    private void apply(Exchange exchange) {
        exchange.allowQuery("dryRun");
        exchange.json(carillon.apply(definitions(exchange, SET), "true".equals(exchange.query("dryRun"))));
    }

    private static List<JobDefinition> definitions(Exchange exchange, int most) {
        String type = exchange.header("Content-Type").orElse("application/json");
        if (!type.startsWith("application/json") && !type.contains("yaml")) {
            throw new CarillonException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "send application/json or application/yaml, not " + type);
        }
        return Definitions.parse(exchange.body(most), "body");
    }

    private void run(Exchange exchange) {
        String body = exchange.body(BODY);
        var request =
                body.isBlank()
                        ? new RunRequest(Map.of(), null)
                        : parse(body);
        exchange.json(
                201,
                carillon.run(
                        exchange.part(1),
                        exchange.part(2),
                        request,
                        exchange.header("Idempotency-Key").orElse(null)));
    }

    private static RunRequest parse(String body) {
        try {
            return dev.carillon.api.Json.mapper().readValue(body, RunRequest.class);
        } catch (tools.jackson.core.JacksonException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST, "the body is not the expected JSON: " + e.getOriginalMessage(), e);
        }
    }

    private void runs(Exchange exchange) {
        exchange.allowQuery("state", "job", "since", "error", "cursor", "limit");
        exchange.json(
                carillon.runs(
                        new RunQuery(states(exchange.query("state")), exchange.query("job"), since(exchange.query("since")), exchange.query("error")),
                        exchange.query("cursor"),
                        exchange.limit()));
    }

    private static Set<RunState> states(@Nullable String text) {
        var states = EnumSet.noneOf(RunState.class);
        if (text != null) {
            for (String each : text.split(",", -1)) {
                try {
                    states.add(RunState.valueOf(each.strip().toUpperCase(Locale.ROOT)));
                } catch (IllegalArgumentException e) {
                    throw new CarillonException(
                            ErrorCode.MALFORMED_REQUEST,
                            "\"" + each + "\" is no state; there are " + List.of(RunState.values()),
                            e);
                }
            }
        }
        return states;
    }

    private static @Nullable Instant since(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST, "since must be an instant such as 2027-01-01T06:00:00Z, not \"" + text + "\"", e);
        }
    }

    private void log(Exchange exchange) {
        exchange.allowQuery("offset");
        String offset = exchange.query("offset");
        if (offset != null && !offset.matches("[0-9]{1,15}")) {
            throw Exchange.malformed("offset must be a number, not \"" + offset + "\"");
        }
        exchange.json(carillon.log(exchange.part(1), offset == null ? 0 : Long.parseLong(offset)));
    }
}
