package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.cluster.ClusterConfig;
import dev.carillon.cluster.keys.KeyFiles;
import dev.carillon.engine.EngineConfig;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.service.Clocks;
import dev.carillon.engine.store.NodeTable.Role;
import dev.carillon.node.ServerConfig.Access;
import dev.carillon.node.ServerConfig.Api;
import dev.carillon.node.ServerConfig.Cluster;
import dev.carillon.node.ServerConfig.Database;
import dev.carillon.node.ServerConfig.Durability;
import dev.carillon.node.ServerConfig.Node;
import dev.carillon.node.ServerConfig.SqlConnection;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Reads a node's configuration from YAML and checks that it can be started here.
final class ConfigFile {
    private static final List<String> KEYS =
            List.of("data", "database", "api", "node", "plugins", "sql", "quota", "cluster");
    private static final String SEGMENTS = "segments";
    private static final String CERTIFICATE = "certificate";

    private ConfigFile() {}

    static ServerConfig read(Path file) {
        try {
            return parse(Source.of(file).text(), file.toString());
        } catch (IOException e) {
            throw new WrongConfiguration(
                    "The configuration file " + file + " cannot be read: " + DataFolder.reason(e));
        }
    }

    /// That of the file, or of a node for which nothing is configured.
    static ServerConfig readOrDefaults(@Nullable Path file, @Nullable Path folder) {
        return file == null ? defaults(folder) : read(file);
    }

    /// That of a node for which nothing is configured.
    ///
    /// @param folder of its data, null for that of this user
    static ServerConfig defaults(@Nullable Path folder) {
        return ServerConfig.inFolder(
                folder == null ? ApiAddress.defaultDataFolder() : folder,
                ServerConfig.Api.DEFAULT,
                Map.of());
    }

    /// Each section with the keys that may occur in it; none is any.
    static Map<String, List<String>> keys() {
        var root = new YamlSection("", new ArrayList<>(), Map.of(), null, KEYS);
        config(root);
        return root.asked();
    }

    /// @param file the name for messages
    /// @throws WrongConfiguration with a line for each error, each with its place
    static ServerConfig parse(String yaml, String file) {
        return parse(yaml, file, System.getenv());
    }

