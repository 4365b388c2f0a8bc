package dev.carillon.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Json;
import dev.carillon.engine.Engine;
import dev.carillon.engine.EngineConfig;
import dev.carillon.engine.auth.Tokens;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What an address names and a node does not have is not found, whatever the name looks like: server,
/// engine and database.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnknownNamesTest {
    private static final String ICS =
            """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20200101
            RRULE:FREQ=YEARLY
            END:VEVENT
            END:VCALENDAR
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private Engine engine;
    private ApiServer server;
    private String token;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        engine = Engine.start(EngineConfig.embedded("a", folder, 4));
        server =
                ApiServer.start(
                        new ApiConfig("127.0.0.1", 0),
                        engine,
                        Tokens.inFolder(folder, engine.issuedTokens()));
        token = Files.readString(folder.resolve("admin.token")).strip();
    }

    @AfterAll
    void stop() {
        http.shutdownNow();
        server.close();
        engine.close();
    }

    private HttpResponse<String> send(String method, String path, String type, String body)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", type)
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "A",
                "-",
                "..",
                "a%20b",
                "a'b",
                "a%22b",
                "a%5C",
                "%25",
                "%C3%A4",
                "%F0%9F%98%80",
                "%E2%80%A8",
                "a%7Cb",
                "0192-7",
                "1-1-1-1-1",
                "01936e5a-0000-7000-8000-000000000001",
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjjk"
            })
    void nothingIsThere(String name) throws Exception {
        for (String request :
                List.of(
                        "GET /api/v1/queues/@",
                        "DELETE /api/v1/queues/@",
                        "POST /api/v1/queues/@:pause",
                        "POST /api/v1/queues/@:pause?for=1m",
                        "POST /api/v1/queues/@:resume",
                        "GET /api/v1/calendars/@",
                        "DELETE /api/v1/calendars/@",
                        "POST /api/v1/nodes/@:cordon",
                        "POST /api/v1/nodes/@:cordon?for=1m",
                        "POST /api/v1/nodes/@:uncordon",
                        "GET /api/v1/jobs/default/@/next",
                        "GET /api/v1/jobs/@/a/why",
                        "POST /api/v1/jobs/@/@:skipNext",
                        "POST /api/v1/jobs/default/@:resume?missed=all",
                        "GET /api/v1/runs/@/parts",
                        "POST /api/v1/runs/@:hold",
                        "POST /api/v1/runs/@:release",
                        "POST /api/v1/runs/@:dismiss",
                        "POST /api/v1/runs/@:retry")) {
            String[] parts = request.replace("@", name).split(" ", 2);

            var reply = send(parts[0], parts[1], "application/json", "");

            assertThat(reply.statusCode()).as("%s: %s", request, reply.body()).isEqualTo(404);
            assertThat(Json.mapper().readTree(reply.body()).path("code").asString())
                    .isEqualTo("NOT_FOUND");
        }
    }

    /// A calendar that cannot be read again would take all others with it.
    @Test
    void anImportUnderAWrongNameStoresNothing() throws Exception {
        for (String name : List.of("Feiertage", "a%20b", "-", "a".repeat(101))) {
            var reply = send("PUT", "/api/v1/calendars/" + name, "text/calendar", ICS);

            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(422);
        }
        assertThat(send("GET", "/api/v1/calendars", "x", "").body()).isEqualTo("[]");
    }

    @Test
    void whatIsStoredWithTheNameOfTheAddressIsFoundThere() throws Exception {
        assertThat(send("PUT", "/api/v1/queues/q1", "application/yaml", "concurrency: 2"))
                .satisfies(reply -> assertThat(reply.statusCode()).isEqualTo(200));
        assertThat(send("PUT", "/api/v1/calendars/c1", "text/calendar", ICS))
                .satisfies(reply -> assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200));

        var queue = send("GET", "/api/v1/queues/q1", "x", "");
        var calendar = send("GET", "/api/v1/calendars/c1", "x", "");
        assertThat(queue.body()).contains("{\"name\":\"q1\",\"concurrency\":2}");
        assertThat(calendar.statusCode()).isEqualTo(200);
        assertThat(send("DELETE", "/api/v1/queues/q1", "x", "").statusCode()).isEqualTo(204);
        assertThat(send("DELETE", "/api/v1/calendars/c1", "x", "").statusCode()).isEqualTo(204);
        assertThat(send("GET", "/api/v1/calendars/c1", "x", "").statusCode()).isEqualTo(404);
    }
}
