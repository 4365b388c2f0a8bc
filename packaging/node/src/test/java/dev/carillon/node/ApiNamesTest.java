package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.cluster.keys.KeyFiles;
import dev.carillon.node.ApiNames.HostName;
import dev.carillon.node.ServerConfig.Api;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class ApiNamesTest {
    private static final KeyFiles FILES = new KeyFiles(Path.of("c.pem"), Path.of("c.key"));
    private static final List<InetAddress> ADDRESSES =
            List.of(InetAddress.ofLiteral("192.0.2.2"), InetAddress.ofLiteral("2001:db8::2"));

    private static ApiNames names(
            String host, @Nullable String advertise, @Nullable KeyFiles files, boolean reachable) {
        return new ApiNames(
                new Api(
                        host,
                        7180,
                        advertise == null ? null : Advertised.parse(advertise),
                        Set.of(),
                        files),
                Optional.of(new HostName("node1", reachable)),
                ADDRESSES);
    }

    @Test
    void allAddressesAreToldByTheHostNameWhereOthersFindItByThat() {
        assertThat(names("0.0.0.0", null, null, true).url(7180)).hasToString("https://node1:7180");
        assertThat(names("0.0.0.0", null, null, false).url(7180))
                .hasToString("https://192.0.2.2:7180");
        assertThat(
                        new ApiNames(
                                        names("::", null, null, true).api(),
                                        Optional.empty(),
                                        List.of())
                                .url(1))
                .hasToString("https://localhost:1");
    }

    @Test
    void oneAddressIsToldAsItIs() {
        assertThat(names("10.0.0.7", null, null, true).url(1)).hasToString("https://10.0.0.7:1");
        assertThat(names("2001:db8::7", null, null, true).url(1))
                .hasToString("https://[2001:db8::7]:1");
        assertThat(names("127.0.0.1", null, null, true).url(1)).hasToString("http://127.0.0.1:1");
        assertThat(names("127.0.0.1", null, FILES, true).url(1)).hasToString("https://127.0.0.1:1");
    }

    @Test
    void whatIsAdvertisedIsToldAndAccepted() {
        var names = names("0.0.0.0", "carillon.example.org:443", null, true);

        assertThat(names.url(7180)).hasToString("https://carillon.example.org:443");
        assertThat(names.gateNames()).containsExactly("carillon.example.org", "node1");
        assertThat(names.gatePorts()).containsExactly(443);
        assertThat(names("0.0.0.0", "[2001:db8::9]:8443", null, true).url(1))
                .hasToString("https://[2001:db8::9]:8443");
    }

    @Test
    void commandsOfThisMachineGoWhereTheCertificateIsForIt() {
        assertThat(names("0.0.0.0", "a.example.org", null, true).localUrl(1))
                .hasToString("https://127.0.0.1:1");
        assertThat(names("0.0.0.0", "a.example.org", FILES, true).localUrl(1))
                .hasToString("https://a.example.org:1");
        assertThat(names("10.0.0.7", null, null, true).localUrl(1))
                .hasToString("https://10.0.0.7:1");
    }

    @Test
    void aCertificateIsForAllThatTheNodeIsAskedBy() {
        assertThat(names("::", "a.example.org", null, false).certificateNames())
                .containsExactlyInAnyOrder(
                        "a.example.org",
                        "node1",
                        "localhost",
                        "127.0.0.1",
                        "::1",
                        "192.0.2.2",
                        "2001:db8:0:0:0:0:0:2");
        assertThat(names("10.0.0.7", null, null, false).certificateNames())
                .containsExactlyInAnyOrder("10.0.0.7", "node1", "localhost", "127.0.0.1", "::1");
    }

    @Test
    void namesOfWhatIsBeforeTheNodesAreAcceptedButNotTold() {
        var names =
                new ApiNames(
                        new Api(
                                "0.0.0.0",
                                7180,
                                Advertised.parse("node1.example.org"),
                                Set.of("carillon.example.org"),
                                null),
                        Optional.empty(),
                        List.of());

        assertThat(names.url(7180)).hasToString("https://node1.example.org:7180");
        assertThat(names.gateNames()).containsExactly("carillon.example.org", "node1.example.org");
        assertThat(names.certificateNames()).contains("carillon.example.org");
    }
}
