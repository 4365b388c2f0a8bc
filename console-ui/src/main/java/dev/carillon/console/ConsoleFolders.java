package dev.carillon.console;

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
                folder(environment, "XDG_CONFIG_HOME", home.resolve(".config"))
                        .resolve("carillon/console.json"),
                folder(environment, "XDG_DATA_HOME", home.resolve(".local/share"))
                        .resolve("carillon"),
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

    private static Path folder(Map<String, String> environment, String name, Path otherwise) {
        String value = environment.getOrDefault(name, "");
        return value.isBlank() ? otherwise : Path.of(value);
    }
}
