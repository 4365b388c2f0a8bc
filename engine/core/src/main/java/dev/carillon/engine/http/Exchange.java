package dev.carillon.engine.http;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// A request with the parts of its path, and its answer.
final class Exchange {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST_LIMIT = 1000;

    private final ServerRequest request;
    private final ServerResponse response;
    private final MatchResult path;

    Exchange(ServerRequest request, ServerResponse response, MatchResult path) {
        this.request = request;
        this.response = response;
        this.path = path;
    }

    ServerResponse response() {
        return response;
    }

    String part(int number) {
        return path.group(number);
    }

    Optional<String> header(String name) {
        return request.headers().first(HeaderNames.create(name));
    }

    @Nullable String query(String name) {
        return request.query().first(name).orElse(null);
    }

    /// Refuses parameters that the route does not know.
    void allowQuery(String... names) {
        for (String given : request.query().names()) {
            if (!List.of(names).contains(given)) {
                throw malformed(
                        "unknown query parameter \"" + given + "\"; known here: " + String.join(", ", names));
            }
        }
    }

    int limit() {
        String text = query("limit");
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_LIMIT) {
            throw malformed("limit must be a number from 1 to " + MOST_LIMIT + ", not \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }

    static CarillonException malformed(String message) {
        return new CarillonException(ErrorCode.MALFORMED_REQUEST, message);
    }

    /// The body as text.
    ///
    /// @param most bytes; more is refused with 413
    String body(int most) {
        if (!request.content().hasEntity()) {
            return "";
        }
        try (var in = request.content().inputStream()) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new CarillonException(
                        ErrorCode.BODY_TOO_LARGE, "the body is over " + most + " bytes; send it in parts");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CarillonException(ErrorCode.MALFORMED_REQUEST, "the body broke off", e);
        }
    }

    /// The body as JSON of this type.
    <T> T body(int most, Class<T> type) {
        String content = header("Content-Type").orElse("");
        if (!content.isEmpty() && !content.startsWith("application/json")) {
            throw new CarillonException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "send application/json, not " + content);
        }
        try {
            T value = Json.mapper().readValue(body(most), type);
            if (value == null) {
                throw malformed("the body is null");
            }
            return value;
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "the body is not the expected JSON"
                            + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")")
                            + ": " + e.getOriginalMessage(),
                    e);
        }
    }

    void json(Object answer) {
        json(200, answer);
    }

    void json(int status, Object answer) {
        response.status(Status.create(status));
        response.header("Content-Type", "application/json");
        response.send(Json.mapper().writeValueAsBytes(answer));
    }

    void text(String type, String answer) {
        response.header("Content-Type", type);
        response.send(answer.getBytes(StandardCharsets.UTF_8));
    }

    void nothing() {
        response.status(Status.NO_CONTENT_204);
        response.send();
    }
}
