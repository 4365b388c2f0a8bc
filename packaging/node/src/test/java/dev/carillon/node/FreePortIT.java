package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.client.HttpCarillon;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A node of a desktop beside something else that has its port.
class FreePortIT {
    @TempDir Path folder;

    private Process start(Path config, Path log) throws IOException {
        return NodeCommandLine.builder(
                        List.of(),
                        NodeCommandLine.SMALL,
                        NodeCommandLine.PACKAGED,
                        List.of("server", "--config", config.toString(), "--free-port"),
                        log)
                .start();
    }

    private URI answers(Process node, Path log) throws IOException {
        var address = folder.resolve("data/api.address");
        var process = folder.resolve("data/carillon.pid");
        String pid = Long.toString(node.pid());
        await().atMost(60, TimeUnit.SECONDS)
                .failFast("the node ended, see " + log, () -> !node.isAlive())
                // What one that crashed left there is gone before the next one says who it is.
                .until(
                        () ->
                                Files.exists(process)
                                        && Files.readString(process).strip().equals(pid)
                                        && Files.exists(address)
                                        && !Files.readString(address).isBlank());
        var url = URI.create(Files.readString(address).strip());
        try (var carillon =
                HttpCarillon.connect(
                        url, Files.readString(folder.resolve("data/admin.token")).strip())) {
            assertThat(carillon.nodes()).hasSize(1);
        }
        return url;
    }

    @Test
    void itAnswersAtAnotherPortAndThereAgainAfterACrashAndAStop() throws Exception {
        try (var service = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var config = folder.resolve("carillon.yaml");
            var log = folder.resolve("node.log");
            Files.writeString(
                    config,
                    "data: {folder: %s}\napi: {port: %d}\n"
                            .formatted(folder.resolve("data"), service.getLocalPort()));

            var node = start(config, log);
            URI first = answers(node, log);
            node.destroyForcibly().onExit().join();
            node = start(config, log);
            URI afterACrash = answers(node, log);
            node.destroy();
            node.onExit().orTimeout(60, TimeUnit.SECONDS).join();
            assertThat(node.exitValue()).isZero();
            node = start(config, log);
            URI afterAStop = answers(node, log);
            node.destroy();
            node.onExit().orTimeout(60, TimeUnit.SECONDS).join();

            assertThat(first.getPort()).isNotEqualTo(service.getLocalPort());
            assertThat(List.of(afterACrash, afterAStop)).containsOnly(first);
        }
    }
}
