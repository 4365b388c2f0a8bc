package dev.carillon.engine;

import dev.carillon.api.Carillon.Backup;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.store.jdbc.Database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/// Copies of the embedded database, made while it works. A copy appears under its name only when it
/// is whole.
final class Backups {
    private final Database database;
    private final Path folder;

    Backups(Database database, Path folder) {
        this.database = database;
        this.folder = folder;
    }

    Backup make(Instant now) {
        long began = System.nanoTime();
        var name =
                "carillon-"
                        + now.toString().replace(":", "").replaceAll("\\.\\d+", "")
                        + "-"
                        + began % 100_000
                        + ".zip";
        try {
            Files.createDirectories(folder);
            var part = folder.resolve(name + ".part");
            database.backUpTo(part);
            var file = folder.resolve(name);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            return new Backup(
                    file.toAbsolutePath().toString(),
                    Files.size(file),
                    sha256(file),
                    Duration.ofNanos(System.nanoTime() - began));
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.STORAGE_FULL,
                    "cannot write the backup into " + folder + ": " + e.getMessage(),
                    e);
        }
    }

    private static String sha256(Path file) throws IOException {
        try (var in =
                new DigestInputStream(
                        Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
