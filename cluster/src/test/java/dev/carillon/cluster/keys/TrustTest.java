package dev.carillon.cluster.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.api.trust.Fingerprint;
import dev.carillon.api.trust.Trust;
import dev.carillon.api.trust.UntrustedNode;
import dev.carillon.api.trust.UntrustedNode.Reason;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// What a client believes, in front of servers that show what a test wants.
class TrustTest {
    private static final Instant NOW = Instant.now();
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1");
    private final Authority ours = Authority.create(NOW);
    private final Authority others = Authority.create(NOW);
    private final Fingerprint pin = Fingerprint.of(ours.certificate());
    private final List<HttpsServer> servers = new ArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private String nodes = "[]";
    private Path pem;

    @BeforeEach
    void file(@TempDir Path folder) throws IOException {
        pem = folder.resolve("authority.pem");
        Files.writeString(pem, PemText.of(ours.certificate()));
    }

    @AfterEach
    void stop() {
        servers.forEach(each -> each.stop(0));
    }

    private URI serve(ServerKey key) throws IOException {
        return serve(new ServerKeys(key));
    }

    private URI serve(ServerKeys keys) throws IOException {
        var server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(keys.context()));
        server.createContext(
                "/",
                exchange -> {
                    tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
                    byte[] body = nodes.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        servers.add(server);
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }

    private void assertLetIn(URI node, Trust trust) {
        try (var carillon = HttpCarillon.connect(node, "secret", trust)) {
            assertThat(carillon.nodes()).isEmpty();
        }
    }

    private UntrustedNode refusal(URI node, Trust trust) {
        int before = tokens.size();
        try (var carillon = HttpCarillon.connect(node, "secret", trust)) {
            var refused =
                    assertThatThrownBy(carillon::nodes)
                            .isInstanceOfSatisfying(
                                    CarillonException.class,
                                    e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED))
                            .hasMessageStartingWith("the certificate of " + node.getHost())
                            .cause()
                            .asInstanceOf(InstanceOfAssertFactories.type(UntrustedNode.class))
                            .actual();
            assertThat(tokens).as("no token was sent").hasSize(before);
            return refused;
        }
    }

    @Test
    void aNodeIsBelievedByTheFileOfItsAuthorityAndByItsFingerprint() throws IOException {
        var node = serve(ours.serverKey(HERE, NOW));

        assertLetIn(node, Trust.file(pem));
        assertLetIn(node, Trust.pinned(pin));
        assertLetIn(node, Trust.SYSTEM.and(pem));
        assertLetIn(URI.create(node.toString().replace("127.0.0.1", "localhost")), Trust.file(pem));
        assertThat(tokens).hasSize(4).containsOnly("Bearer secret");
    }

    @Test
    void aStrangersNodeIsRefusedWithTheFingerprintToCompare() throws IOException {
        var node = serve(others.serverKey(HERE, NOW));
        var theirs = Fingerprint.of(others.certificate());

        for (Trust trust : List.of(Trust.SYSTEM, Trust.file(pem))) {
            var refused = refusal(node, trust);
            assertThat(refused.reason()).isEqualTo(Reason.UNKNOWN_AUTHORITY);
            assertThat(refused.authority()).isEqualTo(theirs);
            assertThat(refused.getMessage())
                    .contains("carillon certificate", "--ca-fingerprint " + theirs);
        }
        var pinned = refusal(node, Trust.pinned(pin));
        assertThat(pinned.reason()).isEqualTo(Reason.OTHER_AUTHORITY);
        assertThat(pinned.getMessage()).contains(pin.toString(), theirs.toString());
    }

    @Test
    void whoShowsOurAuthorityWithoutItsSignatureIsRefused() throws IOException {
        var stolen = others.serverKey(HERE, NOW);
        var node =
                serve(
                        new ServerKey(
                                stolen.key(), List.of(stolen.certificate(), ours.certificate())));

        for (Trust trust : List.of(Trust.SYSTEM, Trust.file(pem), Trust.pinned(pin))) {
            assertThat(refusal(node, trust).reason()).isEqualTo(Reason.BROKEN);
        }
    }

