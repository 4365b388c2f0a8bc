package dev.carillon.node;

import dev.carillon.node.ServerConfig.Api;
import dev.carillon.node.ServerConfig.Database;
import dev.carillon.node.ServerConfig.Durability;
import dev.carillon.node.ServerConfig.Node;
import dev.carillon.node.ServerConfig.SqlConnection;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads a node's configuration from YAML and checks that it can be started here.
final class ConfigFile {
    private ConfigFile() {}

    static ServerConfig read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new WrongConfiguration(
                    "The configuration file " + file + " cannot be read: " + reason(e));
        }
    }

    /// @param file the name for messages
    static ServerConfig parse(String yaml, String file) {
        try {
            var root =
                    new Compose(LoadSettings.builder().setLabel(file).build()).composeString(yaml);
            return config(
                    new YamlSection(
                            file,
                            root.orElse(null),
                            java.util.List.of(
                                    "data", "database", "api", "node", "plugins", "sql")));
        } catch (YamlEngineException e) {
            throw new WrongConfiguration(file + ": not YAML: " + e.getMessage());
        }
    }

    private static ServerConfig config(YamlSection root) {
        Path data =
                Path.of(
                        root.section("data", "folder")
                                .text("folder", ApiAddress.defaultDataFolder().toString()));
        return new ServerConfig(
                data,
                database(root.section("database", "url", "user", "password", "durability")),
                api(root.section("api", "host", "port")),
                node(root.section("node", "name", "slots")),
                Path.of(
                        root.section("plugins", "folder")
                                .text("folder", data.resolve("plugins").toString())),
                connections(root.section("sql", "connections").section("connections")));
    }

    private static Database database(YamlSection section) {
        String url = section.text("url");
        if (url != null && !url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
            throw section.refused("url", "must begin with jdbc:postgresql: or jdbc:h2:");
        }
        return new Database(
                url,
                section.text("user", ""),
                section.text("password", ""),
                section.choice("durability", Durability.class, Durability.PROCESS));
    }

    private static Api api(YamlSection section) {
        String host = section.text("host", Api.DEFAULT.host());
        if (!host.equals("localhost")
                && !host.equals("::1")
                && !host.matches("127\\.\\d+\\.\\d+\\.\\d+")) {
            throw section.refused(
                    "host", "must be a loopback address such as 127.0.0.1, not \"" + host + "\"");
        }
        return new Api(host, section.number("port", 0, 65535, Api.DEFAULT.port()));
    }

    private static Node node(YamlSection section) {
        Node here = Node.ofThisMachine();
        return new Node(
                section.text("name", here.name()),
                section.number("slots", 1, 10_000, here.slots()));
    }

    private static Map<String, SqlConnection> connections(YamlSection section) {
        var connections = new LinkedHashMap<String, SqlConnection>();
        for (String name : section.keys()) {
            YamlSection one = section.section(name, "url", "user", "password");
            String url = one.text("url");
            if (url == null) {
                throw section.refused(name, "needs a url");
            }
            connections.put(
                    name, new SqlConnection(url, one.text("user", ""), one.text("password", "")));
        }
        return connections;
    }

    /// Makes the data folder and tries its permissions and the port, so that what is wrong is said
    /// before anything has started.
    static void checkStartable(ServerConfig config) {
        try {
            Files.createDirectories(config.dataFolder());
            Files.createDirectories(config.plugins());
            Files.delete(Files.createTempFile(config.dataFolder(), "writable", null));
        } catch (IOException e) {
            throw new WrongConfiguration(
                    "The folder " + config.dataFolder() + " cannot be written: " + reason(e));
        }
        Api api = config.api();
        try (var socket = new ServerSocket()) {
            // As the server does: a port that only lingers in TIME_WAIT is free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(api.host()), api.port()));
        } catch (IOException e) {
            throw new WrongConfiguration(
                    "Port %d on %s cannot be used: %s. Give another one as api.port or --port."
                            .formatted(api.port(), api.host(), reason(e)));
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException _ -> "it does not exist";
            case java.nio.file.AccessDeniedException denied ->
                    "access to " + denied.getFile() + " is denied";
            case java.nio.file.FileAlreadyExistsException file ->
                    file.getFile() + " is a file, not a folder";
            default -> String.valueOf(e.getMessage());
        };
    }
}
