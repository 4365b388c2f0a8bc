package dev.carillon.engine.store.jdbc;

import static dev.carillon.engine.store.jdbc.DatabaseArchive.DATABASE_SUFFIX;
import static dev.carillon.engine.store.jdbc.DatabaseArchive.beside;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.service.Disk;

import org.h2.jdbcx.JdbcDataSource;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

import javax.sql.DataSource;

/// What takes the place of an H2 file: it is made beside it, closed, forced to the disk and put in its place by one
/// rename. Before the rename the old file is whole, after it the new one is; what a crash left beside it is written
/// over by the next try.
///
/// Meanwhile H2's own lock of the file is not held for some time. A lock file keeps out a second process that would do
/// the same.
final class Replacement implements AutoCloseable {
    private final Path database;
    private final DatabaseConfig config;
    private final FileChannel lock;

    private Replacement(Path database, DatabaseConfig config, FileChannel lock) {
        this.database = database;
        this.config = config;
        this.lock = lock;
    }

    /// Begins it.
    ///
    /// @param database without the suffix
    /// @throws CarillonException UNAVAILABLE when another process does the same
    static Replacement of(Path database, DatabaseConfig config) {
        var file = beside(database, ".upgrade.lock");
        try {
            var channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw new CarillonException(
                        ErrorCode.UNAVAILABLE,
                        "another process upgrades or restores the database "
                                + database
                                + "; repeat when it has ended");
            }
            return new Replacement(database, config, channel);
        } catch (IOException e) {
            throw failed("write " + file, e);
        }
    }

    /// Makes it of a copy of a database.
    ///
    /// @throws IOException as [DatabaseArchive#unpack] does
    void unpack(Path archive) throws IOException {
        DatabaseArchive.unpack(archive, file());
    }

    /// Leads to it where it is made.
    DatabaseConfig config() {
        int settings = config.url().indexOf(';');
        return new DatabaseConfig(
                "jdbc:h2:file:" + copy() + (settings < 0 ? "" : config.url().substring(settings)),
                config.user(),
                config.password(),
                config.durability(),
                config.poolSize(),
                config.backups());
    }

    /// The same without a pool, so that it is closed with each connection.
    DataSource source() {
        var made = config();
        var source = new JdbcDataSource();
        source.setURL(made.effectiveUrl());
        source.setUser(made.user());
        source.setPassword(made.password());
        return source;
    }

    /// Puts it in the place of the database. Both are closed by now.
    ///
    /// @throws CarillonException STORAGE_FULL when that is not possible
    void put() {
        var place = beside(database, DATABASE_SUFFIX);
        try {
            Disk.force(file());
            Files.move(
                    file(),
                    place,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            Disk.forceFolder(place);
        } catch (IOException e) {
            throw failed("put " + file() + " in the place of " + place, e);
        }
    }

    // Not named like the database with something behind, which BACKUP would take for a part of it.
    private Path copy() {
        return database.resolveSibling("upgrade-" + database.getFileName());
    }

    private Path file() {
        return beside(copy(), DATABASE_SUFFIX);
    }

    static CarillonException failed(String what, IOException e) {
        return new CarillonException(
                ErrorCode.STORAGE_FULL,
                "cannot %s: %s; make room, or let the user of the node write there"
                        .formatted(what, DatabaseArchive.reason(e)),
                e);
    }

    /// Lets others in. The lock file stays: to delete it would let two processes lock two files.
    @Override
    public void close() {
        try (lock) {
            Files.deleteIfExists(file());
            // Where H2 writes what went wrong.
            Files.deleteIfExists(beside(copy(), ".trace.db"));
        } catch (IOException e) {
            throw failed("remove " + file(), e);
        }
    }
}
