package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.testkit.FreePorts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One node of a cluster as a process, which a test kills, holds, stops and starts again.
final class ClusterProcess implements AutoCloseable {
    static final String SECRET = "a secret of the cluster under test";

    /// Where and as what it is started.
    ///
    /// @param prefix of the command, such as one that enters a network namespace
    /// @param environment beside that of the test
    /// @param roles of the node
    record Place(List<String> prefix, Map<String, String> environment, String bind, String roles) {
        static final Place HERE =
                new Place(List.of(), Map.of(), "127.0.0.1", "schedule, execute, api");
    }

    final String name;
    private final Path folder;
    private final Path config;
    private final Place place;
    private String classPath;
    private Instant launchedAt = Instant.MIN;
    private Process process;

    /// @param more lines of its configuration
    ClusterProcess(Path parent, String name, String databaseUrl, String more) throws IOException {
        this(parent, name, databaseUrl, Place.HERE, more);
    }

    ClusterProcess(Path parent, String name, String databaseUrl, Place place, String more)
            throws IOException {
        this(parent, name, place, NodeCommandLine.PACKAGED, database(databaseUrl) + more);
    }

    /// A node without others on the embedded database.
    static ClusterProcess alone(Path parent, String name, String classPath) throws IOException {
        return new ClusterProcess(parent, name, Place.HERE, classPath, "");
    }

    static String database(String url) {
        return "database: {url: \"" + url + "\", user: postgres, password: postgres}\n";
    }

    /// @param classPath of what it is started of first
    /// @param more lines of its configuration, with its database
    ClusterProcess(Path parent, String name, Place place, String classPath, String more)
            throws IOException {
        this.name = name;
        this.place = place;
        this.classPath = classPath;
        folder = Files.createDirectories(parent.resolve(name));
        config = folder.resolve("carillon.yaml");
        Files.writeString(
                config,
                "data: {folder: "
                        + folder.resolve("data")
                        + "}\napi: {port: "
                        + FreePorts.next()
                        + "}\nnode: {name: "
                        + name
                        + ", slots: 16, roles: \""
                        + place.roles
                        + "\"}\n"
                        + more);
        process = launch();
    }

    static String member(boolean messages) throws IOException {
        return member(messages, Place.HERE);
    }

    static String member(boolean messages, Place place) throws IOException {
        return "cluster: {secret: "
                + SECRET
                + ", bind: "
                + place.bind
                + ", port: "
                + FreePorts.next()
                + ", messages: "
                + (messages ? "on" : "off")
                + "}\n";
    }

    private Process launch() throws IOException {
        Files.deleteIfExists(folder.resolve("data/api.address"));
        var options = new ArrayList<>(NodeCommandLine.SMALL);
        options.add("-Xmx192m");
        var builder =
                NodeCommandLine.builder(
                        place.prefix, options, classPath, config, folder.resolve("node.log"));
        builder.environment().putAll(place.environment);
        launchedAt = InstantSource.system().instant();
        return builder.start();
    }

    /// Whether what the table has is this process, and not one of the same name before it.
    boolean isThis(NodeView node) {
        return node.name().equals(name) && !node.startedAt().isBefore(launchedAt);
    }

    void start() throws IOException {
        process = launch();
    }

    /// Starts what other classes make of it.
    void start(String otherClassPath) throws IOException {
        classPath = otherClassPath;
        start();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Asks it to stop, and waits for its end.
    int stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("node %s ended", name).isTrue();
        return process.exitValue();
    }

    /// Starts it again if it ended because it did not reach its database, as its service would.
    void restartIfUnreached() throws IOException {
        if (!process.isAlive() && process.exitValue() == Exit.UNREACHABLE) {
            System.out.println(
                    name + " ended since it did not reach its database, and is started again");
            start();
        }
    }

    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("node %s ended", name).isTrue();
        return process.exitValue();
    }

    /// @param signal such as `STOP`
    void signal(String signal) throws IOException, InterruptedException {
        NodeCommandLine.signal(process, signal);
    }

    URI url() throws IOException {
        var address = folder.resolve("data/api.address");
        await().atMost(120, TimeUnit.SECONDS)
                .failFast(
                        "the node ended: " + folder,
                        () -> !process.isAlive() && !Files.exists(address))
                .until(() -> Files.exists(address) && !Files.readString(address).isBlank());
        return URI.create(Files.readString(address).strip());
    }

    Path data() {
        return folder.resolve("data");
    }

    HttpCarillon connect() throws IOException {
        return HttpCarillon.connect(
                url(), Files.readString(folder.resolve("data/admin.token")).strip());
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("node.log"));
    }

    /// For the message of a test that failed.
    String describe() {
        try {
            var lines = log().lines().toList();
            return name
                    + (process.isAlive() ? ", alive" : ", ended with " + process.exitValue())
                    + ", end of its log:\n"
                    + String.join(
                            "\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> logLines(String with) throws IOException {
        return log().lines().filter(line -> line.contains(with)).toList();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
