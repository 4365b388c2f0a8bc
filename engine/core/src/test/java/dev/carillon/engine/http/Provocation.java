package dev.carillon.engine.http;

import static dev.carillon.api.ErrorCode.CHANGED_MEANWHILE;
import static dev.carillon.api.ErrorCode.CONFLICT;
import static dev.carillon.api.ErrorCode.IDEMPOTENCY_KEY_REUSED;
import static dev.carillon.api.ErrorCode.INVALID_DEFINITION;
import static dev.carillon.api.ErrorCode.INVALID_PARAMETER;
import static dev.carillon.api.ErrorCode.JOB_BUSY;
import static dev.carillon.api.ErrorCode.NOT_FOUND;
import static dev.carillon.api.ErrorCode.QUOTA_EXCEEDED;
import static dev.carillon.api.ErrorCode.STORAGE_FULL;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Gets every answer out of a route that it can give.
final class Provocation {
    private static final String JOB = "/api/v1/jobs/{namespace}/{name}";
    private static final String RUN = "/api/v1/runs/{id}";
    private static final String BULK = "/api/v1/runs:bulk/{id}";
    private static final String FAILURE = "/api/v1/failures/{id}";
    private static final String NODE = "/api/v1/nodes/{name}";
    private static final String QUEUE = "/api/v1/queues/{name}";
    private static final String CALENDAR = "/api/v1/calendars/{name}";
    private static final String DEFINITION =
            "name: orders\nnamespace: billing\ntask: {shell: {script: date}}\n";

    private static final String BACKFILL =
            "{\"from\": \"2027-01-01T00:00:00Z\", \"until\": \"2027-01-02T00:00:00Z\", \"plan\": \"p1\"}";

