package dev.carillon.engine.http;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.Json;
import dev.carillon.engine.time.DueTimes;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// One request, as routes read it. Whatever is wrong with it is a CarillonException.
final class Call {
    /// Bytes of a body with one thing in it.
    static final int BODY_LIMIT = 1 << 20;

    /// Bytes of a body with many: sets of definitions and of submissions.
    static final int BULK_LIMIT = 4 << 20;

    private static final int PAGE_DEFAULT = 100;
    private static final int PAGE_LIMIT = 1000;

    private final ServerRequest request;
    private final Map<String, String> path;

    Call(ServerRequest request, Map<String, String> path, Set<String> known) {
        this.request = request;
        this.path = path;
        for (String name : request.query().names()) {
            if (!known.contains(name)) {
                throw malformed(
                        "The query parameter `"
                                + name
                                + "` is unknown here; known are "
                                + known.stream().sorted().toList());
            }
            if (request.query().all(name).size() > 1) {
                throw malformed("The query parameter `" + name + "` is given twice");
            }
        }
    }

    String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("no {" + name + "} in the route");
        }
        return value;
    }

    @Nullable String header(String name) {
        return request.headers().first(HeaderNames.create(name)).orElse(null);
    }

    /// Null when absent or empty.
    @Nullable String query(String name) {
        String value = request.query().first(name).orElse("");
        return value.isEmpty() ? null : value;
    }

    boolean flag(String name) {
        return switch (query(name)) {
            case null -> request.query().contains(name);
            case "true" -> true;
            case "false" -> false;
            case String other -> throw malformed("`" + name + "` is true or false, not " + other);
        };
    }

    long number(String name, long least, long most, long absent) {
        String value = query(name);
        if (value == null) {
            return absent;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST, "`" + name + "` is a number, not " + value, e);
        }
        throw malformed("`" + name + "` is " + least + " to " + most + ", not " + value);
    }

    int limit() {
        return (int) number("limit", 1, PAGE_LIMIT, PAGE_DEFAULT);
    }

    @Nullable Instant instant(String name) {
        String value = query(name);
        try {
            return value == null ? null : Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "`" + name + "` is an instant such as 2027-01-01T06:00:00Z, not " + value,
                    e);
        }
    }

    /// The body as JSON; null when there is none.
    <T> @Nullable T json(Class<T> type, int limitBytes) {
        byte[] body = body(limitBytes);
        if (body.length == 0) {
            return null;
        }
        if (!contentType().equals(Answer.JSON)) {
            throw unsupported(Answer.JSON);
        }
        try {
            return Json.mapper().readValue(body, type);
        } catch (JacksonException e) {
            throw Problems.malformed(e);
        }
    }

    List<JobDefinition> definitions(int limitBytes) {
        return switch (contentType()) {
            case Answer.JSON -> parse(requireJson(body(limitBytes)));
            case "application/yaml", "application/x-yaml", "text/yaml" -> parse(body(limitBytes));
            default -> throw unsupported("application/json or application/yaml");
        };
    }

    private static List<JobDefinition> parse(byte[] body) {
        return Definitions.parse(utf8(body), "body", DueTimes::of);
    }

    private static String utf8(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "The body is not UTF-8; save it as such and send it again",
                    e);
        }
    }

    private static byte[] requireJson(byte[] body) {
        try {
            Json.mapper().readTree(body);
            return body;
        } catch (JacksonException e) {
            throw Problems.malformed(e);
        }
    }

    private String contentType() {
        String value = header("Content-Type");
        return value == null ? "" : value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private byte[] body(int limitBytes) {
        if (request.headers().contentLength().orElse(0) > limitBytes) {
            throw tooLarge(limitBytes);
        }
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try (InputStream in = request.content().inputStream()) {
            byte[] body = in.readNBytes(limitBytes + 1);
            if (body.length > limitBytes) {
                throw tooLarge(limitBytes);
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException("reading the body of a request", e);
        }
    }

    static CarillonException malformed(String message) {
        return new CarillonException(ErrorCode.MALFORMED_REQUEST, message);
    }

    private CarillonException unsupported(String wanted) {
        return new CarillonException(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "The body is to be " + wanted + ", not `" + contentType() + "`");
    }

    private static CarillonException tooLarge(int limitBytes) {
        return new CarillonException(
                ErrorCode.BODY_TOO_LARGE,
                "The body is larger than " + limitBytes + " bytes, the most that is taken here");
    }
}
