package dev.carillon.console;

import dev.carillon.api.local.NodeFolder;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;

/// Where things are on this machine.
///
/// @param memory the file of what the console remembers
/// @param localNode the data folder of a node of this user
/// @param launcher starts a node; null where the console was not started by it
public record ConsoleFolders(Path memory, Path localNode, @Nullable Path launcher) {
    /// By the XDG base directory specification.
    static ConsoleFolders of(Map<String, String> environment, Path home) {
        return new ConsoleFolders(
                configuration(environment, home).resolve("carillon/console.json"),
                NodeFolder.ofUser(environment, home).path(),
                launcher(environment));
    }

    // An installed console is told by its launcher, one in a source tree has it beside itself.
    private static @Nullable Path launcher(Map<String, String> environment) {
        String program = environment.getOrDefault("CARILLON_PROGRAM", "");
        if (!program.isBlank()) {
            return Path.of(program);
        }
        String home = environment.getOrDefault("CARILLON_HOME", "");
        return home.isBlank() ? null : Path.of(home, "packaging", "bin", "carillon");
    }

    private static Path configuration(Map<String, String> environment, Path home) {
        String value = environment.getOrDefault("XDG_CONFIG_HOME", "");
        return value.isBlank() ? home.resolve(".config") : Path.of(value);
    }
}
