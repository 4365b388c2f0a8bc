package dev.carillon.engine.http;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RetryRequest;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.Submission;
import dev.carillon.api.Role;
import dev.carillon.api.RunState;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Submit, search, read, cancel and retry runs.
record RunRoutes(Carillon carillon, LogFollower follower) {
    private static final String RUNS = "/api/v1/runs";
    private static final String RUN = RUNS + "/{id}";

    private static final Pattern CURSOR =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

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
                Route.get(RUNS, this::list, "state", "job", "since", "error", "cursor", "limit"),
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
        RunQuery query =
                new RunQuery(
                        states(call.query("state")),
                        call.query("job"),
                        call.instant("since"),
                        call.query("error"));
        return Answer.json(carillon.runs(query, call.cursor(CURSOR), call.limit()));
    }

    private Answer log(Call call) {
        String id = call.path("id");
        long offset = call.number("offset", 0, Long.MAX_VALUE, 0);
        return call.flag("follow")
                ? follower.follow(id, offset, call.permit())
                : Answer.json(carillon.log(id, offset));
    }

    private static Set<RunState> states(@Nullable String commaSeparated) {
        Set<RunState> states = new TreeSet<>();
        if (commaSeparated == null) {
            return states;
        }
        for (String name : commaSeparated.split(",", -1)) {
            states.add(state(name.strip()));
        }
        return states;
    }

    private static RunState state(String name) {
        for (RunState state : RunState.values()) {
            if (state.name().equals(name.toUpperCase(Locale.ROOT))) {
                return state;
            }
        }
        throw Call.malformed(
                "`"
                        + Call.cut(name)
                        + "` is not a state; states are "
                        + List.of(RunState.values()));
    }
}
