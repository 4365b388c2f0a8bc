package dev.carillon.engine.executor.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Finds and ends processes by a variable in their environment, which children inherit and cannot
/// shake off by `setsid`. Reads `/proc`; on a system without it nothing is found, and only the
/// children that Java itself knows can be ended.
final class Processes {
    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    /// Processes of this user with an environment that has an entry the test accepts.
    static List<ProcessHandle> withEnvironment(Predicate<List<String>> test) {
        var found = new ArrayList<ProcessHandle>();
        if (!Files.isDirectory(PROC)) {
            return found;
        }
        long self = ProcessHandle.current().pid();
        try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                long pid = Long.parseLong(entry.getFileName().toString());
                if (pid != self && test.test(environment(entry))) {
                    ProcessHandle.of(pid).ifPresent(found::add);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new IllegalStateException("cannot read " + PROC, e);
        }
        return found;
    }

    // Empty for a process that ended meanwhile or belongs to somebody else.
    private static List<String> environment(Path process) {
        try {
            var text =
                    new String(
                            Files.readAllBytes(process.resolve("environ")),
                            StandardCharsets.ISO_8859_1);
            return List.of(text.split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    static List<ProcessHandle> ofAttempt(String mark) {
        return withEnvironment(
                environment -> environment.contains(ShellExecutor.MARK + "=" + mark));
    }

    /// Kills what the test finds until nothing is left, for as long as new ones appear.
    static int kill(Predicate<List<String>> test) {
        int killed = 0;
        for (int round = 0; round < 100; round++) {
            var found = withEnvironment(test);
            if (found.isEmpty()) {
                return killed;
            }
            for (var process : found) {
                killed += process.destroyForcibly() ? 1 : 0;
            }
            Thread.onSpinWait();
        }
        return killed;
    }
}
