package dev.carillon.engine.http;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.Durations;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.Json;
import dev.carillon.engine.auth.Permit;
import dev.carillon.engine.time.DueTimes;

import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
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

    static final String DEFINITION_TYPES = "application/json or application/yaml";

    /// The id of a run, which is also where a part of a list of runs ended.
    static final Pattern RUN_ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static final int PAGE_DEFAULT = 100;
    private static final int PAGE_LIMIT = 1000;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

    private static final int KEY_LIMIT = 200;
    private static final int SHOWN = 100;
    private static final Instant END_OF_TIME = Instant.parse("+10000-01-01T00:00:00Z");

    private final ServerRequest request;
    private final Map<String, String> path;
    private final Permit permit;
    private boolean broken;

    Call(ServerRequest request, Map<String, String> path, Set<String> known, Permit permit) {
        this.request = request;
        this.permit = permit;
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

    /// What the caller may do.
    Permit permit() {
        return permit;
    }

    String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("no {" + name + "} in the route");
        }
        return value;
    }

    /// No control characters, which no database stores alike, and nothing that was not UTF-8.
    static void requireText(String what, String value) {
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

    /// The whole id of a run; null when absent.
    @Nullable String id(String name) {
        return id(name, query(name));
    }

    static @Nullable String id(String name, @Nullable String value) {
        if (value != null && !RUN_ID.matcher(value).matches()) {
            throw malformed("`" + name + "` is the whole id of a run, not " + cut(value));
        }
        return value;
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
        if (text.length() <= SHOWN) {
            return text;
        }
        boolean half = Character.isHighSurrogate(text.charAt(SHOWN - 1));
        return text.substring(0, half ? SHOWN - 1 : SHOWN) + "…";
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
        String text = utf8(body);
        try {
            if (text.contains("\\u") && !isUnicode(Json.mapper().readTree(text))) {
                throw malformed("The body has half a character, such as \\ud800 alone");
            }
            return Json.mapper().readValue(text, type);
        } catch (JacksonException e) {
            throw Problems.malformed(e);
        }
    }

    /// Half a character can be escaped in JSON. As UTF-8, for a database or a process, it would silently
    /// become another text.
    private static boolean isUnicode(JsonNode node) {
        return node.isString()
                ? isUnicode(node.asString())
                : node.propertyNames().stream().allMatch(Call::isUnicode)
                        && node.valueStream().allMatch(Call::isUnicode);
    }

    private static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }

    List<JobDefinition> definitions(int limitBytes) {
        return Definitions.parse(document(limitBytes, DEFINITION_TYPES), "body", DueTimes::check);
    }

    /// The definition of what the address names, which may leave the name to the address.
    ///
    /// @param what such as `a queue`
    /// @param types content types that are taken, as a message says them
    String definitionOf(String what, int limitBytes, String types) {
        String name = newName(what);
        return MissingName.fillIn(document(limitBytes, types), name);
    }

    /// The name in the address, of something that may not be there yet.
    String newName(String what) {
        String name = path("name");
        if (NAME.matcher(name).matches()) {
            return name;
        }
        throw new CarillonException(
                ErrorCode.INVALID_DEFINITION,
                "`"
                        + cut(name)
                        + "` in the address cannot be the name of "
                        + what
                        + ", which is 1 to 100 of a-z 0-9 . _ - and begins with a letter or digit");
    }

    /// @param defined the name or key in the body
    static void requireSame(String what, String defined, String addressed) {
        if (!defined.equals(addressed)) {
            throw new CarillonException(
                    ErrorCode.INVALID_DEFINITION,
                    "The body defines "
                            + what
                            + " "
                            + defined
                            + ", the address names "
                            + cut(addressed)
                            + "; they are to be the same");
        }
    }

    private String document(int limitBytes, String types) {
        return switch (contentType()) {
            case Answer.JSON -> requireJson(utf8(body(limitBytes)));
            case "application/yaml", "application/x-yaml", "text/yaml" -> utf8(body(limitBytes));
            default -> throw unsupported(types);
        };
    }

    boolean isOfType(String contentType) {
        return contentType().equals(contentType);
    }

    String text(int limitBytes) {
        return utf8(body(limitBytes));
    }

    /// As [#query], for what changes something: given without a value, it would do another thing than
    /// was meant.
    @Nullable String argument(String name) {
        String value = query(name);
        if (value == null && request.query().contains(name)) {
            throw malformed("`" + name + "` has no value; leave it out or give it one");
        }
        return value;
    }

    /// How long something is to hold; null for no end.
    @Nullable Duration duration(String name) {
        String value = argument(name);
        if (value == null) {
            return null;
        }
        try {
            Duration duration = Durations.parse(value);
            if (!duration.isZero()) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST, "`" + name + "` is wrong: " + e.getMessage(), e);
        }
        throw malformed("`" + name + "` must be longer than nothing");
    }

    /// One of the constants of an enum, as definitions write them.
    <E extends Enum<E>> E choice(String name, Class<E> type, E absent) {
        String value = argument(name);
        if (value == null) {
            return absent;
        }
        List<String> words = new ArrayList<>();
        for (E each : type.getEnumConstants()) {
            String word = each.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (word.equals(value)) {
                return each;
            }
            words.add(word);
        }
        throw malformed("`" + name + "` is one of " + words + ", not " + cut(value));
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
