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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A node of a desktop beside something else that has its port.
class FreePortIT {
    @TempDir Path folder;

    @Test
    void theNodeOfAUserKeepsItsDataWhereTheirDesktopDoesAndCommandsFindItThere() throws Exception {
        var log = folder.resolve("node.log");
        var server = ofUser(log, "server", "--free-port");
        var node = server.start();
        answers(folder.resolve("share/carillon"), node, log);

        var asked = ofUser(folder.resolve("nodes.log"), "nodes").start();
        asked.onExit().orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(asked.exitValue()).isZero();
        assertThat(Files.readString(folder.resolve("nodes.log"))).contains("UP");

        node.destroy();
        node.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private ProcessBuilder ofUser(Path log, String... arguments) {
        var options = new ArrayList<>(NodeCommandLine.SMALL);
        options.add("-Duser.home=" + folder);
        var builder =
                NodeCommandLine.builder(
                        List.of(), options, NodeCommandLine.PACKAGED, List.of(arguments), log);
        builder.environment().put("XDG_DATA_HOME", folder.resolve("share").toString());
        return builder;
    }

    private Process start(Path config, Path log) throws IOException {
        return NodeCommandLine.builder(
                        List.of(),
                        NodeCommandLine.SMALL,
                        NodeCommandLine.PACKAGED,
                        List.of("server", "--config", config.toString(), "--free-port"),
                        log)
                .start();
    }

    private static URI answers(Path data, Process node, Path log) throws IOException {
        var address = data.resolve("api.address");
        var process = data.resolve("carillon.pid");
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
                HttpCarillon.connect(url, Files.readString(data.resolve("admin.token")).strip())) {
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
            URI first = answers(folder.resolve("data"), node, log);
            node.destroyForcibly().onExit().join();
            node = start(config, log);
            URI afterACrash = answers(folder.resolve("data"), node, log);
            node.destroy();
            node.onExit().orTimeout(60, TimeUnit.SECONDS).join();
            assertThat(node.exitValue()).isZero();
            node = start(config, log);
            URI afterAStop = answers(folder.resolve("data"), node, log);
            node.destroy();
            node.onExit().orTimeout(60, TimeUnit.SECONDS).join();

            assertThat(first.getPort()).isNotEqualTo(service.getLocalPort());
            assertThat(List.of(afterACrash, afterAStop)).containsOnly(first);
        }
    }
}
