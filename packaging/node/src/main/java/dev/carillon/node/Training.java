package dev.carillon.node;

import com.sun.net.httpserver.HttpServer;

import dev.carillon.api.Carillon;
import dev.carillon.api.Json;
import dev.carillon.api.Page;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Goes once through what every command does, for the ahead-of-time cache that the launcher makes after
/// a build. It stands for a node with one run; nothing depends on what it does.
final class Training {
    private Training() {}

    public static void main(String[] args) throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(server, "/api/v1/runs", new Page<>(List.of(run()), null));
        answer(server, "/api/v1/jobs", new Page<>(List.of(), null));
        answer(
                server,
                "/api/v1/stats",
                new Carillon.Stats(1, 1, new EnumMap<>(RunState.class), 1, 1, 1, 1));
        server.start();
        Path token = Files.createTempFile("carillon-training", null);
        try {
            Files.writeString(token, "0".repeat(40));
            String url =
                    "http://"
                            + server.getAddress().getHostString()
                            + ":"
                            + server.getAddress().getPort();
            for (String command : List.of("runs", "jobs", "stats")) {
                execute(command, "--url", url, "--token-file", token.toString());
            }
            execute("--help");
        } finally {
            Files.delete(token);
            server.stop(0);
        }
    }

    private static void execute(String... command) {
        var nowhere =
                new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        int code = NodeMain.commandLine().setOut(nowhere).execute(command);
        if (code != Exit.OK) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + code);
        }
    }

    private static void answer(HttpServer server, String path, Object value) {
        byte[] body = Json.mapper().writeValueAsBytes(value);
        server.createContext(
                path,
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, body.length);
                    try (var out = exchange.getResponseBody()) {
                        out.write(body);
                    }
                });
    }

    private static RunView run() {
        return new RunView(
                "00000000-0000-7000-8000-000000000000",
                "default/training",
                1,
                RunState.SUCCEEDED,
                "MANUAL",
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                1,
                1,
                5,
                "default",
                "node",
                1,
                null,
                0,
                null,
                null,
                Map.of());
    }
}
