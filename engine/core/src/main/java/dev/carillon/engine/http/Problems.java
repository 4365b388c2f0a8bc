package dev.carillon.engine.http;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Json;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// The only place that turns errors into answers (`application/problem+json`, RFC 9457). A bug is
/// logged here, once, and answered with the id under which the log has it.
final class Problems {
    static final String CONTENT_TYPE = "application/problem+json";
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private static final String NOT_HTTP =
            "it is not HTTP/1.1, or its first line, its headers (at most 16 kB) or its length are wrong";

    private Problems() {}

    record Problem(
            String type, String title, int status, String detail, String code, String fault) {}

    static Answer.Whole answer(Throwable error) {
        return switch (error) {
            case CarillonException e -> answer(e.code(), sentence(e));
            case HttpException e when e.status().code() < 500 ->
                    answer(code(e.status().code()), wireDetail(String.valueOf(e.getMessage())));
            default -> bug(error);
        };
    }

    /// An error in the JSON that a caller sent, with its place.
    static CarillonException malformed(JacksonException error) {
        String what =
                error instanceof UnrecognizedPropertyException unknown
                        ? "unknown key `" + Call.cut(unknown.getPropertyName()) + "`"
                        : error.getOriginalMessage();
        TokenStreamLocation place = error.getLocation();
        String where =
                place == null || place.getLineNr() < 1
                        ? ""
                        : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
        return new CarillonException(
                ErrorCode.MALFORMED_REQUEST,
                "The body cannot be read" + where + ": " + what,
                error);
    }

    /// Answers what the web server refuses before any route sees it.
    ///
    /// @param message null when the web server thinks that it tells too much
    static DirectHandler.TransportResponse transport(
            Status status, ServerResponseHeaders headers, @Nullable String message) {
        ErrorCode code = code(status.code());
        if (code == ErrorCode.BUG) {
            LOG.error("The web server answered {}: {}", status.code(), message);
        }
        Answer.Whole answer =
                answer(
                        code,
                        code == ErrorCode.BUG
                                ? "An error in the web server"
                                : wireDetail(message == null ? NOT_HTTP : message));
        DirectHandler.TransportResponse.Builder response =
                DirectHandler.TransportResponse.builder()
                        .status(Status.create(code.status()))
                        .headers(headers);
        answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        return response.header(HeaderNames.CONTENT_TYPE, CONTENT_TYPE)
                .entity(new String(answer.body(), StandardCharsets.UTF_8))
                .build();
    }

    private static String sentence(CarillonException error) {
        String message = error.getMessage();
        if (error.code() == ErrorCode.BUG) {
            String id = UUID.randomUUID().toString();
            LOG.error("Error {} while answering a request", id, error);
            return "An error of ours; the log of the node has it under " + id;
        }
        return message == null ? error.code().name() : message;
    }

    private static Answer.Whole bug(Throwable error) {
        return answer(new CarillonException(ErrorCode.BUG, "Unexpected error", error));
    }

    private static Answer.Whole answer(ErrorCode code, String detail) {
        String slug = code.name().toLowerCase(Locale.ROOT).replace('_', '-');
        Problem problem =
                new Problem(
                        "urn:carillon:error:" + slug,
                        slug.replace('-', ' '),
                        code.status(),
                        detail,
                        code.name(),
                        code.fault().name());
        Answer.Whole answer =
                new Answer.Whole(
                        code.status(),
                        CONTENT_TYPE,
                        Json.mapper().writeValueAsBytes(problem),
                        Map.of());
        return switch (code) {
            case UNAUTHENTICATED -> answer.with("WWW-Authenticate", "Bearer");
            case UNAVAILABLE -> answer.with("Retry-After", "1");
            default -> answer;
        };
    }

    private static String wireDetail(String message) {
        return "The request cannot be read: " + message;
    }

    private static ErrorCode code(int status) {
        return switch (status) {
            case 413 -> ErrorCode.BODY_TOO_LARGE;
            case 404 -> ErrorCode.NOT_FOUND;
            case 503 -> ErrorCode.UNAVAILABLE;
            case 505 -> ErrorCode.MALFORMED_REQUEST;
            default -> status < 500 ? ErrorCode.MALFORMED_REQUEST : ErrorCode.BUG;
        };
    }
}
