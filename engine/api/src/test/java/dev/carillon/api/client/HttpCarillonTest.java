package dev.carillon.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;

import dev.carillon.api.Carillon.SegmentView;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.trust.Trust;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// What answers is not the node that was meant.
@Timeout(60)
class HttpCarillonTest {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private URI address;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void close() {
        over.countDown();
        server.stop(0);
        threads.close();
    }

    private void answer(int status, String type, String body) {
        server.createContext(
                "/",
                exchange -> {
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", type);
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
    }

    private CarillonException refused() {
        try (var carillon =
                HttpCarillon.connect(address, "token", Trust.SYSTEM, Duration.ofSeconds(1))) {
            return catchThrowableOfType(CarillonException.class, carillon::nodes);
        }
    }

    @Test
    void aPageOfSomethingElseIsNoNode() {
        answer(200, "text/html", "<html>Welcome</html>");

        assertThat(refused().code()).isEqualTo(ErrorCode.MISDIRECTED);
        assertThat(refused())
                .hasMessage(
                        "what answers at "
                                + address
                                + "/ is no node of Carillon (status 200, text/html); look at the host and the port");
    }

    @Test
    void aRefusalSaysWhatWasAsked() {
        answer(409, "application/json", "{\"code\": \"CONFLICT\", \"detail\": \"taken\"}");

        assertThat(refused().request()).isEqualTo("GET " + address + "/api/v1/nodes");
    }

    @Test
    void anErrorOfSomethingElseIsNoProblemOfANode() {
        answer(404, "application/json", "{\"error\": \"unknown path\"}");

        assertThat(refused())
                .hasMessageContaining(
                        "is no node of Carillon (status 404, application/json); look at the host and the port");
    }

    @Test
    void aProxyThatDoesNotReachItsNodeIsToldFromANode() {
        answer(503, "text/html", "<html>Service Unavailable</html>");

        assertThat(refused().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refused()).hasMessageContaining("what is before the node at " + address);
    }

    @Test
    void anAnswerOfAnotherVersionIsToldAsSuch() {
        answer(200, "application/json", "{\"nodesOfTomorrow\": 3}");

        assertThat(refused().code()).isEqualTo(ErrorCode.MISDIRECTED);
        assertThat(refused()).hasMessageContaining("another version than this program");
    }

    @Test
    void whatANewerNodeSaysBesideWhatIsKnownIsPassedOver() {
        answer(
                200,
                "application/json",
                """
                [{"id": 3, "node": "a", "epoch": 7, "wanted": null, "moon": {"phase": ["full"]}},
                 {"id": 4, "node": "b", "epoch": 8, "wanted": null}]""");

        try (var carillon =
                HttpCarillon.connect(address, "token", Trust.SYSTEM, Duration.ofSeconds(1))) {
            assertThat(carillon.segments())
                    .containsExactly(
                            new SegmentView(3, "a", 7, null), new SegmentView(4, "b", 8, null));
        }
    }

    @Test
    void aRefusalForAReasonOfAnotherVersionKeepsItsWords() {
        answer(
                409,
                "application/problem+json",
                "{\"code\": \"NEW_REASON\", \"detail\": \"the moon is full\"}");

        assertThat(refused())
                .hasMessageContaining("NEW_REASON")
                .hasMessageEndingWith("another version: the moon is full");
    }

    @Test
    void anAnswerWithoutEndIsNotReadOn() {
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] piece = new byte[1 << 20];
                    try (var body = exchange.getResponseBody()) {
                        while (over.getCount() > 0) {
                            body.write(piece);
                        }
                    }
                });

        assertThat(refused().code()).isEqualTo(ErrorCode.MISDIRECTED);
        assertThat(refused()).hasMessageContaining("longer than 64 MiB");
    }

    @Test
    void anAnswerThatStopsInTheMiddleIsNotWaitedForForEver() {
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, 1_000);
                    exchange.getResponseBody().write('[');
                    exchange.getResponseBody().flush();
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                });

        assertThat(refused().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refused()).hasMessageContaining("did not answer within 1 s");
    }

    @Test
    void whatIsWantedSoonGoesOnFromANodeThatHangs() throws IOException {
        answer(200, "application/json", "[]");
        try (var hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var there = URI.create("http://127.0.0.1:" + hanging.getLocalPort());
            try (var carillon =
                    HttpCarillon.connect(there, "token", Trust.SYSTEM, Duration.ofHours(1))
                            .knowing(List.of(there, address))) {
                assertThat(carillon.within(Duration.ofMillis(500)).nodes()).isEmpty();

                // Who is patient asks that node from now on too.
                assertThat(carillon.address()).isEqualTo(address);
                assertThat(carillon.nodes()).isEmpty();
            }
        }
    }
}
