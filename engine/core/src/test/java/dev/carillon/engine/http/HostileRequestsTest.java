package dev.carillon.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.carillon.api.ErrorCode;

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
import java.util.stream.Stream;

/// Requests that no honest client sends. Each is answered with a problem that is the caller's fault,
/// never with a 5xx, and reaches nothing.
@Timeout(60)
class HostileRequestsTest extends ApiFixture {
    private static final int MOST_TRIES = 20;
    private static final String RUN = "POST /api/v1/jobs/a/b:run";

    /// Replaces the start line, `@HOST` and `@TOKEN`, and reads the first answer. A server that refuses a
    /// request while it is still being sent may close the connection, and the answer can be lost with
    /// it (RFC 9112, section 9.6): then the request is sent again.
    private Reply send(String text) throws IOException {
        for (int tries = 1; ; tries++) {
            try (Socket socket = connect()) {
                write(socket, text);
                return Reply.read(socket.getInputStream(), text.startsWith("HEAD"));
            } catch (SocketException e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
            }
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
        for (String route : List.of("PUT /api/v1/jobs/default/a", "POST /api/v1/jobs:apply")) {
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
        assertThat(fake.calls).containsExactly("run a/b {} null " + "k".repeat(200));
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
        assertThat(fake.calls).containsExactly("run a/b {} null null");
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
