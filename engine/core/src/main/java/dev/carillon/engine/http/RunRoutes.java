package dev.carillon.engine.http;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RetryRequest;
import dev.carillon.api.Carillon.Submission;
import dev.carillon.api.Role;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Submit, search, read, cancel and retry runs.
record RunRoutes(Carillon carillon, LogFollower follower) {
    private static final String RUNS = "/api/v1/runs";
    private static final String RUN = RUNS + "/{id}";

    record SubmissionBody(
            @Nullable String namespace,
            @Nullable String name,
            @Nullable Map<String, String> parameters,
            @Nullable String idempotencyKey) {}

    record RetryBody(
            @Nullable Map<String, String> parameters,
            @Nullable List<String> steps,
            @Nullable Boolean whole) {}

    List<Route> routes() {
        return List.of(
                Route.post(RUNS + ":submit", this::submit).by(Role.OPERATOR),
                Route.get(RUNS, this::list, RunFilter.and("cursor", "limit")),
                Route.get(
                        RUNS + ":count",
                        call -> Answer.json(carillon.countRuns(RunFilter.of(call))),
                        RunFilter.and()),
                Route.get(RUNS + ":histogram", this::histogram, RunFilter.and("buckets")),
                Route.get(RUN, call -> Answer.json(carillon.run(call.path("id")))),
                Route.get(
                        RUN + "/attempts", call -> Answer.json(carillon.attempts(call.path("id")))),
                Route.get(RUN + "/log", this::log, "offset", "follow"),
                Route.get(RUN + "/why", call -> Answer.json(carillon.why(call.path("id")))),
                Route.post(RUN + ":cancel", call -> Answer.json(carillon.cancel(call.path("id"))))
                        .by(Role.OPERATOR),
                Route.post(RUN + ":hold", call -> Answer.json(carillon.hold(call.path("id"))))
                        .by(Role.OPERATOR),
                Route.post(RUN + ":release", call -> Answer.json(carillon.release(call.path("id"))))
                        .by(Role.OPERATOR),
                Route.post(RUN + ":dismiss", call -> Answer.json(carillon.dismiss(call.path("id"))))
                        .by(Role.OPERATOR),
                Route.get(RUN + "/parts", call -> Answer.json(carillon.parts(call.path("id")))),
                Route.post(RUN + ":retry", this::retry).by(Role.OPERATOR));
    }

    private Answer retry(Call call) {
        RetryBody body = call.json(RetryBody.class, Call.BODY_LIMIT);
        var request =
                body == null
                        ? RetryRequest.SAME
                        : new RetryRequest(
                                Texts.orEmpty(body.parameters()),
                                Texts.orEmpty(body.steps()),
                                Boolean.TRUE.equals(body.whole()));
        return Answer.json(201, carillon.retry(call.path("id"), request));
    }

    private Answer submit(Call call) {
        SubmissionBody[] bodies = call.json(SubmissionBody[].class, Call.BULK_LIMIT);
        if (bodies == null) {
            throw Call.malformed("The body is to be an array of submissions");
        }
        List<Submission> submissions = new ArrayList<>();
        for (SubmissionBody body : bodies) {
            if (body == null || body.name() == null) {
                throw Call.malformed("Submission " + submissions.size() + " has no `name`");
            }
            String namespace = body.namespace() == null ? "default" : body.namespace();
            submissions.add(
                    new Submission(
                            namespace,
                            body.name(),
                            Texts.orEmpty(body.parameters()),
                            body.idempotencyKey() == null
                                    ? null
                                    : Call.idempotencyKey(body.idempotencyKey())));
        }
        return Answer.json(201, carillon.runAll(submissions));
    }

    private Answer list(Call call) {
        return Answer.json(
                carillon.runs(RunFilter.of(call), call.cursor(Call.RUN_ID), call.limit()));
    }

    private Answer histogram(Call call) {
        int buckets = (int) call.number("buckets", 1, 1_000, 60);
        return Answer.json(carillon.histogram(RunFilter.of(call), buckets));
    }

    private Answer log(Call call) {
        String id = call.path("id");
        long offset = call.number("offset", 0, Long.MAX_VALUE, 0);
        return call.flag("follow")
                ? follower.follow(id, offset, call.permit())
                : Answer.json(carillon.log(id, offset));
    }
}
