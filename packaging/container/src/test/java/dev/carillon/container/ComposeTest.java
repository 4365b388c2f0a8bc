package dev.carillon.container;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The compose file beside the configuration that it mounts, and the image beside the one in it.
class ComposeTest {
    private static final List<String> NODES = List.of("node1", "node2", "node3");

    @TempDir Path folder;

    private static Yaml compose() throws IOException {
        return Yaml.of(Files.readString(Path.of("compose/compose.yaml")));
    }

    @Test
    void nodesDifferByTheirEnvironmentAlone() throws IOException {
        var compose = compose();

        for (String node : NODES) {
            String service = "services." + node;
            assertThat(compose.text(service + ".environment.CARILLON_NODE")).isEqualTo(node);
            assertThat(compose.text(service + ".environment.CARILLON_BIND"))
                    .isEqualTo(compose.text(service + ".networks.carillon.ipv4_address"));
        }
        assertThat(NODES)
                .extracting(node -> compose.text("services." + node + ".environment.CARILLON_BIND"))
                .doesNotHaveDuplicates();
    }

    @Test
    void noSecretIsInAFileAndNoNodeIsRootsOrWritesItsSystem() throws IOException {
        var compose = compose();

        assertThat(compose.text("x-node.read_only")).isEqualTo("true");
        assertThat(compose.text("x-node.cap_drop")).isEqualTo("[ALL]");
        assertThat(compose.text("secrets.cluster-secret"))
                .isEqualTo("{file=./secrets/cluster-secret}");
        assertThat(compose.text("services.database.environment.POSTGRES_PASSWORD_FILE"))
                .isEqualTo("/run/secrets/database-password");
        assertThat(Path.of("compose/secrets")).doesNotExist();
        assertThat(Files.readAllLines(Path.of("Containerfile")))
                .contains("USER 7180:7180", "VOLUME /var/lib/carillon")
                .anyMatch(line -> line.startsWith("HEALTHCHECK "));
    }

    @Test
    void nodeTakesTheConfigurationAndMissesOnlyTheDatabase()
            throws IOException, InterruptedException {
        Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef\n");
        Path file = folder.resolve("carillon.yaml");
        Files.writeString(
                file,
                Files.readString(Path.of("compose/carillon.yaml"))
                        .replace("/var/lib/carillon", folder.resolve("data").toString())
                        .replace("//database/", "//127.0.0.1:1/")
                        .replaceAll("/run/secrets/[a-z-]+", secret.toString())
                        .replace("host: 0.0.0.0", "host: 0.0.0.0, port: 0"));

        var node =
                StartedNode.with(
                        file, Map.of("CARILLON_NODE", "node1", "CARILLON_BIND", "127.0.0.1"));

        assertThat(node.code()).as(node.said()).isEqualTo(StartedNode.UNREACHABLE);
    }
}
