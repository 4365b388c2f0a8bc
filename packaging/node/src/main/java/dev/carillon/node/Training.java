package dev.carillon.node;

import dev.carillon.api.Definitions;
import dev.carillon.node.ServerConfig.Api;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Goes once through what a node and every command do, for the ahead-of-time cache that is made after a build: a
/// node with one job in a folder of its own, and commands that ask it. Nothing depends on what it does.
final class Training {
    private static final String JOB = "name: training\ntask: {shell: {command: [\"true\"]}}\n";

    private Training() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("carillon-training");
        try {
            Logs.toFile(folder.resolve(Logs.FILE));
            var config = ServerConfig.inFolder(folder, Api.onLoopback(0), Map.of());
            try (var node = NodeRuntime.start(config)) {
                node.carillon().apply(Definitions.parse(JOB, "training"), false);
                String url = node.url().toString();
                String token = folder.resolve("admin.token").toString();
                for (var command :
                        List.of(
                                List.of("run", "training", "--wait"),
                                List.of("runs"),
                                List.of("jobs"),
                                List.of("stats"))) {
                    var words = new ArrayList<>(command);
                    words.addAll(List.of("--url", url, "--token-file", token));
                    execute(words.toArray(String[]::new));
                }
                execute("--help");
            }
        } finally {
            delete(folder);
        }
    }

    private static void execute(String... command) {
        var nowhere =
                new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        int code = NodeMain.commandLine(command).setOut(nowhere).execute(command);
        if (code != Exit.OK) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + code);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
