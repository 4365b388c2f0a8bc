package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class ConfigFileTest {
    @TempDir Path folder;

    @Test
    void emptyFileGivesTheDefaults() {
        ServerConfig config = ConfigFile.parse("", "c.yaml");

        assertThat(config.api()).isEqualTo(ServerConfig.Api.DEFAULT);
        assertThat(config.database().url()).isNull();
    }

    @Test
    void everyKeyIsRead() {
        ServerConfig config =
                ConfigFile.parse(
                        """
                data: {folder: /srv/c}
                database: {url: "jdbc:postgresql://db/c", user: u, password: p, durability: power}
                api: {host: 127.0.0.1, port: 8000}
                node: {name: a, slots: 7}
                plugins: {folder: /srv/p}
                sql: {connections: {dwh: {url: "jdbc:h2:mem:x", user: s}}}
                """,
                        "c.yaml");

        assertThat(config.database().durability()).isEqualTo(ServerConfig.Durability.POWER);
        assertThat(config.node()).isEqualTo(new ServerConfig.Node("a", 7));
        assertThat(config.plugins()).isEqualTo(Path.of("/srv/p"));
        assertThat(config.sqlConnections())
                .isEqualTo(Map.of("dwh", new ServerConfig.SqlConnection("jdbc:h2:mem:x", "s", "")));
    }

    @Test
    void unknownKeyIsNamedWithPlaceAndNearest() {
        refused("api:\n  prot: 80\n", "c.yaml:2:3: unknown key \"prot\", did you mean \"port\"?");
    }

    @Test
    void wrongTypeIsNamedWithPlace() {
        refused(
                "node: {slots: many}",
                "c.yaml:1:15: \"slots\" must be a whole number from 1 to 10000, not \"many\"");
        refused("api: 80", "c.yaml:1:6: expected keys with values here");
    }

    @Test
    void addressThatOthersReachIsRefused() {
        refused(
                "api: {host: 0.0.0.0}",
                "c.yaml:1:13: \"host\" must be a loopback address such as 127.0.0.1, not \"0.0.0.0\"");
    }

    @Test
    void brokenYamlIsSaid() {
        assertThatThrownBy(() -> ConfigFile.parse("api: {", "c.yaml"))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageStartingWith("c.yaml: not YAML");
    }

    @Test
    void portInUseIsSaidBeforeTheStart() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var config =
                    ServerConfig.inFolder(
                            folder,
                            new ServerConfig.Api("127.0.0.1", taken.getLocalPort()),
                            Map.of());

            assertThatThrownBy(() -> ConfigFile.checkStartable(config))
                    .hasMessageContaining("Port " + taken.getLocalPort());
        }
    }

    @Test
    void dataFolderThatIsAFileIsRefused() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        var config = ServerConfig.inFolder(file, new ServerConfig.Api("127.0.0.1", 0), Map.of());

        assertThatThrownBy(() -> ConfigFile.checkStartable(config))
                .hasMessageContaining("is a file, not a folder");
    }

    @Test
    void serverEndsWith78OnAWrongFile() throws Exception {
        Path file = Files.writeString(folder.resolve("c.yaml"), "nodes: {}");

        assertThat(NodeMain.commandLine().execute("server", "--config", file.toString()))
                .isEqualTo(Exit.WRONG_CONFIGURATION);
    }

    private static void refused(String yaml, String message) {
        assertThatThrownBy(() -> ConfigFile.parse(yaml, "c.yaml"))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessage(message);
    }
}
