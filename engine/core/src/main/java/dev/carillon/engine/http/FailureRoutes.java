package dev.carillon.engine.http;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.FailureQuery;
import dev.carillon.api.FailureChange;
import dev.carillon.api.FailureState;
import dev.carillon.api.Role;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The inbox of failures: list them, and sort them out.
record FailureRoutes(Carillon carillon) {
    private static final String FAILURES = "/api/v1/failures";
    private static final String FAILURE = FAILURES + "/{id}";

    private static final Pattern CURSOR = Pattern.compile("\\d{1,18}\\.[0-9a-f]{16}");

    record AssignBody(@Nullable String to) {}

    record NoteBody(@Nullable String text) {}

    List<Route> routes() {
        return List.of(
                Route.get(FAILURES, this::list, "state", "job", "assignee", "cursor", "limit"),
                Route.get(FAILURE, call -> Answer.json(carillon.failure(call.path("id")))),
                post(":assign", FailureRoutes::assign),
                post(":note", FailureRoutes::note),
                post(":acknowledge", _ -> new FailureChange.Acknowledge()),
                post(":snooze", FailureRoutes::snooze, "for"),
                post(":mute", _ -> new FailureChange.Mute()),
                post(":resolve", _ -> new FailureChange.Resolve()));
    }

    private Answer list(Call call) {
        var query =
                new FailureQuery(
                        RunFilter.words("state", call.query("state"), FailureState.class),
                        call.query("job"),
                        call.query("assignee"));
        return Answer.json(carillon.failures(query, call.cursor(CURSOR), call.limit()));
    }

    private Route post(String verb, Function<Call, FailureChange> change, String... query) {
        return Route.post(
                        FAILURE + verb,
                        call ->
                                Answer.json(
                                        carillon.changeFailure(
                                                call.path("id"), change.apply(call))),
                        query)
                .by(Role.OPERATOR);
    }

    private static FailureChange assign(Call call) {
        AssignBody body = call.json(AssignBody.class, Call.BODY_LIMIT);
        String to = body == null ? null : body.to();
        if (to != null) {
            Call.requireText("`to`", to);
        }
        return new FailureChange.Assign(to);
    }

    private static FailureChange note(Call call) {
        NoteBody body = call.json(NoteBody.class, Call.BODY_LIMIT);
        return new FailureChange.Note(body == null ? null : body.text());
    }

    private static FailureChange snooze(Call call) {
        Duration duration = call.duration("for");
        if (duration == null) {
            throw Call.malformed("`for` says how long to snooze, such as 8h");
        }
        return new FailureChange.Snooze(duration);
    }
}
