package dev.carillon.dist;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// Folders with all that is in them. Links are kept as links.
final class Trees {
    private Trees() {}

    /// All below a folder, the folder itself first, in an order that does not depend on the machine.
    static List<Path> list(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.sorted(Comparator.comparing(Path::toString)).toList();
        }
    }

    /// @param to an existing folder, which keeps what it has
    static void copy(Path from, Path to) throws IOException {
        for (Path source : list(from)) {
            Path place = to.resolve(from.relativize(source).toString());
            if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(place);
            } else {
                Files.copy(
                        source,
                        place,
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES,
                        LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path below, @org.jspecify.annotations.Nullable IOException failure)
                            throws IOException {
                        if (failure != null) {
                            throw failure;
                        }
                        Files.delete(below);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /// Gives everything one time and the usual permissions, so that the same sources make the same package.
    static void setTimes(Path folder, Instant time) throws IOException {
        var stamp = FileTime.from(time);
        for (Path each : list(folder).reversed()) {
            if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                permit(each, "rwxr-xr-x");
            } else if (!Files.isSymbolicLink(each)) {
                permit(each, Files.isExecutable(each) ? "rwxr-xr-x" : "rw-r--r--");
            }
            Files.getFileAttributeView(
                            each, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(stamp, null, null);
        }
    }

    static void executable(Path file) throws IOException {
        permit(file, "rwxr-xr-x");
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
