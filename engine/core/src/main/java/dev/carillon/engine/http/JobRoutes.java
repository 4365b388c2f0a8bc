package dev.carillon.engine.http;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobView;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Define, read, remove, pause and start jobs.
record JobRoutes(Carillon carillon) {
    private static final String JOBS = "/api/v1/jobs";
    private static final String JOB = JOBS + "/{namespace}/{name}";

    private static final Pattern CURSOR = Pattern.compile("[a-z0-9._-]{1,100}/[a-z0-9._-]{1,100}");

    record RunBody(@Nullable Map<String, String> parameters, @Nullable String at) {}

    List<Route> routes() {
        return List.of(
                Route.get(JOBS, this::list, "q", "cursor", "limit"),
                Route.post(JOBS + ":apply", this::apply, "dryRun"),
                Route.of("PUT", JOB, this::put),
                Route.get(
                        JOB,
                        call -> tagged(carillon.job(call.path("namespace"), call.path("name")))),
                Route.of("DELETE", JOB, this::delete),
                Route.post(
                        JOB + ":pause",
                        call -> tagged(carillon.pause(call.path("namespace"), call.path("name")))),
                Route.post(
                        JOB + ":resume",
                        call -> tagged(carillon.resume(call.path("namespace"), call.path("name")))),
                Route.post(JOB + ":run", this::run));
    }

    private Answer list(Call call) {
        return Answer.json(carillon.jobs(call.query("q"), call.cursor(CURSOR), call.limit()));
    }

    private Answer apply(Call call) {
        boolean dryRun = call.flag("dryRun");
        return Answer.json(carillon.apply(call.definitions(Call.BULK_LIMIT), dryRun));
    }

    private Answer put(Call call) {
        Integer expected = Versions.expected(call);
        List<JobDefinition> definitions = call.definitions(Call.BODY_LIMIT);
        String key = call.path("namespace") + "/" + call.path("name");
        if (definitions.size() != 1) {
            throw new CarillonException(
                    ErrorCode.INVALID_DEFINITION,
                    "The body has " + definitions.size() + " definitions, it is to have one");
        }
        JobDefinition definition = definitions.getFirst();
        if (!definition.key().equals(key)) {
            throw new CarillonException(
                    ErrorCode.INVALID_DEFINITION,
                    "The body defines "
                            + definition.key()
                            + ", the address names "
                            + key
                            + "; they are to be the same");
        }
        return tagged(carillon.put(definition, expected));
    }

    private Answer delete(Call call) {
        if (call.header("If-Match") != null) {
            throw Call.malformed("DELETE does not know If-Match; leave it out");
        }
        carillon.delete(call.path("namespace"), call.path("name"));
        return Answer.nothing();
    }

    private Answer run(Call call) {
        RunBody body = call.json(RunBody.class, Call.BODY_LIMIT);
        RunRequest request =
                body == null
                        ? new RunRequest(Map.of(), null)
                        : new RunRequest(
                                Texts.orEmpty(body.parameters()), Call.instant("at", body.at()));
        return Answer.json(
                201,
                carillon.run(
                        call.path("namespace"), call.path("name"), request, call.idempotencyKey()));
    }

    private static Answer tagged(JobView job) {
        return Answer.json(job).with("ETag", Versions.tag(job.version()));
    }
}
