package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.api.trust.Trust;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A node that others reach, with an authority of its own, and its clients.
@Isolated
class RemoteIT {
    private static final String NAME = "carillon.example.org";

    @TempDir static Path shared;

    private static NodeRuntime node;
    private static Path data;
    private static Path token;
    private static Path authority;
    private static String fingerprint;

    @BeforeAll
    static void start() {
        data = shared.resolve("data");
        token = data.resolve(ApiAddress.TOKEN_FILE);
        authority = data.resolve(ApiCertificate.AUTHORITY_FILE);
        DataFolder.claim(data).close();
        node = NodeRuntime.start(ConfigFile.parse(config(data, "advertise: " + NAME), "test"));
        fingerprint = ShownCertificate.inFolder(data).fingerprint();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String config(Path folder, String api) {
        return "data: {folder: %s}\napi: {host: 0.0.0.0, port: 0, %s}\nnode: {name: remote}\n"
                .formatted(folder, api);
    }

    private static Answer carillon(URI url, String... arguments) {
        var all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--url", url.toString(), "--token-file", token.toString()));
        return Answer.to(all.toArray(String[]::new));
    }

    /// Where others reach it: an address of this machine where it has one.
    private static URI elsewhere() {
        var addresses = ApiNames.now(ServerConfig.Api.DEFAULT).addresses();
        return addresses.isEmpty()
                ? node.url()
                : URI.create(
                        "https://"
                                + addresses.getFirst().getHostAddress()
                                + ":"
                                + node.url().getPort());
    }

    @Test
    void commandsElsewhereAreLetInByTheFingerprintAndByTheFileOfTheAuthority() {
        for (var trust :
                List.of(
                        List.of("--ca-fingerprint", fingerprint),
                        List.of("--ca-fingerprint", fingerprint.replace(":", "").toLowerCase()),
                        List.of("--ca", authority.toString()))) {
            var answer = carillon(elsewhere(), "nodes", trust.getFirst(), trust.getLast());

            assertThat(answer.err()).isEmpty();
            assertThat(answer.code()).isEqualTo(Exit.OK);
            assertThat(answer.out()).contains("remote");
        }
        var doctor = carillon(elsewhere(), "doctor", "--ca-fingerprint", fingerprint);
        assertThat(doctor.out())
                .contains("answers and accepts the token", "clock and this one agree");
    }

    @Test
    void anUnknownAuthorityIsRefusedWithTheFingerprintToAdd() {
        var answer = carillon(elsewhere(), "nodes");

        assertThat(answer.code()).isEqualTo(Exit.REFUSED);
        assertThat(answer.err())
                .contains(
                        "the certificate of " + elsewhere().getHost(),
                        "unknown authority",
                        "carillon certificate",
                        "add --ca-fingerprint " + fingerprint);
        assertThat(answer.out()).isEmpty();
    }

    @Test
    void anotherFingerprintIsRefusedAndTheTokenIsNotSent() {
        String wrong = fingerprint.replaceAll("[0-9]", "A");

        var answer = carillon(elsewhere(), "nodes", "--ca-fingerprint", wrong);

        assertThat(answer.code()).isEqualTo(Exit.REFUSED);
        assertThat(answer.err()).contains(wrong, fingerprint, "either it is not your node");
        assertThat(carillon(elsewhere(), "nodes", "--ca-fingerprint", "12:34").code())
                .isEqualTo(Exit.USAGE);
    }

    @Test
    void commandsOfThisMachineFindAddressTokenAndAuthorityByThemselves() throws IOException {
        assertThat(node.url().getHost()).isEqualTo("127.0.0.1");

        var found =
                ApiAddress.find(
                        new ApiAddress.Given(null, null, null, null), Map.of(), List.of(data));

        try (var carillon = found.connect()) {
            assertThat(carillon.nodes())
                    .singleElement()
                    .satisfies(
                            each -> {
                                assertThat(each.version()).isEqualTo(NodeMain.VERSION);
                                assertThat(each.url())
                                        .hasToString(
                                                "https://" + NAME + ":" + node.url().getPort());
                            });
        }
        assertThat(Files.getPosixFilePermissions(data.resolve("authority.key"))).hasSize(2);
    }

    @Test
    void plainHttpGetsNothing() throws IOException {
        for (String path : List.of("/health/live", "/api/v1/nodes")) {
            String request =
                    "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                            .formatted(path, node.url().getPort(), Files.readString(token).strip());

            assertThat(plain(request)).doesNotContain("HTTP/", "{");
        }
        assertThat(carillon(URI.create("http://127.0.0.1:" + node.url().getPort()), "nodes").code())
                .isEqualTo(Exit.UNREACHABLE);
        assertThat(carillon(URI.create("http://" + NAME), "nodes").err())
                .contains("in the open", "https://" + NAME);
    }

    private static String plain(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), node.url().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException e) {
            return "cut off: " + e.getMessage();
        }
    }

    @Test
    void changesReachASubscriberOverTls() throws IOException {
        var events = new CopyOnWriteArrayList<EventView>();
        try (var carillon = connect();
                var _ = carillon.events(null, events::add)) {
            carillon.apply(
                    Definitions.parse("name: seen\ntask: {shell: {command: [\"true\"]}}\n", "test"),
                    false);

            await().atMost(15, TimeUnit.SECONDS)
                    .until(() -> events.stream().anyMatch(each -> each.type().equals("job")));
        }
    }

    private static HttpCarillon connect() throws IOException {
        return HttpCarillon.connect(
                elsewhere(), Files.readString(token).strip(), Trust.file(authority));
    }

    private static int status(String... headers) throws IOException, InterruptedException {
        try (var http =
                HttpClient.newBuilder().sslContext(Trust.file(authority).context()).build()) {
            var request =
                    HttpRequest.newBuilder(URI.create(elsewhere() + "/health/live"))
                            .headers(headers)
                            .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void onlyItsOwnNamesAndPagesAreTaken() throws IOException, InterruptedException {
        String port = ":" + node.url().getPort();
        for (String host : List.of(NAME + port, "LOCALHOST" + port, elsewhere().getAuthority())) {
            assertThat(status("Host", host, "Origin", "https://" + host)).as(host).isEqualTo(200);
            assertThat(status("Host", host, "Origin", "http://" + host)).as(host).isEqualTo(403);
        }
        for (String host :
                List.of("evil.example" + port, NAME, NAME + ":443", "192.0.2.77" + port)) {
            assertThat(status("Host", host)).as(host).isEqualTo(421);
        }
    }

    @Test
    void whoGuessesTokensFromElsewhereHasToWait() {
        assumeThat(elsewhere())
                .as("this machine has an address that is not its own alone")
                .isNotEqualTo(node.url());
        var codes = new ArrayList<ErrorCode>();

        try (var guess = HttpCarillon.connect(elsewhere(), "guess", Trust.file(authority))) {
            for (int i = 0; i < 12; i++) {
                try {
                    guess.nodes();
                } catch (CarillonException e) {
                    codes.add(e.code());
                }
            }
        }

        assertThat(codes.subList(0, 10)).containsOnly(ErrorCode.UNAUTHENTICATED);
        assertThat(codes.subList(10, 12)).containsOnly(ErrorCode.QUOTA_EXCEEDED);
    }
}
