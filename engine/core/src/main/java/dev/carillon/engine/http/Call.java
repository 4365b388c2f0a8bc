package dev.carillon.engine.http;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.Json;
import dev.carillon.engine.time.DueTimes;

import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// One request, as routes read it. Whatever is wrong with it is a CarillonException.
final class Call {
    /// Bytes of a body with one thing in it.
    static final int BODY_LIMIT = 1 << 20;

    /// Bytes of a body with many: sets of definitions and of submissions.
    static final int BULK_LIMIT = 4 << 20;

    private static final int PAGE_DEFAULT = 100;
    private static final int PAGE_LIMIT = 1000;

    private static final int KEY_LIMIT = 200;
    private static final int SHOWN = 100;
    private static final Instant END_OF_TIME = Instant.parse("+10000-01-01T00:00:00Z");

    private final ServerRequest request;
    private final Map<String, String> path;
    private boolean broken;

    Call(ServerRequest request, Map<String, String> path, Set<String> known) {
        this.request = request;
        this.path = path;
        path.forEach((name, value) -> requireText("The " + name + " in the address", value));
        for (String name : request.query().names()) {
            if (!known.contains(name)) {
                throw malformed(
                        "The query parameter `"
                                + cut(name)
                                + "` is unknown here; known are "
                                + known.stream().sorted().toList());
            }
            if (request.query().all(name).size() > 1) {
                throw malformed("The query parameter `" + name + "` is given twice");
            }
            requireText(
                    "The query parameter `" + name + "`", request.query().first(name).orElse(""));
        }
    }

    String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("no {" + name + "} in the route");
        }
        return value;
    }

    /// No control characters, which no database stores alike, and nothing that was not UTF-8.
    private static void requireText(String what, String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7F || c == 0xFFFD)) {
            throw malformed(what + " has a control character or is not UTF-8");
        }
    }

    /// Null when absent.
    @Nullable String idempotencyKey() {
        List<String> given = request.headers().all(HeaderNames.create("Idempotency-Key"), List::of);
        if (given.size() > 1) {
            throw malformed("There are " + given.size() + " Idempotency-Key headers; send one");
        }
        return given.isEmpty() ? null : idempotencyKey(given.getFirst());
    }

    static String idempotencyKey(String key) {
        if (key.length() > KEY_LIMIT || !key.matches("[!-~]([ -~]*[!-~])?")) {
            throw malformed(
                    "An idempotency key is 1 to "
                            + KEY_LIMIT
                            + " printable ASCII characters, without spaces at its ends");
        }
        return key;
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
            case String other ->
                    throw malformed("`" + name + "` is true or false, not " + cut(other));
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
                    ErrorCode.MALFORMED_REQUEST,
                    "`" + name + "` is a number, not " + cut(value),
                    e);
        }
        throw malformed("`" + name + "` is " + least + " to " + most + ", not " + cut(value));
    }

    int limit() {
        return (int) number("limit", 1, PAGE_LIMIT, PAGE_DEFAULT);
    }

    @Nullable Instant instant(String name) {
        return instant(name, query(name));
    }

    /// Bounded to what databases and arithmetic hold.
    static @Nullable Instant instant(String name, @Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            Instant instant = Instant.parse(value);
            if (!instant.isBefore(Instant.EPOCH) && instant.isBefore(END_OF_TIME)) {
                return instant;
            }
        } catch (DateTimeParseException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "`" + name + "` is an instant such as 2027-01-01T06:00:00Z, not " + cut(value),
                    e);
        }
        throw malformed("`" + name + "` is in the years 1970 to 9999, not " + cut(value));
    }

    /// A cursor in the form the list gives it; null for the beginning.
    @Nullable String cursor(Pattern form) {
        String cursor = query("cursor");
        if (cursor != null && !form.matcher(cursor).matches()) {
            throw malformed(
                    "`cursor` is what the part before ended with, not "
                            + cut(cursor)
                            + "; leave it out to begin anew");
        }
        return cursor;
    }

    static String cut(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
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
            return Json.mapper().readValue(utf8(body), type);
        } catch (JacksonException e) {
            throw Problems.malformed(e);
        }
    }

    List<JobDefinition> definitions(int limitBytes) {
        return switch (contentType()) {
            case Answer.JSON -> parse(requireJson(utf8(body(limitBytes))));
            case "application/yaml", "application/x-yaml", "text/yaml" ->
                    parse(utf8(body(limitBytes)));
            default -> throw unsupported("application/json or application/yaml");
        };
    }

    private static List<JobDefinition> parse(String body) {
        return Definitions.parse(body, "body", DueTimes::of);
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

    private static String requireJson(String body) {
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
        byte[] body = read(limitBytes);
        if (body.length > limitBytes) {
            throw tooLarge(limitBytes);
        }
        return body;
    }

    private byte[] read(int limitBytes) {
        try (InputStream in = request.content().inputStream()) {
            long length = request.headers().contentLength().orElse(limitBytes + 1L);
            return in.readNBytes((int) Math.min(length, limitBytes + 1L));
        } catch (RequestException e) {
            broken = true;
            throw e.status().code() == Status.REQUEST_ENTITY_TOO_LARGE_413_CODE
                    ? tooLarge(limitBytes)
                    : unreadable(e);
        } catch (IOException | RuntimeException e) {
            // The web server throws what it happens to stumble over: bad chunk sizes, a lost
            // connection.
            broken = true;
            throw unreadable(e);
        }
    }

    private static CarillonException unreadable(Exception cause) {
        return new CarillonException(
                ErrorCode.MALFORMED_REQUEST,
                "The body breaks off, or its Content-Length or its chunks are wrong",
                cause);
    }

    /// Whether nobody knows any more where the next request on the connection begins.
    boolean isBroken() {
        return broken;
    }

    static CarillonException malformed(String message) {
        return new CarillonException(ErrorCode.MALFORMED_REQUEST, message);
    }

    private CarillonException unsupported(String wanted) {
        return new CarillonException(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "The body is to be " + wanted + ", not `" + cut(contentType()) + "`");
    }

    private static CarillonException tooLarge(int limitBytes) {
        return new CarillonException(
                ErrorCode.BODY_TOO_LARGE,
                "The body is larger than " + limitBytes + " bytes, the most that is taken here");
    }
}
