package dev.carillon.console;

import java.nio.file.Path;
import java.util.Map;

/// Where things are on this machine.
///
/// @param memory the file of what the console remembers
/// @param localNode the data folder of a node of this user
public record ConsoleFolders(Path memory, Path localNode) {
    /// By the XDG base directory specification.
    static ConsoleFolders of(Map<String, String> environment, Path home) {
        return new ConsoleFolders(
                folder(environment, "XDG_CONFIG_HOME", home.resolve(".config"))
                        .resolve("carillon/console.json"),
                folder(environment, "XDG_DATA_HOME", home.resolve(".local/share"))
                        .resolve("carillon"));
    }

    private static Path folder(Map<String, String> environment, String name, Path otherwise) {
        String value = environment.getOrDefault(name, "");
        return value.isBlank() ? otherwise : Path.of(value);
    }
}
