package dev.carillon.engine.service;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/// What has to outlast a loss of power.
public final class Disk {
    private Disk() {}

    /// Returns when the content of the file is on the disk.
    public static void force(Path file) throws IOException {
        force(file, StandardOpenOption.WRITE);
    }

    /// Returns when the names in the folder of the file are on the disk.
    public static void forceFolder(Path file) throws IOException {
        // A folder cannot be opened there, and need not be.
        if (!System.getProperty("os.name", "").startsWith("Windows")) {
            force(folder(file), StandardOpenOption.READ);
        }
    }

    /// In which the file is.
    public static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    private static void force(Path file, StandardOpenOption how) throws IOException {
        try (var channel = FileChannel.open(file, how)) {
            channel.force(true);
        }
    }
}
