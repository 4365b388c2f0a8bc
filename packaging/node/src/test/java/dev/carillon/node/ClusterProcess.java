package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.client.HttpCarillon;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One node of a cluster as a process, which a test kills, holds, stops and starts again.
final class ClusterProcess implements AutoCloseable {
    static final String SECRET = "a secret of the cluster under test";

    final String name;
    private final Path folder;
    private final Path config;
    private Process process;

    /// @param more lines of its configuration
    ClusterProcess(Path parent, String name, String databaseUrl, String more) throws IOException {
        this.name = name;
        folder = Files.createDirectories(parent.resolve(name));
        config = folder.resolve("carillon.yaml");
        Files.writeString(
                config,
                "data: {folder: "
                        + folder.resolve("data")
                        + "}\ndatabase: {url: \""
                        + databaseUrl
                        + "\", user: postgres, password: postgres}\napi: {port: "
                        + freePort()
                        + "}\nnode: {name: "
                        + name
                        + ", slots: 16}\n"
                        + more);
        process = launch();
    }

    static String member(boolean messages) throws IOException {
        return "cluster: {secret: "
                + SECRET
                + ", port: "
                + freePort()
                + ", messages: "
                + (messages ? "on" : "off")
                + "}\n";
    }

    static int freePort() throws IOException {
        try (var free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private Process launch() throws IOException {
        Files.deleteIfExists(folder.resolve("data/api.address"));
        var options = new ArrayList<>(NodeCommandLine.SMALL);
        options.add("-Xmx192m");
        return NodeCommandLine.start(options, config, folder.resolve("node.log"));
    }

    void start() throws IOException {
        process = launch();
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

    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("node %s ended", name).isTrue();
        return process.exitValue();
    }

    /// @param signal such as `STOP`
    void signal(String signal) throws IOException, InterruptedException {
        var sent = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        assertThat(sent.waitFor()).isZero();
    }

    URI url() throws IOException {
        var address = folder.resolve("data/api.address");
        await().atMost(60, TimeUnit.SECONDS)
                .failFast(
                        "the node ended: " + folder,
                        () -> !process.isAlive() && !Files.exists(address))
                .until(() -> Files.exists(address) && !Files.readString(address).isBlank());
        return URI.create(Files.readString(address).strip());
    }

    HttpCarillon connect() throws IOException {
        return HttpCarillon.connect(
                url(), Files.readString(folder.resolve("data/admin.token")).strip());
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("node.log"));
    }

    List<String> logLines(String with) throws IOException {
        return log().lines().filter(line -> line.contains(with)).toList();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
