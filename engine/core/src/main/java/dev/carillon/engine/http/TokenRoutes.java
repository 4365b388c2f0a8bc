package dev.carillon.engine.http;

import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Durations;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Role;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Who asks, and the tokens that others ask with.
record TokenRoutes(Carillon carillon) {
    private static final String TOKENS = "/api/v1/tokens";

    record TokenBody(@Nullable String name, @Nullable String role, @Nullable String validFor) {}

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/me", call -> Answer.json(carillon.me())),
                Route.get(TOKENS, call -> Answer.json(carillon.tokens())).by(Role.ADMIN),
                Route.post(TOKENS, this::create).by(Role.ADMIN),
                Route.of("DELETE", TOKENS + "/{name}", this::revoke).by(Role.ADMIN));
    }

    private Answer create(Call call) {
        TokenBody body = call.json(TokenBody.class, Call.BODY_LIMIT);
        String name = body == null ? null : body.name();
        String role = body == null ? null : body.role();
        if (body == null || name == null || role == null) {
            throw Call.malformed("A token needs a `name` and a `role`");
        }
        return Answer.json(201, carillon.createToken(name, role(role), duration(body.validFor())));
    }

    private static Role role(String word) {
        return Arrays.stream(Role.values())
                .filter(role -> role.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                Call.malformed(
                                        "`role` is one of "
                                                + Arrays.stream(Role.values())
                                                        .map(Role::word)
                                                        .toList()
                                                + ", not "
                                                + Call.cut(word)));
    }

    private static @Nullable Duration duration(@Nullable String text) {
        try {
            return text == null ? null : Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST, "`validFor` is wrong: " + e.getMessage(), e);
        }
    }

    private Answer revoke(Call call) {
        Versions.refuse(call);
        carillon.revokeToken(call.path("name"));
        return Answer.nothing();
    }
}
