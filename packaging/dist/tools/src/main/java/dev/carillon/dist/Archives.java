package dev.carillon.dist;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Archives that are the same for the same files: names in order, no owner, the times that the files have.
final class Archives {
    private Archives() {}

    /// With the folder itself as the first entry.
    static void tarGz(Path folder, Path file) throws IOException, InterruptedException {
        Path plain = file.resolveSibling(file.getFileName() + ".tar");
        pack(
                plain,
                Objects.requireNonNull(folder.toAbsolutePath().getParent()),
                String.valueOf(folder.getFileName()));
        // Without name and time in the header.
        run(List.of("gzip", "-9nf", plain.toString()));
        Files.move(
                plain.resolveSibling(plain.getFileName() + ".gz"),
                file,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /// What is in the folder.
    static void tar(Path folder, Path file) throws IOException, InterruptedException {
        pack(file, folder, ".");
    }

    private static void pack(Path file, Path from, String what)
            throws IOException, InterruptedException {
        var command =
                new ArrayList<>(
                        List.of(
                                "tar",
                                "--create",
                                "--format=gnu",
                                "--sort=name",
                                "--owner=root:0",
                                "--group=root:0"));
        command.addAll(List.of("--file=" + file, "--directory=" + from, what));
        run(command);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code);
        }
    }

    /// With the folder itself as the first entry, and with the permissions, which `unzip` gives back.
    static void zip(Path folder, Path file) throws IOException {
        Files.deleteIfExists(file);
        try (var zip =
                FileSystems.newFileSystem(
                        URI.create("jar:" + file.toUri()),
                        Map.of("create", "true", "enablePosixFileAttributes", "true"))) {
            for (Path each : Trees.list(folder)) {
                Path entry =
                        zip.getPath(
                                Objects.requireNonNull(folder.toAbsolutePath().getParent())
                                        .relativize(each)
                                        .toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(entry);
                } else {
                    Files.copy(each, entry);
                }
                Files.setPosixFilePermissions(entry, Files.getPosixFilePermissions(each));
                var time = Files.getLastModifiedTime(each);
                Files.getFileAttributeView(entry, BasicFileAttributeView.class)
                        .setTimes(time, time, time);
            }
        }
    }
}
