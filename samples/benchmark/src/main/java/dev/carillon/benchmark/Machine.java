package dev.carillon.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the figures were measured on.
final class Machine {
    private Machine() {}

    /// One sentence a line.
    static List<String> describe() throws IOException {
        return List.of(
                "Machine: %s, %d processors, %s MB memory, %s %s."
                        .formatted(
                                processor(),
                                Runtime.getRuntime().availableProcessors(),
                                ProcessUsage.bytes(
                                                Files.readAllLines(Path.of("/proc/meminfo")),
                                                "MemTotal:")
                                        >> 20,
                                System.getProperty("os.name"),
                                System.getProperty("os.version")),
                "Java: %s %s.".formatted(System.getProperty("java.vm.name"), Runtime.version()),
                "Load of the machine before: %s (1, 5, 15 minutes); what others do on it makes figures worse."
                        .formatted(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]),
                "Client and node share the machine.");
    }

    /// The commit of the sources, if they are under git and it is there.
    static Optional<String> commit(Path sources) throws IOException {
        if (!Files.exists(sources.resolve(".git"))) {
            return Optional.empty();
        }
        var git =
                new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
                        .directory(sources.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var answer = git.inputReader(StandardCharsets.UTF_8)) {
            return answer.lines().findFirst();
        }
    }

    private static String processor() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch", "unknown"));
    }
}
