package dev.carillon.engine.http;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.ChangeQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Role;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.regex.Pattern;

/// Who did what, and taking it back.
record ChangeRoutes(Carillon carillon) {
    private static final String CHANGES = "/api/v1/changes";
    private static final String CHANGE = CHANGES + "/{id}";
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");

    List<Route> routes() {
        return List.of(
                Route.get(CHANGES, this::list, "what", "actor", "since", "cursor", "limit"),
                Route.get(CHANGE, call -> Answer.json(carillon.change(id(call)))),
                // What it takes back may need more, which the engine knows.
                Route.post(CHANGE + ":undo", call -> Answer.json(carillon.undo(id(call))))
                        .by(Role.OPERATOR),
                Route.get(
                        "/api/v1/jobs/{namespace}/{name}/versions",
                        this::versions,
                        "cursor",
                        "limit"));
    }

    private Answer list(Call call) {
        String what = call.query("what");
        return Answer.json(
                carillon.changes(
                        new ChangeQuery(
                                what == null ? null : part(what, 0),
                                what == null ? null : part(what, 1),
                                call.query("actor"),
                                call.instant("since")),
                        call.cursor(ID),
                        call.limit()));
    }

    private static @Nullable String part(String what, int index) {
        String[] parts = what.split(":", 2);
        return index < parts.length ? parts[index] : null;
    }

    private Answer versions(Call call) {
        return Answer.json(
                carillon.versions(
                        call.path("namespace"),
                        call.path("name"),
                        call.cursor(VERSION),
                        call.limit()));
    }

    private static long id(Call call) {
        String id = call.path("id");
        if (!ID.matcher(id).matches()) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND,
                    "there is no change " + Call.cut(id) + "; the id of a change is a number");
        }
        return Long.parseLong(id);
    }
}
