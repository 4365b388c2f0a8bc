package dev.carillon.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A process that does as little as one can whose work can be seen afterwards: it makes an empty file of its own name
/// and fails when that is there already.
final class ShortProcess {
    /// Environment: where the files are.
    static final String FOLDER = "FOLDER";

    /// Environment: the name of the file, as a node calls the id of a run.
    static final String NAME = "RUN_ID";

    static final List<String> COMMAND =
            List.of("/bin/sh", "-c", "set -C; : > \"$" + FOLDER + "/$" + NAME + "\"");

    private ShortProcess() {}

    /// A job whose runs are such processes.
    ///
    /// @param folder gets the files
    static String definition(String name, Path folder) {
        return """
        name: %s
        overlap: allow
        retention: {runs: 1000000, age: 1d}
        task: {shell: {command: [%s], env: {%s: '%s'}}}
        """
                .formatted(
                        name,
                        COMMAND.stream()
                                .map(word -> "'" + word + "'")
                                .collect(Collectors.joining(", ")),
                        FOLDER,
                        folder.toAbsolutePath());
    }

    /// Makes sure that the processes of these names ran, and no others.
    ///
    /// @throws IllegalStateException when they did not
    static void requireAll(Path folder, Set<String> names) throws IOException {
        try (var files = Files.list(folder)) {
            var ran =
                    files.map(file -> String.valueOf(file.getFileName()))
                            .collect(Collectors.toSet());
            Runs.require(
                    ran.equals(names),
                    ran.size() + " processes left their file, " + names.size() + " were to run");
        }
    }
}