    /// @param environment that values may refer to
    static ServerConfig parse(String yaml, String file, Map<String, String> environment) {
        var errors = new ArrayList<String>();
        ServerConfig config;
        try {
            var root =
                    new Compose(LoadSettings.builder().setLabel(file).build()).composeString(yaml);
            config = config(new YamlSection(file, errors, environment, root.orElse(null), KEYS));
        } catch (MarkedYamlEngineException e) {
            String place =
                    e.getProblemMark()
                            .map(
                                    mark ->
                                            ":%d:%d"
                                                    .formatted(
                                                            mark.getLine() + 1,
                                                            mark.getColumn() + 1))
                            .orElse("");
            throw new WrongConfiguration(file + place + ": not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new WrongConfiguration(file + ": not YAML: " + e.getMessage());
        }
        if (!errors.isEmpty()) {
            throw new WrongConfiguration(String.join("\n", errors));
        }
        return config;
    }

    private static ServerConfig config(YamlSection root) {
        var folder = root.section("data", "folder", "access");
        Path data = folder.path("folder", ApiAddress.defaultDataFolder());
        var database = database(root.section("database", "url", "user", "password", "durability"));
        var cluster = root.section("cluster", "secret", "bind", "port", "messages", SEGMENTS);
        return new ServerConfig(
                data,
                folder.choice("access", Access.class, Access.OWNER),
                database,
                api(root.section("api", "host", "port", "advertise", "names", "tls")),
                node(root.section("node", "name", "slots", "labels", "capacity", "roles")),
                root.section("plugins", "folder").path("folder", data.resolve("plugins")),
                connections(root.section("sql", "connections").section("connections")),
                root.section("quota", "schedules")
                        .number("schedules", 1, 10_000_000, EngineConfig.MOST_SCHEDULES),
                segments(cluster),
                cluster(root, cluster, database.url()));
    }

    private static @Nullable Integer segments(YamlSection cluster) {
        return cluster.text(SEGMENTS) == null
                ? null
                : cluster.number(SEGMENTS, 1, Segments.MOST, Segments.DEFAULT);
    }

    // A node without others has segments too, so they alone make no member.
    private static @Nullable Cluster cluster(
            YamlSection root, YamlSection section, @Nullable String url) {
        if (!root.keys().contains("cluster") || section.keys().equals(List.of(SEGMENTS))) {
            return null;
        }
        if (url == null || !url.startsWith("jdbc:postgresql:")) {
            root.refuse(
                    "cluster",
                    "needs a \"database\" with a \"url\" that begins with jdbc:postgresql:, which all nodes share");
        }
        String secret = section.text("secret", "");
        if (secret.length() < ClusterConfig.SHORTEST_SECRET) {
            section.refuse(
                    "secret",
                    "must be at least "
                            + ClusterConfig.SHORTEST_SECRET
                            + " characters, the same on all nodes; `openssl rand -base64 32` makes one");
        }
        String bind = section.text("bind", "127.0.0.1");
        InetAddress address = InetAddress.getLoopbackAddress();
        try {
            address = InetAddress.ofLiteral(bind);
        } catch (IllegalArgumentException e) {
            section.refuse(
                    "bind",
                    "must be an IP address of this machine that the other nodes reach, not \""
                            + bind
                            + "\"");
        }
        if (address.isAnyLocalAddress()) {
            section.refuse(
                    "bind", "must be one address of this machine, as the others are told it");
        }
        return new Cluster(
                secret,
                address,
                section.number("port", 1, 65535, Cluster.PORT),
                section.choice("messages", Messages.class, Messages.ON) == Messages.ON);
    }

    /// Whether nodes talk to each other.
    private enum Messages {
        ON,
        OFF
    }

    private static Database database(YamlSection section) {
        String url = section.text("url");
        if (url != null
                && !url.startsWith("jdbc:h2:file:")
                && !url.startsWith("jdbc:postgresql:")) {
            section.refuse(
                    "url",
                    "must begin with jdbc:postgresql: or jdbc:h2:file:; left out, it is a database in the data folder");
        }
        if (url == null && (section.text("user") != null || section.text("password") != null)) {
            section.refuse(
                    section.text("user") == null ? "password" : "user",
                    "needs a \"url\"; the database in the data folder has neither user nor password");
        }
        return new Database(
                url,
                section.text("user", ""),
                section.text("password", ""),
                section.choice("durability", Durability.class, Durability.PROCESS));
    }

    private static Api api(YamlSection section) {
        String host = section.text("host", Api.DEFAULT.host());
        if (!isHost(host)) {
            section.refuse(
                    "host",
                    "must be localhost, an IP address of this machine, or 0.0.0.0 for all of them, not \""
                            + host
                            + "\"; how it is called is told by \"advertise\"");
            return Api.DEFAULT;
        }
        var api =
                new Api(
                        host,
                        section.number("port", 0, 65535, Api.DEFAULT.port()),
                        advertised(section),
                        names(section),
                        keyFiles(section));
        if (api.advertise() != null && !api.isSecure()) {
            section.refuse(
                    "advertise",
                    "needs a \"host\" that others reach, such as 0.0.0.0, or a \"tls\" certificate");
        }
        return api;
    }

    private static boolean isHost(String host) {
        try {
            return host.equals("localhost") || InetAddress.ofLiteral(host) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable Advertised advertised(YamlSection section) {
        String text = section.text("advertise");
        try {
            return text == null ? null : Advertised.parse(text);
        } catch (IllegalArgumentException e) {
            section.refuse(
                    "advertise",
                    "must be a host or host:port that clients reach, such as node1.example.org, not \""
                            + text
                            + "\"");
            return null;
        }
    }

    private static Set<String> names(YamlSection section) {
        String text = section.text("names");
        if (text == null) {
            return Set.of();
        }
        var names = new LinkedHashSet<String>();
        for (String each : text.split(",", -1)) {
            String name = each.strip();
            if (!Advertised.isName(name)) {
                section.refuse(
                        "names",
                        "are names by which clients ask for this node, with commas between, not \""
                                + name
                                + "\"");
            }
            names.add(name);
        }
        return names;
    }

    private static @Nullable KeyFiles keyFiles(YamlSection section) {
        if (!section.keys().contains("tls")) {
            return null;
        }
        var tls = section.section("tls", CERTIFICATE, "key");
        for (String each : List.of(CERTIFICATE, "key")) {
            if (!tls.keys().contains(each)) {
                section.refuse(
                        "tls",
                        "needs a \""
                                + each
                                + "\", a file of PEM; left out, the node makes its own");
            }
        }
        return new KeyFiles(tls.path(CERTIFICATE, Path.of("")), tls.path("key", Path.of("")));
    }

    private static Node node(YamlSection section) {
        Node here = Node.ofThisMachine();
        String name = section.text("name", here.name());
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
            section.refuse(
                    "name",
                    "must be 1 to 100 of A-Z a-z 0-9 . _ - and begin with a letter or digit, not \""
                            + name
                            + "\"");
        }
        return new Node(
                name,
                section.number("slots", 1, 10_000, here.slots()),
                labels(section.section("labels")),
                section.number("capacity", 1, 100, here.capacity()),
                roles(section));
    }

    private static Set<Role> roles(YamlSection section) {
        String text = section.text("roles");
        if (text == null) {
            return Set.of(Role.values());
        }
        var roles = EnumSet.noneOf(Role.class);
        for (String each : text.split(",", -1)) {
            try {
                roles.add(Role.valueOf(each.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                section.refuse(
                        "roles",
                        "are schedule, execute and api, with commas between, not \"" + each + "\"");
            }
        }
        return roles;
    }

    private static Map<String, String> labels(YamlSection section) {
        var labels = new LinkedHashMap<String, String>();
        for (String key : section.keys()) {
            String value = section.text(key, "");
            if (key.equals("node")) {
                section.refuse(key, "is the name of the node, which every node has by itself");
            } else if (!(key + value).matches("[A-Za-z0-9._/-]{1,200}") || value.isEmpty()) {
                section.refuse(key, "and its value must be letters, digits, . _ / -");
            }
            labels.put(key, value);
        }
        return labels;
    }

    private static Map<String, SqlConnection> connections(YamlSection section) {
        var connections = new LinkedHashMap<String, SqlConnection>();
        for (String name : section.keys()) {
            YamlSection one = section.section(name, "url", "user", "password");
            String url = one.text("url", "");
            if (!url.startsWith("jdbc:")) {
                section.refuse(
                        name,
                        url.isEmpty()
                                ? "needs a \"url\""
                                : "has a \"url\" that does not begin with jdbc:");
            }
            connections.put(
                    name, new SqlConnection(url, one.text("user", ""), one.text("password", "")));
        }
        return connections;
    }

    /// Tries the plugin folder, the port and the certificate, so that what is wrong is said before anything has
    /// started.
    static void checkStartable(ServerConfig config) {
        try {
            Files.createDirectories(config.plugins());
        } catch (IOException e) {
            throw new WrongConfiguration(
                    "The plugin folder "
                            + config.plugins()
                            + " cannot be made: "
                            + DataFolder.reason(e));
        }
        NodeRuntime.database(config).file().ifPresent(ConfigFile::requireWritable);
        var cluster = config.cluster();
        if (cluster != null && cluster.messages()) {
            requireFree(
                    cluster.bind().getHostAddress(),
                    cluster.port(),
                    " for the cluster",
                    "change cluster.port or cluster.bind");
        }
        Api api = config.api();
        requireFree(api.host(), api.port(), "", "give another one as api.port or --port");
        requireCertificate(api);
    }

    private static void requireWritable(Path database) {
        Path folder = Objects.requireNonNull(database.getParent());
        String why = "this user may not write there";
        try {
            Files.createDirectories(folder);
            if (Files.isWritable(folder)) {
                return;
            }
        } catch (IOException e) {
            why = DataFolder.reason(e);
        }
        throw new WrongConfiguration(
                "The folder "
                        + folder
                        + " of the database cannot be used: "
                        + why
                        + ". Change database.url, or the folder.");
    }

    private static void requireCertificate(Api api) {
        var files = api.tls();
        if (files == null) {
            return;
        }
        try {
            ApiCertificate.from(files, ApiNames.now(api).advertisedHost())
                    .next(null, Clocks.SYSTEM.wall().instant());
        } catch (CarillonException e) {
            throw new WrongConfiguration("In api.tls, " + e.getMessage());
        }
    }

    private static void requireFree(String host, int port, String use, String remedy) {
        try {
            bind(host, port);
        } catch (IOException e) {
            throw new WrongConfiguration(
                    "Port %d on %s cannot be used%s: %s. Stop what uses it, or %s."
                            .formatted(port, host, use, DataFolder.reason(e), remedy));
        }
    }

    /// Whether a node can answer there.
    static boolean isFree(String host, int port) {
        try {
            bind(host, port);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static void bind(String host, int port) throws IOException {
        try (var socket = new ServerSocket()) {
            // As the server does: a port that only lingers in TIME_WAIT is free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        }
    }
}
