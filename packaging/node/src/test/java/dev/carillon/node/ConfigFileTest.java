package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.cluster.keys.KeyFiles;
import dev.carillon.engine.store.NodeTable.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

class ConfigFileTest {
    @TempDir Path folder;

    @Test
    void emptyFileGivesTheDefaults() {
        ServerConfig config = ConfigFile.parse("", "c.yaml");

        assertThat(config.api()).isEqualTo(ServerConfig.Api.DEFAULT);
        assertThat(config.database().url()).isNull();
        assertThat(config.plugins()).isEqualTo(config.dataFolder().resolve("plugins"));
    }

    @Test
    void everyKeyIsRead() {
        ServerConfig config =
                ConfigFile.parse(
                        """
                data: {folder: /srv/c, access: keep}
                database: {url: "jdbc:postgresql://db/c", user: u, password: p, durability: power}
                api: {host: 0.0.0.0, port: 8000, advertise: "node1.example.org:443", names: "carillon.example.org, c2", tls: {certificate: /srv/c.pem, key: /srv/c.key}}
                node: {name: a, slots: 7, capacity: 3, roles: "schedule, execute"}
                cluster: {secret: 0123456789abcdef, bind: 10.1.2.3, port: 7801, messages: off, segments: 64}
                plugins: {folder: /srv/p}
                sql: {connections: {dwh: {url: "jdbc:h2:mem:x", user: s, password: ""}}}
                quota: {schedules: 5}
                """,
                        "c.yaml");

        assertThat(config)
                .isEqualTo(
                        new ServerConfig(
                                Path.of("/srv/c"),
                                ServerConfig.Access.KEEP,
                                new ServerConfig.Database(
                                        "jdbc:postgresql://db/c",
                                        "u",
                                        "p",
                                        ServerConfig.Durability.POWER),
                                new ServerConfig.Api(
                                        "0.0.0.0",
                                        8000,
                                        new Advertised("node1.example.org", 443),
                                        Set.of("carillon.example.org", "c2"),
                                        new KeyFiles(Path.of("/srv/c.pem"), Path.of("/srv/c.key"))),
                                new ServerConfig.Node(
                                        "a", 7, Map.of(), 3, Set.of(Role.SCHEDULE, Role.EXECUTE)),
                                Path.of("/srv/p"),
                                Map.of(
                                        "dwh",
                                        new ServerConfig.SqlConnection("jdbc:h2:mem:x", "s", "")),
                                5,
                                64,
                                new ServerConfig.Cluster(
                                        "0123456789abcdef",
                                        InetAddress.ofLiteral("10.1.2.3"),
                                        7801,
                                        false)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        api: {prot: 80}                 | c.yaml:1:7: unknown key "prot", did you mean "port"?
        apis: {port: 80}                | c.yaml:1:1: unknown key "apis", did you mean "api"?
        api: {port: 80, port: 81}       | c.yaml:1:17: key "port" is given twice
        api: 80                         | c.yaml:1:6: expected keys with values here
        api: {port: 65536}              | c.yaml:1:13: "port" must be a whole number from 0 to 65535, not "65536"
        api: {port: [1]}                | c.yaml:1:13: "port" must be a text that is not empty
        api: {host: db1}                | c.yaml:1:13: "host" must be localhost, an IP address of this machine, or 0.0.0.0 for all of them, not "db1"; how it is called is told by "advertise"
        api: {advertise: db1}           | c.yaml:1:18: "advertise" needs a "host" that others reach, such as 0.0.0.0, or a "tls" certificate
        api: {host: "::", advertise: "https://db1"} | c.yaml:1:30: "advertise" must be a host or host:port that clients reach, such as node1.example.org, not "https://db1"
        api: {host: "::", advertise: "0.0.0.0"} | c.yaml:1:30: "advertise" must be a host or host:port that clients reach, such as node1.example.org, not "0.0.0.0"
        api: {host: "::", advertise: "db1:0"} | c.yaml:1:30: "advertise" must be a host or host:port that clients reach, such as node1.example.org, not "db1:0"
        api: {tls: {certificate: a.pem}} | c.yaml:1:12: "tls" needs a "key", a file of PEM; left out, the node makes its own
        api: {plain: true}              | c.yaml:1:7: unknown key "plain"; known here: host, port, advertise, names, tls
        api: {host: "::", names: "a, b c"} | c.yaml:1:26: "names" are names by which clients ask for this node, with commas between, not "b c"
        node: {slots: many}             | c.yaml:1:15: "slots" must be a whole number from 1 to 10000, not "many"
        node: {slots: 0}                | c.yaml:1:15: "slots" must be a whole number from 1 to 10000, not "0"
        node: {name: "a b"}             | c.yaml:1:14: "name" must be 1 to 100 of A-Z a-z 0-9 . _ - and begin with a letter or digit, not "a b"
        data: {folder: ~/x}             | c.yaml:1:16: "folder" is taken as it is written; write the whole path instead of ~
        data: {folder: }                | c.yaml:1:15: "folder" must be a text that is not empty
        database: {durability: none}    | c.yaml:1:24: "durability" must be one of process, power, not "none"
        database: {url: "jdbc:h2:mem:x"} | c.yaml:1:17: "url" must begin with jdbc:postgresql: or jdbc:h2:file:; left out, it is a database in the data folder
        database: {user: u}             | c.yaml:1:18: "user" needs a "url"; the database in the data folder has neither user nor password
        sql: {connections: {x: {}}}     | c.yaml:1:24: "x" needs a "url"
        sql: {connections: {x: {url: y}}} | c.yaml:1:24: "x" has a "url" that does not begin with jdbc:
        cluster: {segments: 0}          | c.yaml:1:21: "segments" must be a whole number from 1 to 1024, not "0"
        cluster: {segments: 1025}       | c.yaml:1:21: "segments" must be a whole number from 1 to 1024, not "1025"
        cluster: {segments: many}       | c.yaml:1:21: "segments" must be a whole number from 1 to 1024, not "many"
        api: [                          | c.yaml:1:7: not YAML: expected the node content, but found '<stream end>'
        """)
    void errorIsNamedWithItsPlaceAndARemedy(String yaml, String message) {
        assertThatThrownBy(() -> ConfigFile.parse(yaml, "c.yaml"))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false",
        "127.9.9.9, false",
        "::1, false",
        "localhost, false",
        "0.0.0.0, true",
        "::, true",
        "10.1.2.3, true",
        "2001:db8::7, true"
    })
    void whatOthersReachIsOverTlsWithoutBeingAskedTo(String host, boolean secure) {
        var api = ConfigFile.parse("api: {host: \"" + host + "\"}", "c.yaml").api();

        assertThat(api.isSecure()).isEqualTo(secure);
    }

    @Test
    void valuesComeFromTheEnvironmentAndFromFiles() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef\n");
        var config =
                ConfigFile.parse(
                        """
                        database: {url: "jdbc:postgresql://db/c", user: u, password: "${file:%s}"}
                        cluster: {secret: "${file:%s}", bind: "${env:POD_IP}", port: "${env:PORT}"}
                        """
                                .formatted(secret, secret),
                        "c.yaml",
                        Map.of("POD_IP", "10.1.2.3", "PORT", "7801"));

        assertThat(config.database().password()).isEqualTo("0123456789abcdef");
        assertThat(config.cluster())
                .isEqualTo(
                        new ServerConfig.Cluster(
                                "0123456789abcdef", InetAddress.ofLiteral("10.1.2.3"), 7801, true));
    }

    @Test
    void valueThatIsNowhereIsNamedWithItsPlace() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));

        assertThatThrownBy(
                        () ->
                                ConfigFile.parse(
                                        """
                                        database:
                                          url: jdbc:postgresql://db/c
                                          user: ${env:NOBODY}
                                          password: ${file:%s}
                                        sql: {connections: {x: {url: "${file:/nowhere}"}}}
                                        """
                                                .formatted(empty),
                                        "c.yaml",
                                        Map.of()))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageContaining(
                        "c.yaml:3:9: \"user\" is to come from the variable NOBODY, which is not set")
                .hasMessageContaining(
                        "c.yaml:4:13: \"password\" is to come from the file "
                                + empty
                                + ", which is empty")
                .hasMessageContaining(
                        "c.yaml:5:30: \"url\" is to come from the file /nowhere, which cannot be read: /nowhere does not exist");
    }

    @Test
    void everyKeyIsExplainedInTheInstalledFile() throws IOException {
        String installed =
                Files.readString(Launcher.HOME.resolve("packaging/dist/server/carillon.yaml"));
        // A key that is commented out has one mark before it, prose has two.
        String complete = installed.replaceAll("(?m)^#(?!#)", "");
        var root =
                new Compose(LoadSettings.builder().build()).composeString(complete).orElseThrow();

        assertThat(ConfigFile.parse(installed, "as installed").dataFolder())
                .isEqualTo(ApiAddress.serviceFolder());
        assertThat(ConfigFile.parse(complete, "with all keys").cluster()).isNotNull();
        ConfigFile.keys()
                .forEach(
                        (section, keys) -> {
                            var found = keysOf(section, (MappingNode) root);
                            assertThat(found).as(section).isNotEmpty().containsAll(keys);
                        });
    }

    // A section within a section has its own name there.
    private static Set<String> keysOf(String section, MappingNode root) {
        var keys = new HashSet<String>();
        for (var entry : root.getValue()) {
            if (entry.getValueNode() instanceof MappingNode below) {
                if (((ScalarNode) entry.getKeyNode()).getValue().equals(section)) {
                    below.getValue()
                            .forEach(key -> keys.add(((ScalarNode) key.getKeyNode()).getValue()));
                }
                keys.addAll(keysOf(section, below));
            }
        }
        return keys;
    }

    @Test
    void segmentsAloneMakeNoMemberOfACluster() {
        ServerConfig config = ConfigFile.parse("cluster: {segments: 7}", "c.yaml");

        assertThat(config.cluster()).isNull();
        assertThat(config.segments()).isEqualTo(7);
        assertThat(ConfigFile.parse("", "c.yaml").segments()).isNull();
    }

    @Test
    void allErrorsAreNamedAtOnce() {
        assertThatThrownBy(() -> ConfigFile.parse("api: {port: x}\nnode: {slot: 1}\n", "c.yaml"))
                .hasMessageContaining("c.yaml:1:13: ")
                .hasMessageContaining("c.yaml:2:8: ");
    }

    @Test
    void portInUseIsSaidBeforeTheStart() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var config = config(folder, taken.getLocalPort());

            assertThatThrownBy(() -> ConfigFile.checkStartable(config))
                    .hasMessageContaining("Port " + taken.getLocalPort() + " on 127.0.0.1");
        }
    }

    @Test
    void anotherPortLeavesTheRestOfTheConfigurationAsItIs() {
        var config =
                ConfigFile.parse(
                        "api: {host: 0.0.0.0, port: 8000, advertise: n1, names: c2}\nnode: {slots: 3}\n",
                        "c.yaml");

        assertThat(config.at(8001))
                .isEqualTo(
                        ConfigFile.parse(
                                "api: {host: 0.0.0.0, port: 8001, advertise: n1, names: c2}\nnode: {slots: 3}\n",
                                "c.yaml"));
    }

    private ServerConfig member(String bind, int port) {
        return ConfigFile.parse(
                """
                data: {folder: "%s"}
                database: {url: "jdbc:postgresql://db/c", user: u, password: p}
                api: {port: 0}
                cluster: {secret: 0123456789abcdef, bind: %s, port: %d}
                """
                        .formatted(folder, bind, port),
                "c.yaml",
                Map.of());
    }

    @Test
    void theClustersPortInUseIsSaidBeforeTheStart() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var config = member("127.0.0.1", taken.getLocalPort());

            assertThatThrownBy(() -> ConfigFile.checkStartable(config))
                    .isInstanceOf(WrongConfiguration.class)
                    .hasMessageContaining(
                            "Port %d on 127.0.0.1 cannot be used for the cluster"
                                    .formatted(taken.getLocalPort()))
                    .hasMessageContaining("change cluster.port or cluster.bind");
        }
    }

    @Test
    void anAddressOfNoInterfaceOfThisMachineIsSaidBeforeTheStart() {
        // For documentation, so that no machine has it.
        var config = member("192.0.2.1", 7800);

        assertThatThrownBy(() -> ConfigFile.checkStartable(config))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageContaining("Port 7800 on 192.0.2.1 cannot be used for the cluster")
                .hasMessageContaining("cluster.bind");
    }

    @Test
    void anEmbeddedDatabaseWhereNoneCanBeIsRefusedBeforeItIsOpened() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path config =
                Files.writeString(
                        folder.resolve("c.yaml"),
                        """
                        data: {folder: %s}
                        database: {url: "jdbc:h2:file:%s/carillon"}
                        api: {port: 0}
                        """
                                .formatted(folder.resolve("data"), file));

        var answer = Answer.to("server", "--config", config.toString());

        assertThat(answer.code()).isEqualTo(Exit.WRONG_CONFIGURATION);
        assertThat(answer.err())
                .contains("The folder " + file + " of the database cannot be used")
                .contains("is a file, not a folder");
    }

    @Test
    void dataFolderThatIsAFileIsRefused() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> DataFolder.claim(file))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageContaining("is a file, not a folder");
    }

    @Test
    void dataFolderIsHeldByOneNodeAtATime() {
        Path data = folder.resolve("data");
        try (var _ = DataFolder.claim(data)) {
            assertThat(DataFolder.isHeld(data)).isTrue();
            assertThatThrownBy(() -> DataFolder.claim(data))
                    .isInstanceOf(WrongConfiguration.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }

        assertThat(DataFolder.isHeld(data)).isFalse();
        DataFolder.claim(data).close();
    }

    @Test
    void serverEndsWith78OnAWrongFileAndSaysWhere() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "nodes: {}");

        var answer = Answer.to("server", "--config", file.toString());

        assertThat(answer.code()).isEqualTo(Exit.WRONG_CONFIGURATION);
        assertThat(answer.err()).contains(file + ":1:1: unknown key \"nodes\"");
    }

    @Test
    void aNodeForWhichNothingIsConfiguredIsOneOfThisMachineAlone() {
        var config = ConfigFile.defaults(folder);

        assertThat(config.dataFolder()).isEqualTo(folder);
        assertThat(config.plugins()).isEqualTo(folder.resolve("plugins"));
        assertThat(config.api()).isEqualTo(ServerConfig.Api.DEFAULT);
        assertThat(config.cluster()).isNull();
        assertThat(ConfigFile.defaults(null).dataFolder())
                .isEqualTo(ApiAddress.defaultDataFolder());
    }

    @Test
    void serverTakesAFileOrAFolder() {
        var answer = Answer.to("server", "--config", "c.yaml", "--data", "d");

        assertThat(answer.code()).isEqualTo(Exit.USAGE);
        assertThat(answer.err()).contains("mutually exclusive");
    }

    private static ServerConfig config(Path data, int port) {
        return ServerConfig.inFolder(data, ServerConfig.Api.onLoopback(port), Map.of());
    }

    @Test
    void whatIsWrongWithAClusterIsToldOnceEach() {
        assertThatThrownBy(
                        () ->
                                ConfigFile.parse(
                                        """
                                        database: {url: "jdbc:h2:file:/tmp/x", password: "", pool: 5}
                                        cluster: {secret: short, bind: db.example.com, port: 0}
                                        """,
                                        "c.yaml"))
                .isInstanceOfSatisfying(
                        WrongConfiguration.class,
                        e ->
                                assertThat(String.valueOf(e.getMessage()).lines())
                                        .hasSize(5)
                                        .anyMatch(line -> line.contains("pool"))
                                        .anyMatch(line -> line.contains("jdbc:postgresql:"))
                                        .anyMatch(line -> line.contains("at least 16 characters"))
                                        .anyMatch(line -> line.contains("db.example.com"))
                                        .anyMatch(line -> line.contains("port")));
    }
}
