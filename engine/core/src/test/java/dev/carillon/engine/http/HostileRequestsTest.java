package dev.carillon.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.QueueDefinition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Requests that no honest client sends. Each is answered with a problem that is the caller's fault,
/// never with a 5xx, and reaches nothing.
@Timeout(60)
class HostileRequestsTest extends ApiFixture {
    private static final int MOST_TRIES = 20;
    private static final String RUN = "POST /api/v1/jobs/a/b:run";
    private static final String EMPTY_RUN = "run a/b " + new RunRequest(Map.of(), null) + " ";

    /// Replaces the start line, `@HOST` and `@TOKEN`, and reads the first answer. A server that refuses a
    /// request while it is still being sent may close the connection, and the answer can be lost with
    /// it (RFC 9112, section 9.6): then the request is sent again.
    private Reply send(String text) throws IOException {
        for (int tries = 1; ; tries++) {
            try (Socket socket = connect()) {
                writeAsMuchAsIsRead(socket, text);
                return Reply.read(socket.getInputStream(), text.startsWith("HEAD"));
            } catch (SocketException e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    // The answer to what was refused in the middle may be there already.
    private void writeAsMuchAsIsRead(Socket socket, String text) throws IOException {
        try {
            write(socket, text);
        } catch (SocketException e) {
            assertThat(text.length())
                    .as("only a long request is cut off: %s", e)
                    .isGreaterThan(4_000);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private void write(Socket socket, String text) throws IOException {
        String filled =
                text.replace("@HOST", "Host: localhost:" + server.port() + "\r\n")
                        .replace("@TOKEN", "Authorization: Bearer " + token + "\r\n");
        socket.getOutputStream().write(filled.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private void assertNothingHappened() {
        assertThat(fake.calls).isEmpty();
        assertThat(fake.definitions).isEmpty();
    }

    static Stream<String> tokens() {
        return Stream.of(
                "",
                "Authorization: \r\n",
                "Authorization: Bearer\r\n",
                "Authorization: Bearer \r\n",
                "Authorization: Bearer null\r\n",
                "Authorization: Bearer undefined\r\n",
                "Authorization: Basic YWRtaW46YWRtaW4=\r\n",
                "Authorization: Bearer " + "x".repeat(12_000) + "\r\n",
                "@TOKENAuthorization: Bearer x\r\n",
                "Cookie: token=x\r\n");
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void everyRouteButHealthWantsTheToken(String header) throws IOException {
        int asked = 0;
        for (Route route : server.routes()) {
            String path = route.template().replaceAll("\\{[a-z]+}", "x");
            Reply reply =
                    send(route.method() + " " + path + " HTTP/1.1\r\n@HOST" + header + "\r\n");

            if (path.startsWith("/health/")) {
                assertThat(reply.status()).as(path).isEqualTo(200);
            } else {
                assertThat(reply.problem()).as(path).isEqualTo(ErrorCode.UNAUTHENTICATED);
                assertThat(reply.headers()).containsEntry("www-authenticate", "Bearer");
                asked++;
            }
        }
        assertThat(asked).isEqualTo(server.routes().size() - 2);
        assertThat(fake.calls).allMatch("nodes"::equals, "what readiness asks");
    }

    @Test
    void aTokenOfAMegabyteIsRefused() throws IOException {
        String token = "Authorization: Bearer " + "x".repeat(1 << 20) + "\r\n";

        Reply reply = send("GET /api/v1/jobs HTTP/1.1\r\n@HOST" + token + "\r\n");

        assertThat(reply.problem()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "OPTIONS", "TRACE", "PATCH", "FOO", "DELETE"})
    void otherMethodsAndPathsTellNothingWithoutAToken(String method) throws IOException {
        var replies = new ArrayList<Reply>();
        for (String path :
                List.of("/", "/api/v1/jobs", "/api/v1/nothing", "/openapi.json", "/admin")) {
            replies.add(send(method + " " + path + " HTTP/1.1\r\n@HOST\r\n"));
        }

        assertThat(replies).allMatch(reply -> reply.status() == 401);
        assertThat(replies.stream().map(Reply::body).distinct()).hasSize(1);
        assertNothingHappened();
    }

    @Test
    void headHasNoBodySoThatTheNextAnswerIsFound() throws IOException {
        try (Socket socket = connect()) {
            for (String path : List.of("/health/live", "/api/v1/jobs", "/nothing")) {
                write(socket, "HEAD " + path + " HTTP/1.1\r\n@HOST@TOKEN\r\n");
                Reply head = Reply.read(socket.getInputStream(), true);
                write(socket, "GET /health/live HTTP/1.1\r\n@HOST\r\n");
                Reply next = Reply.read(socket.getInputStream(), false);

                assertThat(head.status())
                        .isEqualTo(
                                path.startsWith("/health")
                                        ? 200
                                        : path.contains("jobs") ? 405 : 404);
                assertThat(next.body()).isEqualTo("{\"status\":\"up\"}");
            }
        }
    }

    static Stream<Arguments> hosts() {
        return Stream.of(
                arguments("Host: evil.example\r\n", ErrorCode.MISDIRECTED),
                arguments("Host: localhost\r\n", ErrorCode.MISDIRECTED),
                arguments("Host: localhost:1\r\n", ErrorCode.MISDIRECTED),
                arguments("Host: 127.0.0.1.evil.example:80\r\n", ErrorCode.MISDIRECTED),
                arguments("", ErrorCode.MALFORMED_REQUEST),
                arguments("@HOST@HOST", ErrorCode.MALFORMED_REQUEST),
                arguments("@HOSTOrigin: https://evil.example\r\n", ErrorCode.FORBIDDEN),
                arguments("@HOSTOrigin: null\r\n", ErrorCode.FORBIDDEN),
                arguments("@HOSTOrigin: http://localhost\r\n", ErrorCode.FORBIDDEN));
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void pagesOfOthersAreKeptAway(String headers, ErrorCode code) throws IOException {
        for (String route : List.of("GET /health/live", "GET /api/v1/jobs", RUN)) {
            Reply reply = send(route + " HTTP/1.1\r\n" + headers + "@TOKEN\r\n");

            assertThat(reply.problem()).as(route).isEqualTo(code);
            assertThat(reply.headers()).doesNotContainKey("access-control-allow-origin");
        }
        assertNothingHappened();
    }

    @Test
    void ourOwnNamesAreTaken() throws IOException {
        for (String host : List.of("localhost", "127.0.0.1", "LOCALHOST", "[::1]")) {
            String authority = host + ":" + server.port();
            String headers = "Host: " + authority + "\r\nOrigin: http://" + authority + "\r\n";

            assertThat(send("GET /health/live HTTP/1.1\r\n" + headers + "\r\n").status())
                    .isEqualTo(200);
        }
    }

    static Stream<String> unreadable() {
        return Stream.of(
                "\u0016\u0003\u0001\u0002\u0000garbage\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "G\u0001T / HTTP/1.1\r\n@HOST\r\n",
                "GET /health/live HTTP/1.0\r\n@HOST\r\n",
                "GET /health/live\r\n@HOST\r\n",
                "GET /health/live HTTP/1.1\nHost: localhost\n\n",
                "GET /health/li ve HTTP/1.1\r\n@HOST\r\n",
                "GET /health/live HTTP/1.1\r\n@HOSTnothing\r\n\r\n",
                "GET /health/live HTTP/1.1\r\n@HOSTA: b\u0000c\r\n\r\n",
                "GET /health/live HTTP/1.1\r\n@HOSTA: b\r\n c\r\n\r\n",
                "GET /health/live HTTP/1.1\r\n@HOST" + "A: b\r\n".repeat(10_000) + "\r\n",
                "GET /health/live HTTP/1.1\r\n@HOSTA: " + "b".repeat(20_000) + "\r\n\r\n",
                "GET /health/" + "x".repeat(100_000) + " HTTP/1.1\r\n@HOST\r\n",
                "GET /api/v1/runs/a%zzb HTTP/1.1\r\n@HOST@TOKEN\r\n",
                "GET /api/v1/runs/a%00b HTTP/1.1\r\n@HOST@TOKEN\r\n",
                "GET /api/v1/runs/a%ffb HTTP/1.1\r\n@HOST@TOKEN\r\n",
                "GET /api/v1/runs/a%0d%0ab HTTP/1.1\r\n@HOST@TOKEN\r\n",
                "GET /api/v1/jobs?q=%zz HTTP/1.1\r\n@HOST@TOKEN\r\n",
                "GET /api/v1/jobs?q=%00 HTTP/1.1\r\n@HOST@TOKEN\r\n",
                "GET /api/v1/jobs?q=%ff HTTP/1.1\r\n@HOST@TOKEN\r\n",
                RUN + " HTTP/1.1\r\n@HOST@TOKENContent-Length: -1\r\n\r\n",
                RUN + " HTTP/1.1\r\n@HOST@TOKENContent-Length: many\r\n\r\n",
                RUN + " HTTP/1.1\r\n@HOST@TOKENContent-Length: 99999999999999999999\r\n\r\n",
                RUN + " HTTP/1.1\r\n@HOST@TOKENContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
                RUN
                        + " HTTP/1.1\r\n@HOST@TOKENContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                RUN + " HTTP/1.1\r\n@HOST@TOKENTransfer-Encoding: gzip\r\n\r\nx",
                RUN
                        + " HTTP/1.1\r\n@HOST@TOKENTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                RUN
                        + " HTTP/1.1\r\n@HOST@TOKENTransfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
                RUN
                        + " HTTP/1.1\r\n@HOST@TOKENTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n",
                RUN
                        + " HTTP/1.1\r\n@HOST@TOKENTransfer-Encoding: chunked\r\n\r\n2;"
                        + "x".repeat(100_000)
                        + "\r\n{}\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void whatIsNoRequestIsRefused(String text) throws IOException {
        assertThat(send(text).problem()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertNothingHappened();
    }

    @Test
    void afterChunksThatAreWrongTheConnectionEnds() throws IOException {
        String hidden = "POST /api/v1/jobs/a/b:pause HTTP/1.1\r\n@HOST@TOKEN\r\n";
        try (Socket socket = connect()) {
            write(
                    socket,
                    RUN
                            + " HTTP/1.1\r\n@HOST@TOKENTransfer-Encoding: chunked\r\n\r\nzz\r\n"
                            + hidden);

            String all =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertThat(all).contains("HTTP/1.1 400 ").doesNotContain("HTTP/1.1 2");
        }
        assertNothingHappened();
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                arguments(
                        "application/json",
                        "{\"parameters\": {\"a\": null}}",
                        ErrorCode.MALFORMED_REQUEST),
                arguments(
                        "application/json",
                        "{\"parameters\": {}, \"parameters\": {}}",
                        ErrorCode.MALFORMED_REQUEST),
                arguments("application/json", "{\"params\": {}}", ErrorCode.MALFORMED_REQUEST),
                arguments("application/json", "{} {}", ErrorCode.MALFORMED_REQUEST),
                arguments("application/json", "{\"a\": \"\u0000\"}", ErrorCode.MALFORMED_REQUEST),
                arguments(
                        "application/json",
                        "{\"parameters\": {\"a\": \"\u00ff\u00fe\"}}",
                        ErrorCode.MALFORMED_REQUEST),
                arguments(
                        "application/json",
                        "\u00ff\u00fe{\u0000}\u0000",
                        ErrorCode.MALFORMED_REQUEST),
                arguments("application/json", "[".repeat(100_000), ErrorCode.MALFORMED_REQUEST),
                arguments(
                        "application/json", "{\"a\":".repeat(100_000), ErrorCode.MALFORMED_REQUEST),
                arguments(
                        "application/json",
                        "{\"at\": " + "9".repeat(100_000) + "}",
                        ErrorCode.MALFORMED_REQUEST),
                arguments("application/json", "{\"at\": 1e999999999}", ErrorCode.MALFORMED_REQUEST),
                arguments(
                        "application/json",
                        "{\"at\": \"+1000000000-12-31T23:59:59Z\"}",
                        ErrorCode.MALFORMED_REQUEST),
                arguments(
                        "application/json",
                        "{\"at\": \"1969-12-31T23:59:59Z\"}",
                        ErrorCode.MALFORMED_REQUEST),
                arguments(
                        "application/json", "{\"at\": \"tomorrow\"}", ErrorCode.MALFORMED_REQUEST),
                arguments("text/plain", "{}", ErrorCode.UNSUPPORTED_MEDIA_TYPE),
                arguments(
                        "application/x-www-form-urlencoded",
                        "a=b",
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE),
                arguments("application/jsonp", "{}", ErrorCode.UNSUPPORTED_MEDIA_TYPE),
                arguments("application/json", " ".repeat((1 << 20) + 1), ErrorCode.BODY_TOO_LARGE));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aWrongBodyIsRefusedInOnePieceAndInChunks(String type, String body, ErrorCode code)
            throws IOException {
        String head = RUN + " HTTP/1.1\r\n@HOST@TOKENContent-Type: " + type + "\r\n";
        String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";

        Reply whole = send(head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        Reply chunked = send(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk);

        assertThat(whole.problem()).isEqualTo(code);
        assertThat(chunked.problem()).isEqualTo(code);
        assertNothingHappened();
    }

    /// The answer comes before the body; the server does not wait for five megabytes.
    @Test
    void aBodyThatIsAnnouncedAsTooLargeIsRefusedAtOnce() throws IOException {
        Reply reply =
                send(
                        RUN
                                + " HTTP/1.1\r\n@HOST@TOKENContent-Type: application/json\r\n"
                                + "Content-Length: 5000000\r\n\r\n");

        assertThat(reply.problem()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        assertNothingHappened();
    }

    static Stream<Arguments> definitions() {
        return Stream.of(
                arguments(
                        "application/json",
                        "{\"name\": \"a\", \"name\": \"a\"}",
                        ErrorCode.MALFORMED_REQUEST),
                arguments("application/yaml", "\u00ff", ErrorCode.MALFORMED_REQUEST),
                arguments("application/yaml", "name: a\u0000", ErrorCode.INVALID_DEFINITION),
                arguments("application/yaml", "", ErrorCode.INVALID_DEFINITION),
                arguments("application/yaml", "- ".repeat(100_000), ErrorCode.INVALID_DEFINITION),
                arguments("application/yaml", "&a [*a]", ErrorCode.INVALID_DEFINITION),
                arguments("application/yaml", "name: a\nname: b", ErrorCode.INVALID_DEFINITION),
                arguments("", "name: a", ErrorCode.UNSUPPORTED_MEDIA_TYPE));
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void aWrongDefinitionIsRefused(String type, String body, ErrorCode code) throws IOException {
        for (String route :
                List.of(
                        "PUT /api/v1/jobs/default/a",
                        "POST /api/v1/jobs:apply",
                        "PUT /api/v1/queues/a",
                        "PUT /api/v1/calendars/a")) {
            Reply reply =
                    send(
                            route
                                    + " HTTP/1.1\r\n@HOST@TOKENContent-Type: "
                                    + type
                                    + "\r\nContent-Length: "
                                    + body.length()
                                    + "\r\n\r\n"
                                    + body);

            assertThat(reply.problem()).isEqualTo(code);
        }
        assertNothingHappened();
    }

    @Test
    void aCronThatIsWrongOrNeverDueIsRefusedWithItsPlace() throws Exception {
        String job =
                "name: a\ntask: {shell: {script: date}}\nschedules:\n  - {id: s, cron: \"%s\"}\n";

        var wrong = put("/api/v1/jobs/default/a", "application/yaml", job.formatted("61 * * * *"));
        var never = put("/api/v1/jobs/default/a", "application/yaml", job.formatted("0 0 30 2 *"));

        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body())
                .contains("body:4:19: ", "has '61' in the minute field; allowed is 0 to 59");
        assertThat(never.statusCode()).isEqualTo(422);
        assertThat(never.body())
                .contains(
                        "body:4:19: ",
                        "Schedule s of job default/a is never due: no date within 100 years");
        assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/jobs?limit=0",
                "/api/v1/jobs?limit=1001",
                "/api/v1/jobs?limit=99999999999999999999",
                "/api/v1/jobs?limit=ten",
                "/api/v1/jobs?limit=1&limit=2",
                "/api/v1/jobs?offset=1",
                "/api/v1/jobs?cursor=x",
                "/api/v1/jobs?cursor=a/b/c",
                "/api/v1/jobs?cursor=A/b",
                "/api/v1/jobs/a/b/next?count=0",
                "/api/v1/jobs/a/b/next?count=1001",
                "/api/v1/jobs/a/b/next?count=-1",
                "/api/v1/jobs/a/b/next?count=ten",
                "/api/v1/jobs/a/b/why?count=1",
                "/api/v1/runs/x/parts?limit=1",
                "/api/v1/queues?limit=1",
                "/api/v1/calendars?cursor=a",
                "/api/v1/runs?cursor=x",
                "/api/v1/runs?cursor=1-1-1-1-1",
                "/api/v1/runs?since=yesterday",
                "/api/v1/runs?since=%2B1000000000-12-31T23:59:59Z",
                "/api/v1/runs?since=1969-12-31T23:59:59Z",
                "/api/v1/runs?state=DONE",
                "/api/v1/runs?state=FAILED,",
                "/api/v1/runs/x/log?offset=-1",
                "/api/v1/runs/x/log?offset=1e3",
                "/api/v1/runs/x/log?follow=yes",
                "/api/v1/runs/x/log?follow=true&follow=true",
                "/api/v1/nodes?x=y",
                "/api/v1/events?cursor=x",
                "/health/live?x=y"
            })
    void aWrongParameterIsRefused(String path) throws IOException {
        Reply reply = send("GET " + path + " HTTP/1.1\r\n@HOST@TOKEN\r\n");

        assertThat(reply.problem()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertThat(reply.detail()).contains("`");
        assertNothingHappened();
    }

    /// One without a value too: a script whose variable is empty would pause for ever, or skip all.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /api/v1/nodes/a:cordon?for",
                "POST /api/v1/nodes/a:cordon?for=",
                "POST /api/v1/nodes/a:cordon?for=0s",
                "POST /api/v1/nodes/a:cordon?for=-5m",
                "POST /api/v1/nodes/a:cordon?for=5",
                "POST /api/v1/nodes/a:cordon?for=36501d",
                "POST /api/v1/nodes/a:cordon?for=999999999999d999999999999d",
                "POST /api/v1/nodes/a:cordon?for=PT9999999999999S",
                "POST /api/v1/nodes/a:cordon?for=2027-01-01T06:00:00Z",
                "POST /api/v1/nodes/a:cordon?for=1m&for=2m",
                "POST /api/v1/nodes/a:cordon?until=1m",
                "POST /api/v1/nodes/a:uncordon?for=1m",
                "POST /api/v1/queues/a:pause?for=",
                "POST /api/v1/queues/a:pause?for=soon",
                "POST /api/v1/queues/a:resume?for=1m",
                "PUT /api/v1/queues/a?for=",
                "PUT /api/v1/queues/a?for=0s",
                "PUT /api/v1/calendars/a?for=1m",
                "DELETE /api/v1/queues/a?for=1m",
                "POST /api/v1/jobs/a/b:pause?for=1m",
                "POST /api/v1/jobs/a/b:resume?missed=",
                "POST /api/v1/jobs/a/b:resume?missed=some",
                "POST /api/v1/jobs/a/b:resume?missed=ALL",
                "POST /api/v1/jobs/a/b:resume?missed=all&missed=none",
                "POST /api/v1/jobs/a/b:skipNext?schedule=",
                "POST /api/v1/jobs/a/b:skipNext?schedule=a&schedule=b",
                "POST /api/v1/jobs/a/b:backfill?plan=x"
            })
    void aWrongParameterOfAChangeIsRefused(String route) throws IOException {
        Reply reply =
                send(
                        route
                                + " HTTP/1.1\r\n@HOST@TOKENContent-Type: application/yaml\r\n"
                                + "Content-Length: 15\r\n\r\nweekdays: [sun]");

        assertThat(reply.problem()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertThat(reply.detail()).contains("`");
        assertNothingHappened();
    }

    static Stream<Arguments> requests() {
        String range = "\"from\": \"2027-01-01T00:00:00Z\", \"until\": \"2027-01-02T00:00:00Z\"";
        return Stream.of(
                arguments(":retry", "{\"steps\": [null]}"),
                arguments(":retry", "{\"steps\": [\"a\", null, \"b\"]}"),
                arguments(":retry", "{\"steps\": \"a\"}"),
                arguments(":retry", "{\"steps\": {\"a\": \"b\"}}"),
                arguments(":retry", "{\"steps\": [[\"a\"]]}"),
                arguments(":retry", "{\"whole\": \"perhaps\"}"),
                arguments(":retry", "{\"parameters\": {\"a\": null}}"),
                arguments(":retry", "{\"parameters\": [\"a\"]}"),
                arguments(":retry", "{\"step\": [\"a\"]}"),
                arguments(":retry", "[]"),
                arguments(":retry", "\"whole\""),
                arguments(":backfill", ""),
                arguments(":backfill", "null"),
                arguments(":backfill", "{}"),
                arguments(":backfill", "{\"from\": \"2027-01-01T00:00:00Z\"}"),
                arguments(":backfill", "{\"from\": null, \"until\": \"2027-01-01T00:00:00Z\"}"),
                arguments(
                        ":backfill",
                        "{\"from\": \"2027-01-01\", \"until\": \"2027-01-01T00:00:00Z\"}"),
                arguments(
                        ":backfill",
                        "{\"from\": \"1969-12-31T00:00:00Z\", \"until\": \"2027-01-01T00:00:00Z\"}"),
                arguments(
                        ":backfill",
                        "{\"from\": \"2027-01-01T00:00:00Z\", \"until\": \"+10000-01-01T00:00:00Z\"}"),
                arguments(":backfill", "{" + range + ", \"parameters\": {\"a\": null}}"),
                arguments(":backfill", "{" + range + ", \"plan\": {}}"),
                arguments(":backfill", "{" + range + ", \"dryRun\": true}"),
                arguments(":run", "{\"uniqueKey\": \"\"}"),
                arguments(":run", "{\"uniqueKey\": \"  \"}"),
                arguments(":run", "{\"uniqueKey\": \"a\\u0000b\"}"),
                arguments(":run", "{\"uniqueKey\": \"a\\nb\"}"),
                arguments(":run", "{\"uniqueKey\": \"" + "k".repeat(201) + "\"}"),
                arguments(":run", "{\"uniqueKey\": [\"a\"]}"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aWrongRequestIsRefused(String verb, String body) throws Exception {
        String path = verb.equals(":retry") ? "/api/v1/runs/x" : "/api/v1/jobs/a/b";

        var reply = post(path + verb, "application/json", body);

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(400);
        assertThat(reply.body()).contains("MALFORMED_REQUEST").doesNotContain("Exception");
        assertNothingHappened();
    }

    /// It can be written in JSON with an escape, but not in UTF-8.
    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "a\\uDFFFb", "\\udc00\\ud800", "\\ud83d"})
    void halfACharacterIsRefused(String half) throws Exception {
        for (String body :
                List.of(
                        "{\"parameters\": {\"a\": \"@\"}}",
                        "{\"parameters\": {\"@\": \"a\"}}",
                        "{\"uniqueKey\": \"@\"}")) {
            var reply = post("/api/v1/jobs/a/b:run", "application/json", body.replace("@", half));

            assertThat(reply.statusCode()).isEqualTo(400);
        }
        var reply =
                post("/api/v1/runs:submit", "application/json", "[{\"name\": \"" + half + "\"}]");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertNothingHappened();
    }

    @Test
    void escapesOfWholeCharactersAreTaken() throws Exception {
        var reply =
                post(
                        "/api/v1/jobs/a/b:run",
                        "application/json",
                        "{\"parameters\": {\"a\": \"\\ud83d\\ude00 \\\\ud800\"}}");

        assertThat(reply.statusCode()).isEqualTo(201);
        assertThat(fake.calls)
                .containsExactly(
                        "run a/b " + new RunRequest(Map.of("a", "😀 \\ud800"), null) + " null");
    }

    @Test
    void aMessageIsCutBetweenCharacters() throws Exception {
        String cut = "a".repeat(99) + "%F0%9F%98%80bcd";

        var parameter = get("/api/v1/jobs?limit=" + cut);
        var path = get("/api/v1/" + cut.substring("/api/v1/".length()));
        var name = put("/api/v1/queues/" + cut, "application/json", "{}");

        assertThat(parameter.statusCode()).isEqualTo(400);
        assertThat(path.statusCode()).isEqualTo(404);
        assertThat(name.statusCode()).isEqualTo(422);
        assertThat(name.body()).contains("aaa…`");
    }

    static Stream<String> wrongNames() {
        return Stream.of(
                "A",
                "-a",
                "_",
                ".a",
                "..",
                "a%20b",
                "a%2Cb",
                "%C3%A4",
                "%F0%9F%98%80",
                "a'b",
                "a%22b",
                "a%5C",
                "%7Ba%7D",
                "a".repeat(101),
                "a".repeat(200),
                "%E2%80%A8");
    }

    @ParameterizedTest
    @MethodSource("wrongNames")
    void nothingIsStoredUnderAWrongName(String name) throws IOException {
        for (String type : List.of("application/json", "application/yaml", "text/calendar")) {
            for (String thing : List.of("queues", "calendars")) {
                if (type.equals("text/calendar") && thing.equals("queues")) {
                    continue;
                }
                Reply reply =
                        send(
                                "PUT /api/v1/"
                                        + thing
                                        + "/"
                                        + name
                                        + " HTTP/1.1\r\n@HOST@TOKENContent-Type: "
                                        + type
                                        + "\r\nContent-Length: 2\r\n\r\n{}");

                assertThat(reply.problem()).isIn(ErrorCode.INVALID_DEFINITION, ErrorCode.NOT_FOUND);
                assertThat(reply.detail()).hasSizeLessThan(300);
            }
        }
        assertNothingHappened();
    }

    @Test
    void aNameInTheBodyMustBeThatOfTheAddress() throws Exception {
        var queue = put("/api/v1/queues/a", "application/yaml", "name: b");
        var calendar =
                put(
                        "/api/v1/calendars/a",
                        "application/json",
                        "{\"name\": \"b\", \"weekdays\": [\"sun\"]}");

        assertThat(queue.statusCode()).isEqualTo(422);
        assertThat(queue.body())
                .contains("The body defines queue b, the address names a; they are to be the same");
        assertThat(calendar.statusCode()).isEqualTo(422);
        assertThat(calendar.body()).contains("The body defines calendar b");
        assertNothingHappened();
    }

    @Test
    void aNameThatTheBodyLeavesOutIsThatOfTheAddress() throws Exception {
        var json = put("/api/v1/queues/a", "application/json", "{\"concurrency\": 2}");
        var yaml = put("/api/v1/calendars/b", "text/yaml", "weekdays: [sun]\n# rest");

        assertThat(json.statusCode()).as(json.body()).isEqualTo(200);
        assertThat(yaml.statusCode()).as(yaml.body()).isEqualTo(200);
        assertThat(fake.calls)
                .containsExactly(
                        "putQueue " + new QueueDefinition("a", 2, null, 1, List.of()) + " null",
                        "putCalendar "
                                + Definitions.parseCalendar("{name: b, weekdays: [sun]}", "test"));
    }

    @Test
    void errorsOfABodyWithoutANameHaveTheirPlaces() throws Exception {
        var json =
                put(
                        "/api/v1/queues/a",
                        "application/json",
                        "{\"weigth\": 1,\n \"concurrency\": 0}");
        var yaml = put("/api/v1/calendars/b", "application/yaml", "\nweekdays: [sun, son]\n");

        assertThat(json.statusCode()).isEqualTo(422);
        assertThat(json.body()).contains("body:1:2: ", "body:2:17: ");
        assertThat(yaml.statusCode()).isEqualTo(422);
        assertThat(yaml.body()).contains("body:2:17: ");
        assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /api/v1/queues/a",
                "PUT /api/v1/calendars/a",
                "DELETE /api/v1/queues/a",
                "DELETE /api/v1/calendars/a",
                "DELETE /api/v1/jobs/a/b"
            })
    void aConditionIsRefusedWhereNoneIsChecked(String route) throws IOException {
        for (String condition : List.of("If-Match: \"3\"", "If-None-Match: *")) {
            Reply reply =
                    send(
                            route
                                    + " HTTP/1.1\r\n@HOST@TOKENContent-Type: application/yaml\r\n"
                                    + condition
                                    + "\r\nContent-Length: 15\r\n\r\nweekdays: [sun]");

            assertThat(reply.problem()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        }
        assertNothingHappened();
    }

    @Test
    void aCalendarTextMustBeUtf8() throws Exception {
        String head =
                "PUT /api/v1/calendars/a HTTP/1.1\r\n@HOST@TOKENContent-Type: text/calendar; charset=iso-8859-1\r\n";
        String latin = "BEGIN:VCALENDAR\r\nSUMMARY:\u00fc\r\nEND:VCALENDAR\r\n";

        Reply wrong = send(head + "Content-Length: " + latin.length() + "\r\n\r\n" + latin);
        Reply large = send(head + "Content-Length: " + ((4 << 20) + 1) + "\r\n\r\n");

        assertThat(wrong.problem()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertThat(wrong.detail()).contains("not UTF-8");
        assertThat(large.problem()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /api/v1/queues/a|application/json|1048577",
                "PUT /api/v1/queues/a|application/yaml|1048577",
                "PUT /api/v1/calendars/a|application/json|4194305",
                "PUT /api/v1/calendars/a|application/yaml|4194305",
                "POST /api/v1/runs/x:retry|application/json|1048577",
                "POST /api/v1/jobs/a/b:backfill|application/json|1048577"
            })
    void eachRouteRefusesABodyThatIsTooLarge(String request) throws IOException {
        String[] parts = request.split("\\|");

        Reply reply =
                send(
                        parts[0]
                                + " HTTP/1.1\r\n@HOST@TOKENContent-Type: "
                                + parts[1]
                                + "\r\nContent-Length: "
                                + parts[2]
                                + "\r\n\r\n");

        assertThat(reply.problem()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/calendars",
                "application/xml",
                "multipart/form-data",
                "x"
            })
    void aWrongTypeIsRefusedWithThoseThatAreTaken(String type) throws Exception {
        var queue = put("/api/v1/queues/a", type, "concurrency: 1");
        var calendar = put("/api/v1/calendars/a", type, "weekdays: [sun]");
        var retry = post("/api/v1/runs/x:retry", type, "{}");
        var ofQueue = put("/api/v1/queues/a", "text/calendar", "BEGIN:VCALENDAR");

        assertThat(List.of(queue, calendar, retry, ofQueue))
                .allMatch(reply -> reply.statusCode() == 415);
        assertThat(queue.body())
                .contains("application/json or application/yaml")
                .doesNotContain("(.ics)");
        assertThat(calendar.body()).contains("text/calendar (.ics)");
        assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Idempotency-Key: \r\n",
                "Idempotency-Key: a\u0001b\r\n",
                "Idempotency-Key: gr\u00fc\u00dfe\r\n",
                "Idempotency-Key: a\r\nIdempotency-Key: b\r\n"
            })
    void aWrongIdempotencyKeyIsRefused(String header) throws IOException {
        Reply reply = send(RUN + " HTTP/1.1\r\n@HOST@TOKEN" + header + "\r\n");

        assertThat(reply.problem()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertNothingHappened();
    }

    @Test
    void anIdempotencyKeyHasAtMost200Characters() throws IOException {
        Reply right =
                send(
                        RUN
                                + " HTTP/1.1\r\n@HOST@TOKENIdempotency-Key:   "
                                + "k".repeat(200)
                                + "  \r\n\r\n");
        Reply wrong =
                send(
                        RUN
                                + " HTTP/1.1\r\n@HOST@TOKENIdempotency-Key: "
                                + "k".repeat(201)
                                + "\r\n\r\n");

        assertThat(right.status()).isEqualTo(201);
        assertThat(wrong.problem()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertThat(fake.calls).containsExactly(EMPTY_RUN + "k".repeat(200));
    }

    @Test
    void submissionsAreCheckedAsWell() throws Exception {
        for (String body :
                List.of(
                        "null",
                        "{}",
                        "[null]",
                        "[{\"namespace\": \"a\"}]",
                        "[{\"name\": \"a\", \"idempotencyKey\": \" \"}]",
                        "[{\"name\": \"a\", \"idempotencyKey\": \"\\u0000\"}]",
                        "[{\"name\": \"a\", \"parameters\": {\"b\": null}}]")) {
            var reply = post("/api/v1/runs:submit", "application/json", body);

            assertThat(reply.statusCode()).as(body).isEqualTo(400);
        }
        assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "3", "\"x\"", "W/\"3\"", "\"0\"", "\"3\", \"4\"", "\"99999999999\""})
    void aConditionThatCannotBeCheckedIsRefused(String tag) throws IOException {
        String body = "name: a\ntask: {shell: {script: date}}\n";
        Reply reply =
                send(
                        "PUT /api/v1/jobs/default/a HTTP/1.1\r\n@HOST@TOKENContent-Type: application/yaml\r\nIf-Match: "
                                + tag
                                + "\r\nContent-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body);

        assertThat(reply.problem()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertNothingHappened();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        String refused = RUN + " HTTP/1.1\r\n@HOSTContent-Length: 5\r\n\r\nHELLO";
        String run =
                RUN
                        + " HTTP/1.1\r\n@HOST@TOKENContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
        String live = "GET /health/live HTTP/1.1\r\n@HOST\r\n";
        try (Socket socket = connect()) {
            write(socket, live + refused + run + live + refused + live);

            for (int status : List.of(200, 401, 201, 200, 401, 200)) {
                assertThat(Reply.read(socket.getInputStream(), false).status()).isEqualTo(status);
            }
        }
        assertThat(fake.calls).containsExactly(EMPTY_RUN + null);
    }

    @Test
    void aBodyLongerThanAnnouncedIsNotPartOfTheRequest() throws IOException {
        try (Socket socket = connect()) {
            write(
                    socket,
                    RUN
                            + " HTTP/1.1\r\n@HOST@TOKENContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}{}\r\n\r\n");

            assertThat(Reply.read(socket.getInputStream(), false).status()).isEqualTo(201);
            assertThat(Reply.read(socket.getInputStream(), false).problem())
                    .isEqualTo(ErrorCode.MALFORMED_REQUEST);
        }
        assertThat(fake.calls).hasSize(1);
    }

    @Test
    void aBodyShorterThanAnnouncedChangesNothing() throws IOException {
        try (Socket socket = connect()) {
            write(
                    socket,
                    RUN
                            + " HTTP/1.1\r\n@HOST@TOKENContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{}");
            socket.shutdownOutput();

            socket.getInputStream().readAllBytes();
        }
        assertNothingHappened();
    }

    @Test
    void slowClientsHoldUpNobody() throws IOException {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Socket socket = connect();
            slow.add(socket);
            write(
                    socket,
                    i % 2 == 0
                            ? "GET /api/v1/jo"
                            : RUN
                                    + " HTTP/1.1\r\n@HOST@TOKENContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{");
        }

        assertThat(send("GET /api/v1/nodes HTTP/1.1\r\n@HOST@TOKEN\r\n").status()).isEqualTo(200);

        write(slow.getFirst(), "bs HTTP/1.1\r\n@HOST@TOKEN\r\n");
        assertThat(Reply.read(slow.getFirst().getInputStream(), false).status()).isEqualTo(200);
        for (Socket socket : slow) {
            socket.close();
        }
        assertThat(fake.calls).containsExactly("nodes", "jobs null null 100");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyErrorOfTheEngineIsAProblemWithItsCode(ErrorCode code) throws IOException {
        fake.failure = new dev.carillon.api.CarillonException(code, "job a/b is in the way");

        Reply reply = send(RUN + " HTTP/1.1\r\n@HOST@TOKEN\r\n");

        assertThat(reply.problem()).isEqualTo(code);
        assertThat(reply.detail())
                .satisfies(
                        detail -> {
                            // What a bug says is for the log.
                            if (code != ErrorCode.BUG) {
                                assertThat(detail).isEqualTo("job a/b is in the way");
                            }
                        });
    }

    @Test
    void aBugTellsNothingButWhereTheLogHasIt() throws IOException {
        fake.failure = new IllegalStateException("secret");

        Reply reply = send("GET /api/v1/nodes HTTP/1.1\r\n@HOST@TOKEN\r\n");

        assertThat(reply.problem()).isEqualTo(ErrorCode.BUG);
        assertThat(reply.body()).doesNotContain("secret");
    }
}
