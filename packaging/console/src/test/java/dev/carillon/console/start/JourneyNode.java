package dev.carillon.console.start;

import static org.awaitility.Awaitility.await;

import dev.carillon.api.client.HttpCarillon;
import dev.carillon.testkit.FreePorts;
import dev.carillon.testkit.TestDatabase;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real node as a process, on an H2 of its own, as it was packaged.
final class JourneyNode implements AutoCloseable {
    private static final Path BUILT = Path.of("..", "node", "target").toAbsolutePath().normalize();

    private final Path folder;
    private final String configuration;
    private Process process;

    JourneyNode(Path folder) throws IOException {
        this(folder, "node: {slots: 16}\n");
    }

    /// @param more lines of its configuration
    JourneyNode(Path folder, String more) throws IOException {
        this.folder = Files.createDirectories(folder);
        configuration =
                "data: {folder: " + data() + "}\napi: {port: " + FreePorts.next() + "}\n" + more;
        process = launch();
    }

    /// One of a cluster.
    static JourneyNode member(Path folder, String name, TestDatabase.Place database)
            throws IOException {
        return new JourneyNode(
                folder.resolve(name),
                "database: {url: \""
                        + database.url()
                        + "\", user: "
                        + database.user()
                        + ", password: "
                        + database.password()
                        + "}\nnode: {name: "
                        + name
                        + ", slots: 16}\ncluster: {secret: a secret of the cluster under test,"
                        + " bind: 127.0.0.1, port: "
                        + FreePorts.next()
                        + "}\n");
    }

    private Process launch() throws IOException {
        var config = folder.resolve("carillon.yaml");
        Files.writeString(config, configuration);
        Files.deleteIfExists(data().resolve("api.address"));
        return new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx192m",
                                "-XX:AOTCache=" + BUILT.resolve("carillon.aot"),
                                "-Xlog:disable",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                BUILT.resolve("lib/*") + ":" + BUILT.resolve("carillon-node.jar"),
                                "dev.carillon.node.NodeMain",
                                "server",
                                "--config",
                                config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("node.log").toFile()))
                .start();
    }

    Path data() {
        return folder.resolve("data");
    }

    URI url() throws IOException {
        var address = data().resolve("api.address");
        await().atMost(120, TimeUnit.SECONDS)
                .failFast("the node ended", () -> !process.isAlive())
                .until(() -> Files.exists(address) && !Files.readString(address).isBlank());
        return URI.create(Files.readString(address).strip());
    }

    String token() throws IOException {
        return Files.readString(data().resolve("admin.token")).strip();
    }

    HttpCarillon connect() throws IOException {
        return HttpCarillon.connect(url(), token());
    }

    /// Holds the process where it is: its connections stay open and nothing is answered.
    void hang() throws IOException {
        signal("STOP");
    }

    /// Lets it go on.
    void goOn() throws IOException {
        signal("CONT");
    }

    private void signal(String name) throws IOException {
        int failed =
                new ProcessBuilder("kill", "-" + name, "" + process.pid())
                        .inheritIO()
                        .start()
                        .onExit()
                        .join()
                        .exitValue();
        if (failed != 0) {
            throw new IOException("kill -" + name + " ended with " + failed);
        }
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Asks it to stop, and waits for its end.
    void stop() {
        process.destroy();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    void start() throws IOException {
        process = launch();
    }

    @Override
    public void close() {
        kill();
    }
}