    /// What the engine refuses by what is stored; UNAVAILABLE and BUG can come from everywhere.
    private static final Map<String, List<ErrorCode>> BY_ENGINE =
            Map.ofEntries(
                    Map.entry(
                            "POST /api/v1/jobs:apply", List.of(INVALID_DEFINITION, QUOTA_EXCEEDED)),
                    Map.entry("POST /api/v1/jobs:explain", List.of(INVALID_DEFINITION)),
                    Map.entry("PUT " + JOB, List.of(CHANGED_MEANWHILE, QUOTA_EXCEEDED)),
                    Map.entry("GET " + JOB, List.of(NOT_FOUND)),
                    Map.entry("DELETE " + JOB, List.of(NOT_FOUND, CONFLICT)),
                    Map.entry("POST " + JOB + ":pause", List.of(NOT_FOUND)),
                    Map.entry("POST " + JOB + ":resume", List.of(NOT_FOUND)),
                    Map.entry(
                            "POST " + JOB + ":run",
                            List.of(
                                    NOT_FOUND,
                                    JOB_BUSY,
                                    IDEMPOTENCY_KEY_REUSED,
                                    INVALID_PARAMETER)),
                    Map.entry(
                            "POST " + JOB + ":backfill",
                            List.of(
                                    NOT_FOUND,
                                    CHANGED_MEANWHILE,
                                    QUOTA_EXCEEDED,
                                    INVALID_PARAMETER)),
                    Map.entry("POST " + JOB + ":skipNext", List.of(NOT_FOUND)),
                    Map.entry("GET " + JOB + "/next", List.of(NOT_FOUND)),
                    Map.entry("GET " + JOB + "/why", List.of(NOT_FOUND)),
                    Map.entry(
                            "POST /api/v1/runs:submit",
                            List.of(
                                    NOT_FOUND,
                                    JOB_BUSY,
                                    IDEMPOTENCY_KEY_REUSED,
                                    INVALID_PARAMETER,
                                    QUOTA_EXCEEDED)),
                    Map.entry("GET " + RUN, List.of(NOT_FOUND)),
                    Map.entry("GET " + RUN + "/attempts", List.of(NOT_FOUND)),
                    Map.entry("GET " + RUN + "/log", List.of(NOT_FOUND)),
                    Map.entry("GET " + RUN + "/why", List.of(NOT_FOUND)),
                    Map.entry("GET " + RUN + "/parts", List.of(NOT_FOUND)),
                    Map.entry("POST " + RUN + ":cancel", List.of(NOT_FOUND, CHANGED_MEANWHILE)),
                    Map.entry(
                            "POST " + RUN + ":hold",
                            List.of(NOT_FOUND, CONFLICT, CHANGED_MEANWHILE)),
                    Map.entry(
                            "POST " + RUN + ":release",
                            List.of(NOT_FOUND, CONFLICT, CHANGED_MEANWHILE)),
                    Map.entry("POST " + RUN + ":dismiss", List.of(NOT_FOUND, CONFLICT)),
                    Map.entry(
                            "POST " + RUN + ":retry",
                            List.of(NOT_FOUND, CONFLICT, JOB_BUSY, INVALID_PARAMETER)),
                    Map.entry(
                            "POST /api/v1/runs:bulk", List.of(NOT_FOUND, CONFLICT, QUOTA_EXCEEDED)),
                    Map.entry("GET " + BULK, List.of(NOT_FOUND)),
                    Map.entry("POST " + BULK + ":undo", List.of(NOT_FOUND)),
                    Map.entry("GET " + FAILURE, List.of(NOT_FOUND)),
                    Map.entry("POST " + FAILURE + ":assign", List.of(NOT_FOUND)),
                    Map.entry("POST " + FAILURE + ":note", List.of(NOT_FOUND)),
                    Map.entry("POST " + FAILURE + ":acknowledge", List.of(NOT_FOUND)),
                    Map.entry("POST " + FAILURE + ":snooze", List.of(NOT_FOUND)),
                    Map.entry("POST " + FAILURE + ":mute", List.of(NOT_FOUND)),
                    Map.entry("POST " + FAILURE + ":resolve", List.of(NOT_FOUND)),
                    Map.entry("POST " + NODE + ":cordon", List.of(NOT_FOUND)),
                    Map.entry("POST " + NODE + ":uncordon", List.of(NOT_FOUND)),
                    Map.entry("GET " + QUEUE, List.of(NOT_FOUND)),
                    Map.entry("PUT " + QUEUE, List.of(INVALID_DEFINITION)),
                    Map.entry("DELETE " + QUEUE, List.of(NOT_FOUND)),
                    Map.entry("POST " + QUEUE + ":pause", List.of(NOT_FOUND)),
                    Map.entry("POST " + QUEUE + ":resume", List.of(NOT_FOUND)),
                    Map.entry("GET " + CALENDAR, List.of(NOT_FOUND)),
                    Map.entry("PUT " + CALENDAR, List.of(INVALID_DEFINITION)),
                    Map.entry("DELETE " + CALENDAR, List.of(NOT_FOUND, CONFLICT)),
                    Map.entry("POST /api/v1/tokens", List.of(CONFLICT)),
                    Map.entry("GET " + JOB + "/versions", List.of(NOT_FOUND)),
                    Map.entry("GET /api/v1/changes/{id}", List.of(NOT_FOUND)),
                    Map.entry(
                            "POST /api/v1/changes/{id}:undo",
                            List.of(NOT_FOUND, CONFLICT, CHANGED_MEANWHILE)),
                    Map.entry("DELETE /api/v1/tokens/{name}", List.of(NOT_FOUND)),
                    Map.entry("POST /api/v1/backup", List.of(CONFLICT, STORAGE_FULL)));

    /// What a route with a body is sent, and in which type.
    private record Body(String type, String text, String wrong) {}

