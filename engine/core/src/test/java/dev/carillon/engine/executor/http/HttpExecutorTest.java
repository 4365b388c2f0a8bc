package dev.carillon.engine.executor.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Task;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Output;
import dev.carillon.engine.executor.Said;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Against a server that does what it likes.
class HttpExecutorTest {
    private interface Behaviour {
        void answer(Socket socket, OutputStream out) throws Exception;
    }

    private final HttpExecutor executor = new HttpExecutor();
    private final Said said = new Said();
    private final LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Socket> sockets = new ArrayList<>();
    private final ServerSocket server;

    HttpExecutorTest() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        over.countDown();
        server.close();
        for (var socket : sockets) {
            socket.close();
        }
    }

    private void serve(Behaviour behaviour) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                var socket = server.accept();
                                sockets.add(socket);
                                requests.add(head(socket));
                                behaviour.answer(socket, socket.getOutputStream());
                            } catch (Exception e) {
                                requests.add("the server failed: " + e);
                            }
                        });
    }

    private static String head(Socket socket) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                break;
            }
            text.append((char) next);
        }
        return text.toString();
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private String url(String host) {
        return "http://" + host + ":" + server.getLocalPort() + "/x?y=1";
    }

    private Execution start(String url, Map<String, String> headers, String... allow) {
        return start(said, url, headers, allow);
    }

    private Execution start(
            Output output, String url, Map<String, String> headers, String... allow) {
        var task = new Task.Http("GET", url, headers, null, "2xx", List.of(allow));
        return executor.start(
                new Attempt(
                        "run",
                        1,
                        1,
                        "default/job",
                        task,
                        Map.of(),
                        null,
                        Duration.ZERO,
                        true,
                        null),
                output);
    }

    private static Ending end(Execution execution) throws Exception {
        return execution.ending().get(10, TimeUnit.SECONDS);
    }

    @Test
    void anAllowedAddressIsCalledByNumberWithItsNameInTheHeader() throws Exception {
        serve((socket, out) -> say(out, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));

        var ending = end(start(url("localhost"), Map.of("X-A", "b"), "localhost"));

        assertThat(ending).isEqualTo(new Ending(true, 200, "status 200"));
        assertThat(said.text()).isEqualTo("hello");
        assertThat(requests.take())
                .startsWith("GET /x?y=1 HTTP/1.1\r\n")
                .containsIgnoringCase("host: localhost:" + server.getLocalPort() + "\r\n")
                .containsIgnoringCase("x-a: b\r\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCallWhoseAnswerCannotBeKeptEndsAllTheSame(boolean error) throws Exception {
        serve((socket, out) -> say(out, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
        var full =
                new Output() {
                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        if (error) {
                            throw new OutOfMemoryError("no room for more output");
                        }
                        throw new IllegalStateException("no room for more output");
                    }

                    @Override
                    public void progress(double percent, String text) {}

                    @Override
                    public void result(String value) {}
                };

        var ending = end(start(full, url("localhost"), Map.of(), "localhost"));

        assertThat(ending.success()).isFalse();
        assertThat(ending.message()).contains("GET http://localhost").contains("no room for more");
        assertThat(ending.exceptions())
                .contains(error ? "java.lang.OutOfMemoryError" : "java.lang.RuntimeException");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "localhost.",
                "0.0.0.0",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "2130706433",
                "127.1",
                "169.254.169.254",
                "[fe80::1]",
                "224.0.0.1"
            })
    void anAddressOfTheMachineItselfIsNotCalled(String host) throws Exception {
        serve((socket, out) -> say(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));

        var ending = end(start(url(host), Map.of()));

        assertThat(ending.success()).isFalse();
        assertThat(ending.message()).containsAnyOf("\"allow\"", "is not known", "no http or https");
        assertThat(requests).isEmpty();
    }

    @Test
    void aBlockOrAHostWithItsPortMayBeAllowed() throws Exception {
        for (String allow :
                List.of("127.0.0.0/8", "127.0.0.1/32", "127.0.0.1:" + server.getLocalPort())) {
            serve((socket, out) -> say(out, "HTTP/1.1 204 No\r\nConnection: close\r\n\r\n"));
            assertThat(end(start(url("127.0.0.1"), Map.of(), allow)).exitCode()).isEqualTo(204);
        }
        assertThat(end(start(url("127.0.0.1"), Map.of(), "10.0.0.0/8", "127.0.0.1:1")).success())
                .isFalse();
    }

    @Test
    void blocksHoldWhatTheirBitsSay() throws Exception {
        var address = InetAddress.ofLiteral("192.168.130.7");

        assertThat(Addresses.holds("192.168.128.0/17", address)).isTrue();
        assertThat(Addresses.holds("192.168.0.0/17", address)).isFalse();
        assertThat(Addresses.holds("0.0.0.0/0", address)).isTrue();
        assertThat(Addresses.holds("::/0", address)).isFalse();
        assertThat(Addresses.holds("192.168.130.7/33", address)).isFalse();
        assertThat(Addresses.holds("fe80::/10", InetAddress.ofLiteral("fe80::1"))).isTrue();
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        serve(
                (socket, out) ->
                        say(
                                out,
                                "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"));

        assertThat(end(start(url("127.0.0.1"), Map.of(), "127.0.0.1")))
                .isEqualTo(new Ending(false, 302, "status 302"));
    }

    @Test
    void aServerThatHangsOrDripsIsGivenUpAtOnceWhenStopped() throws Exception {
        for (String beginning : List.of("", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na")) {
            var begun = new CompletableFuture<Void>();
            serve(
                    (socket, out) -> {
                        say(out, beginning);
                        begun.complete(null);
                        over.await();
                    });
            var execution = start(url("127.0.0.1"), Map.of(), "127.0.0.1");
            begun.get(10, TimeUnit.SECONDS);

            execution.stop();

            assertThat(execution.ending().get(1, TimeUnit.SECONDS).message()).isEqualTo("given up");
        }
    }

    @Test
    void anEndlessAnswerIsCutAndSaidToBe() throws Exception {
        serve(
                (socket, out) -> {
                    say(out, "HTTP/1.1 200 OK\r\n\r\n");
                    var piece = new byte[64 * 1024];
                    while (true) {
                        out.write(piece);
                    }
                });

        var ending = end(start(url("127.0.0.1"), Map.of(), "127.0.0.1"));

        assertThat(ending.message()).contains("longer than 1 MiB");
        assertThat(said.size()).isBetween(1 << 20, (1 << 20) + 100);
    }

    @Test
    void whatGoesWrongIsSaidPlainly() throws Exception {
        serve((socket, out) -> say(out, "nonsense\r\n\r\n"));
        assertThat(end(start(url("127.0.0.1"), Map.of(), "127.0.0.1")).message())
                .startsWith("GET http://127.0.0.1:");
        int port = server.getLocalPort();
        server.close();
        assertThat(end(start("http://127.0.0.1:" + port + "/", Map.of(), "127.0.0.1")).message())
                .endsWith("the connection was refused");
        assertThat(end(start("http://no-such-host.invalid/", Map.of())).message())
                .isEqualTo("the host no-such-host.invalid is not known");
    }

    @Test
    void headersOfTheConnectionAndInjectedOnesAreRefused() throws Exception {
        for (var headers :
                List.of(
                        Map.of("Host", "other"),
                        Map.of("Transfer-Encoding", "chunked"),
                        Map.of("X", "a\r\nY: b"))) {
            var ending = end(start(url("127.0.0.1"), headers, "127.0.0.1"));

            assertThat(ending.success()).isFalse();
            assertThat(ending.message()).startsWith("the request is wrong: ");
        }
        assertThat(requests).isEmpty();
    }
}
