package dev.carillon.engine.http;

import dev.carillon.api.Bulk;
import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon;
import dev.carillon.api.Role;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Do something to many runs at once: plan it, do it step by step, take it back.
record BulkRoutes(Carillon carillon) {
    private static final String BULK = "/api/v1/runs:bulk";
    private static final String PLAN = BULK + "/{id}";

    record BulkBody(
            @Nullable String action,
            @Nullable RunQueryBody query,
            @Nullable List<String> runs,
            @Nullable String plan) {}

    record RunQueryBody(
            @Nullable List<String> states,
            @Nullable String job,
            @Nullable String since,
            @Nullable String until,
            @Nullable String queue,
            @Nullable String node,
            @Nullable List<String> causes,
            @Nullable String error,
            @Nullable String newerThan,
            @Nullable String fingerprint) {}

    List<Route> routes() {
        return List.of(
                Route.post(BULK, this::bulk).by(Role.OPERATOR),
                Route.get(PLAN, call -> Answer.json(carillon.bulk(call.path("id")))),
                Route.post(PLAN + ":undo", call -> Answer.json(carillon.undoBulk(call.path("id"))))
                        .by(Role.OPERATOR));
    }

    private Answer bulk(Call call) {
        BulkBody body = call.json(BulkBody.class, Call.BULK_LIMIT);
        if (body == null) {
            throw Call.malformed("The body is to say which `plan`, or an `action` and its runs");
        }
        return Answer.json(body.plan() == null ? plan(body) : step(body.plan(), body));
    }

    private Bulk step(String plan, BulkBody body) {
        if (body.query() != null || body.runs() != null) {
            throw Call.malformed("A `plan` has its runs already; leave `query` and `runs` out");
        }
        Call.requireText("`plan`", plan);
        return carillon.stepBulk(plan);
    }

    private Bulk plan(BulkBody body) {
        if (body.action() == null) {
            throw Call.malformed(
                    "`action` is needed without a `plan`; it is one of "
                            + List.of(BulkAction.values()));
        }
        BulkAction action = RunFilter.word("action", body.action(), BulkAction.class);
        if (body.runs() != null && body.query() == null) {
            return carillon.planBulk(action, Texts.orEmpty(body.runs()));
        }
        if (body.query() == null || body.runs() != null) {
            throw Call.malformed(
                    "Either `query` or `runs` says which runs; an empty `query` means all");
        }
        return carillon.planBulk(action, RunFilter.of(body.query()));
    }
}
