package dev.carillon.dist.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the build made.
final class Packages {
    static final String VERSION = System.getProperty("packages.version");
    static final Path SERVER = Path.of("../server/target").toAbsolutePath().normalize();
    static final Path CONSOLE = Path.of("../console/target").toAbsolutePath().normalize();

    private Packages() {}

    static List<Path> of(Path target) throws IOException {
        try (var files = Files.list(target)) {
            return files.filter(
                            file ->
                                    file.getFileName()
                                            .toString()
                                            .matches("carillon-.*\\.(deb|rpm|tar\\.gz|zip)"))
                    .sorted()
                    .toList();
        }
    }

    /// The one whose name has this end.
    static Path of(Path target, String end) throws IOException {
        var found = of(target).stream().filter(file -> file.toString().endsWith(end)).toList();
        assertThat(found).as(end).hasSize(1);
        return found.getFirst();
    }
}
