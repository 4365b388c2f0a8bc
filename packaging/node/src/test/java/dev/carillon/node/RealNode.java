package dev.carillon.node;

import static org.awaitility.Awaitility.await;

import dev.carillon.api.client.HttpCarillon;

import org.junit.jupiter.api.AfterEach;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// What tests on a real node stand on: a process of its own in a fresh folder, started before each test,
/// that a test may kill and start again.
abstract class RealNode {
    final Path folder;
    Process node;
    HttpCarillon carillon;
    private final String settings;

    /// @param settings of `node` in its configuration
    RealNode(Path folder, String settings) throws IOException {
        this.folder = folder;
        this.settings = settings;
        node = start();
        carillon = connect();
    }

    Process start() throws IOException {
        var config = folder.resolve("carillon.yaml");
        Files.writeString(
                config,
                "data: {folder: "
                        + folder.resolve("data")
                        + "}\napi: {port: 0}\nnode: {"
                        + settings
                        + "}\n");
        Files.deleteIfExists(folder.resolve("data/api.address"));
        return NodeCommandLine.start(NodeCommandLine.SMALL, config, folder.resolve("node.log"));
    }

    URI url() throws IOException {
        var address = folder.resolve("data/api.address");
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> Files.exists(address) && !Files.readString(address).isBlank());
        return URI.create(Files.readString(address).strip());
    }

    HttpCarillon connect() throws IOException {
        return HttpCarillon.connect(
                url(), Files.readString(folder.resolve("data/admin.token")).strip());
    }

    void killAndRestart() throws IOException {
        node.destroyForcibly().onExit().join();
        carillon.close();
        node = start();
        carillon = connect();
    }

    @AfterEach
    void stop() {
        carillon.close();
        node.destroy();
        if (!node.onExit().completeOnTimeout(node, 20, TimeUnit.SECONDS).join().equals(node)
                || node.isAlive()) {
            node.destroyForcibly();
        }
    }
}
