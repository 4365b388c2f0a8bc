package dev.carillon.engine;

import dev.carillon.api.Carillon.Backup;
import dev.carillon.engine.store.jdbc.Database;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// Copies of the embedded database, made while it works.
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
        var made = database.backUpTo(folder.resolve(name));
        return new Backup(
                made.file().toAbsolutePath().toString(),
                made.sizeBytes(),
                made.sha256(),
                Duration.ofNanos(System.nanoTime() - began));
    }
}
