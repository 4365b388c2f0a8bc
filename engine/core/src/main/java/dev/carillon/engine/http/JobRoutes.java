package dev.carillon.engine.http;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.BackfillRequest;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobView;
import dev.carillon.api.Role;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Define, read, remove, pause and start jobs.
record JobRoutes(Carillon carillon) {
    private static final String JOBS = "/api/v1/jobs";
    private static final String JOB = JOBS + "/{namespace}/{name}";

    private static final Pattern CURSOR = Pattern.compile("[a-z0-9._-]{1,100}/[a-z0-9._-]{1,100}");

    record RunBody(
            @Nullable Map<String, String> parameters,
            @Nullable String at,
            @Nullable String uniqueKey) {}

    record BackfillBody(
            @Nullable String from,
            @Nullable String until,
            @Nullable String schedule,
            @Nullable Map<String, String> parameters,
            @Nullable String plan) {}

    List<Route> routes() {
        return List.of(
                Route.get(JOBS, this::list, "q", "cursor", "limit"),
                Route.post(JOBS + ":apply", this::apply, "dryRun").by(Role.AUTHOR),
                Route.post(JOBS + ":explain", this::explain, "count").by(Role.VIEWER),
                Route.of("PUT", JOB, this::put).by(Role.AUTHOR),
                Route.get(
                        JOB,
                        call -> tagged(carillon.job(call.path("namespace"), call.path("name")))),
                Route.of("DELETE", JOB, this::delete).by(Role.AUTHOR),
                Route.post(
                                JOB + ":pause",
                                call ->
                                        tagged(
                                                carillon.pause(
                                                        call.path("namespace"), call.path("name"))))
                        .by(Role.OPERATOR),
                Route.post(JOB + ":resume", this::resume, "missed").by(Role.OPERATOR),
                Route.post(JOB + ":run", this::run).by(Role.OPERATOR),
                Route.post(JOB + ":backfill", this::backfill).by(Role.OPERATOR),
                Route.post(JOB + ":skipNext", this::skipNext, "schedule").by(Role.OPERATOR),
                Route.get(JOB + "/next", this::next, "count"),
                Route.get(
                        JOB + "/why",
                        call ->
                                Answer.json(
                                        carillon.whyJob(
                                                call.path("namespace"), call.path("name")))));
    }

    private Answer resume(Call call) {
        var missed = call.choice("missed", CatchUp.Policy.class, CatchUp.Policy.NONE);
        return tagged(carillon.resume(call.path("namespace"), call.path("name"), missed));
    }

    private Answer skipNext(Call call) {
        return Answer.json(
                carillon.skipNext(
                        call.path("namespace"), call.path("name"), call.argument("schedule")));
    }

    private Answer next(Call call) {
        int count = (int) call.number("count", 1, 1_000, 10);
        return Answer.json(carillon.next(call.path("namespace"), call.path("name"), count));
    }

    private Answer backfill(Call call) {
        BackfillBody body = call.json(BackfillBody.class, Call.BODY_LIMIT);
        Instant from = body == null ? null : Call.instant("from", body.from());
        Instant until = body == null ? null : Call.instant("until", body.until());
        if (body == null || from == null || until == null) {
            throw Call.malformed("A backfill needs `from` and `until`");
        }
        return Answer.json(
                body.plan() == null ? 200 : 201,
                carillon.backfill(
                        call.path("namespace"),
                        call.path("name"),
                        new BackfillRequest(
                                from,
                                until,
                                body.schedule(),
                                Texts.orEmpty(body.parameters()),
                                body.plan())));
    }

    private Answer list(Call call) {
        return Answer.json(carillon.jobs(call.query("q"), call.cursor(CURSOR), call.limit()));
    }

    private Answer apply(Call call) {
        boolean dryRun = call.flag("dryRun");
        return Answer.json(carillon.apply(call.definitions(Call.BULK_LIMIT), dryRun));
    }

    private Answer explain(Call call) {
        int count = (int) call.number("count", 1, 100, 10);
        return Answer.json(carillon.explain(definition(call), count));
    }

    private static JobDefinition definition(Call call) {
        List<JobDefinition> definitions = call.definitions(Call.BODY_LIMIT);
        if (definitions.size() != 1) {
            throw new CarillonException(
                    ErrorCode.INVALID_DEFINITION,
                    "The body has " + definitions.size() + " definitions, it is to have one");
        }
        return definitions.getFirst();
    }

    private Answer put(Call call) {
        Integer expected = Versions.expected(call);
        JobDefinition definition = definition(call);
        String key = call.path("namespace") + "/" + call.path("name");
        Call.requireSame("job", definition.key(), key);
        return tagged(carillon.put(definition, expected));
    }

    private Answer delete(Call call) {
        Versions.refuse(call);
        carillon.delete(call.path("namespace"), call.path("name"));
        return Answer.nothing();
    }

    private Answer run(Call call) {
        RunBody body = call.json(RunBody.class, Call.BODY_LIMIT);
        RunRequest request =
                body == null
                        ? new RunRequest(Map.of(), null)
                        : new RunRequest(
                                Texts.orEmpty(body.parameters()),
                                Call.instant("at", body.at()),
                                uniqueKey(body.uniqueKey()));
        return Answer.json(
                201,
                carillon.run(
                        call.path("namespace"), call.path("name"), request, call.idempotencyKey()));
    }

    private static @Nullable String uniqueKey(@Nullable String key) {
        if (key != null) {
            Call.requireText("`uniqueKey`", key);
            if (key.isBlank() || key.length() > 200) {
                throw Call.malformed("`uniqueKey` has 1 to 200 characters");
            }
        }
        return key;
    }

    private static Answer tagged(JobView job) {
        return Answer.json(job).with("ETag", Versions.tag(job.version()));
    }
}
