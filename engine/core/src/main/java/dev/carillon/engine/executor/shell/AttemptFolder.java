package dev.carillon.engine.executor.shell;

import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;

/// The fresh working directory of an attempt, removed at its end.
record AttemptFolder(Path path) {
    static AttemptFolder create(Path workFolder, String mark) throws IOException {
        return new AttemptFolder(Files.createDirectories(workFolder.resolve(name(mark))));
    }

    private static String name(String mark) {
        return mark.replace(':', '-');
    }

    /// Removes those that a killed node left, but for attempts that go on.
    static void removeAll(Path workFolder, Set<String> livingMarks) throws IOException {
        try (var folders = Files.newDirectoryStream(workFolder, Files::isDirectory)) {
            for (var folder : folders) {
                var name = folder.getFileName().toString();
                if (livingMarks.stream().noneMatch(mark -> name(mark).equals(name))) {
                    new AttemptFolder(folder).remove();
                }
            }
        }
    }

    /// Removes it with all that is in it; does not follow links.
    void remove() {
        try {
            // As most are empty.
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException e) {
            removeAll();
        } catch (IOException e) {
            warn(e);
        }
    }

    private void removeAll() {
        try (var files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            warn(e);
        }
    }

    private void warn(Exception e) {
        LoggerFactory.getLogger(AttemptFolder.class)
                .warn("cannot remove the work folder {}", path, e);
    }
}