    private static final Map<String, Body> BODIES =
            Map.ofEntries(
                    Map.entry(
                            "POST /api/v1/tokens",
                            new Body(
                                    "application/json",
                                    "{\"name\": \"ci\", \"role\": \"operator\"}",
                                    "{\"name\": \"ci\", \"role\": \"king\"}")),
                    Map.entry(
                            "POST /api/v1/jobs:explain",
                            new Body("application/yaml", DEFINITION, "name: X")),
                    Map.entry(
                            "POST /api/v1/jobs:apply",
                            new Body("application/yaml", DEFINITION, "name: X")),
                    Map.entry("PUT " + JOB, new Body("application/yaml", DEFINITION, "name: X")),
                    Map.entry("POST " + JOB + ":run", new Body("application/json", "{}", "{")),
                    Map.entry(
                            "POST " + JOB + ":backfill",
                            new Body("application/json", BACKFILL, "{}")),
                    Map.entry(
                            "POST " + RUN + ":retry",
                            new Body("application/json", "{}", "{\"steps\": [null]}")),
                    Map.entry(
                            "PUT " + QUEUE,
                            new Body("application/yaml", "concurrency: 2", "concurrency: 0")),
                    Map.entry(
                            "PUT " + CALENDAR,
                            new Body("application/json", "{\"weekdays\": [\"sun\"]}", "{}")),
                    Map.entry(
                            "POST /api/v1/runs:submit",
                            new Body("application/json", "[{\"name\": \"orders\"}]", "{")),
                    Map.entry(
                            "POST /api/v1/runs:bulk",
                            new Body("application/json", "{\"plan\": \"p1\"}", "{}")),
                    Map.entry(
                            "POST " + FAILURE + ":assign",
                            new Body("application/json", "{\"to\": \"ada\"}", "{")),
                    Map.entry(
                            "POST " + FAILURE + ":note",
                            new Body("application/json", "{\"text\": null}", "{")));

    /// Query parameters without which a route does nothing.
    private static final Map<String, String> NEEDED =
            Map.of(
                    "POST " + FAILURE + ":snooze",
                    "?for=8h",
                    "GET /api/v1/forecast",
                    "?until=2027-01-01T06:00:00Z");

    private final ApiFixture api;
    private final List<Provoked> replies = new ArrayList<>();

    Provocation(ApiFixture api) {
        this.api = api;
    }

    List<Provoked> of(Route route) throws IOException {
        String key = route.method() + " " + route.template();
        String path =
                route.template()
                        .replace("{namespace}", "billing")
                        .replace("{name}", "orders")
                        .replace("{id}", route.template().contains("changes") ? "17" : "x");
        String start = route.method() + " " + path + NEEDED.getOrDefault(key, "");
        Body body = BODIES.get(key);
        String right = body == null ? "\r\n" : with(body.type(), body.text());
        send("a right request", start, "@HOST@TOKEN" + right);
        send(
                "an unknown parameter",
                start + (start.contains("?") ? "&x=y" : "?x=y"),
                "@HOST@TOKEN" + right);
        send("no token", start, "@HOST" + right);
        send("another site", start, "@HOST@TOKENOrigin: https://evil.example\r\n" + right);
        send("another host", start, "Host: evil.example\r\n@TOKEN" + right);
        if (body != null) {
            send("a wrong type", start, "@HOST@TOKEN" + with("text/plain", body.text()));
            send("a wrong body", start, "@HOST@TOKEN" + with(body.type(), body.wrong()));
            send(
                    "a large body",
                    start,
                    "@HOST@TOKENContent-Type: "
                            + body.type()
                            + "\r\nContent-Length: 9000000\r\n\r\n");
        }
        if (key.endsWith(":backfill")) {
            String preview = BACKFILL.replace("\"p1\"", "null");
            send("a preview", start, "@HOST@TOKEN" + with("application/json", preview));
        }
        var codes = new ArrayList<>(BY_ENGINE.getOrDefault(key, List.of()));
        codes.add(ErrorCode.UNAVAILABLE);
        codes.add(ErrorCode.BUG);
        for (ErrorCode code : codes) {
            api.fake.failure = new CarillonException(code, "this is what went wrong");
            send(code.name(), start, "@HOST@TOKEN" + right);
        }
        api.fake.failure = new IllegalStateException("a bug");
        send("a bug", start, "@HOST@TOKEN" + right);
        api.fake.failure = null;
        return replies;
    }

    private static String with(String type, String body) {
        return "Content-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void send(String how, String start, String rest) throws IOException {
        String text =
                (start + " HTTP/1.1\r\n" + rest)
                        .replace("@HOST", "Host: localhost:" + api.server.port() + "\r\n")
                        .replace("@TOKEN", "Authorization: Bearer " + api.token + "\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            replies.add(new Provoked(how, Reply.read(socket.getInputStream(), false)));
        }
    }
}