    @Test
    void theNameIsCheckedByWhateverTheAuthorityIsBelieved() throws IOException {
        var node = serve(ours.serverKey(Set.of("node7.example.org", "192.0.2.7"), NOW));

        for (Trust trust : List.of(Trust.file(pem), Trust.pinned(pin), Trust.SYSTEM.and(pem))) {
            var refused = refusal(node, trust);
            assertThat(refused.reason()).isEqualTo(Reason.OTHER_NAME);
            assertThat(refused.getMessage())
                    .contains("node7.example.org", "192.0.2.7", "api.advertise");
        }
    }

    @Test
    void aMemberOfTheClusterIsNoServerOfTheApi() throws Exception {
        var server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(ours.contextFor("a", NOW)));
        server.start();
        servers.add(server);

        assertThat(
                        refusal(
                                        URI.create(
                                                "https://127.0.0.1:"
                                                        + server.getAddress().getPort()),
                                        Trust.file(pem))
                                .reason())
                .isEqualTo(Reason.OTHER_NAME);
    }

    @Test
    void aCertificateOfAnotherTimeIsRefusedWithItsTimes() throws IOException {
        var past = NOW.minus(Authority.SERVER_VALID).minus(Duration.ofDays(1));
        var node = serve(ours.serverKey(HERE, past));

        for (Trust trust : List.of(Trust.file(pem), Trust.pinned(pin))) {
            var refused = refusal(node, trust);
            assertThat(refused.reason()).isEqualTo(Reason.NOT_VALID_NOW);
            assertThat(refused.getMessage()).contains("set the clock right");
        }
    }

    @Test
    void aNewCertificateIsShownToThoseWhoConnectAfterIt() throws IOException {
        var keys = new ServerKeys(ours.serverKey(Set.of("elsewhere"), NOW));
        var node = serve(keys);
        assertThat(refusal(node, Trust.file(pem)).reason()).isEqualTo(Reason.OTHER_NAME);

        keys.replace(ours.serverKey(HERE, NOW));

        assertLetIn(node, Trust.file(pem));
    }

    @Test
    void aNodeThatIsLearnedLaterIsBelievedByTheSameRule() throws IOException {
        var first = serve(ours.serverKey(HERE, NOW));
        var stranger = serve(others.serverKey(HERE, NOW));
        var second = serve(ours.serverKey(HERE, NOW));
        nodes = nodeAt(first) + "," + nodeAt(stranger) + "," + nodeAt(second);
        nodes = "[" + nodes + "," + nodeAt(URI.create("http://127.0.0.1:9")) + "]";

        try (var carillon = HttpCarillon.connect(first, "secret", Trust.pinned(pin))) {
            assertThat(carillon.learn()).hasSize(4);
            servers.getFirst().stop(0);

            assertThat(carillon.nodes()).as("from the second, past the stranger").hasSize(4);
        }
    }

    private static String nodeAt(URI url) {
        return "{\"id\":\"a\",\"name\":\"a\",\"state\":\"UP\",\"startedAt\":\"2027-01-01T00:00:00Z\",\"slots\":1,\"busy\":0,"
                + "\"segments\":0,\"labels\":{},\"version\":\"1\",\"capacity\":1,\"roles\":[],\"url\":\""
                + url
                + "\"}";
    }

    @Test
    void aTokenIsNeverSentToAnotherMachineInTheOpen() {
        for (String open : List.of("http://192.0.2.7:7180", "http://scheduler.example.org")) {
            assertThatThrownBy(() -> HttpCarillon.connect(URI.create(open), "secret"))
                    .isInstanceOf(CarillonException.class)
                    .hasMessageContaining("write https://");
        }
        HttpCarillon.connect(URI.create("http://[::1]:7180"), "secret").close();
    }
}
