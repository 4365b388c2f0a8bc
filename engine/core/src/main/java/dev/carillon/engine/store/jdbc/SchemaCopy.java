package dev.carillon.engine.store.jdbc;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.service.CrashPoint;

import org.h2.jdbcx.JdbcDataSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipInputStream;

import javax.sql.DataSource;

/// The upgrade of an H2 file: a copy beside it is migrated, closed, forced to the disk and put in its
/// place by one rename. Before the rename the old file is whole, after it the new one is; a copy that
/// a crash left is written over by the next try.
///
/// Between the close of the old file and the opening of the new one H2's own lock is not held. A lock
/// file keeps out a second process, which could only come here, since it would find the same old
/// schema.
final class SchemaCopy implements AutoCloseable {
    private static final String SUFFIX = ".mv.db";

    private final Path database;
    private final String settings;
    private final DatabaseConfig config;
    private final FileChannel lock;

    private SchemaCopy(Path database, String settings, DatabaseConfig config, FileChannel lock) {
        this.database = database;
        this.settings = settings;
        this.config = config;
        this.lock = lock;
    }

    /// Begins the upgrade of an open database; empty for one that is only in memory.
    ///
    /// @throws CarillonException UNAVAILABLE when another process is upgrading it
    static Optional<SchemaCopy> of(DataSource open, DatabaseConfig config) {
        var path = path(open);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        String url = config.effectiveUrl();
        int end = url.indexOf(';');
        var file = beside(path.get(), ".upgrade.lock");
        try {
            var channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw new CarillonException(
                        ErrorCode.UNAVAILABLE,
                        "another process is upgrading the database " + path.get());
            }
            return Optional.of(
                    new SchemaCopy(path.get(), end < 0 ? "" : url.substring(end), config, channel));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static Optional<Path> path(DataSource open) {
        try (var connection = open.getConnection();
                var statement = connection.prepareStatement("SELECT DATABASE_PATH()");
                var rows = statement.executeQuery()) {
            rows.next();
            return Optional.ofNullable(rows.getString(1)).map(Path::of);
        } catch (SQLException e) {
            throw failed("ask for the path of the database", e);
        }
    }

    /// Copies the database while it is open, and so still locked by this process.
    void take(DataSource open) {
        var zip = beside(database, ".upgrade.zip");
        try (var connection = open.getConnection();
                var backup = connection.prepareStatement("BACKUP TO ?")) {
            backup.setString(1, zip.toString());
            backup.execute();
        } catch (SQLException e) {
            throw failed("copy the database " + database, e);
        }
        try {
            unpack(zip);
            Files.delete(zip);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy the database " + database, e);
        }
    }

    private void unpack(Path zip) throws IOException {
        try (var entries = new ZipInputStream(Files.newInputStream(zip))) {
            for (var entry = entries.getNextEntry();
                    entry != null;
                    entry = entries.getNextEntry()) {
                if (entry.getName().endsWith(SUFFIX)) {
                    Files.copy(
                            entries, beside(copy(), SUFFIX), StandardCopyOption.REPLACE_EXISTING);
                    return;
                }
            }
        }
        throw new IOException("the copy " + zip + " has no database in it");
    }

    /// Migrates the copy and puts it in the place of the database, which is closed by now.
    void migrate(Consumer<DataSource> migration) {
        var source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + copy() + settings);
        source.setUser(config.user());
        source.setPassword(config.password());
        migration.accept(source);
        CrashPoint.SCHEMA_READY.hit();
        try {
            force(beside(copy(), SUFFIX), StandardOpenOption.WRITE);
            Files.move(
                    beside(copy(), SUFFIX),
                    beside(database, SUFFIX),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            if (database.getParent() != null && !isWindows()) {
                force(database.getParent(), StandardOpenOption.READ);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot put the upgraded copy in the place of " + database, e);
        }
        CrashPoint.SCHEMA_REPLACED.hit();
    }

    private static void force(Path file, StandardOpenOption how) throws IOException {
        try (var channel = FileChannel.open(file, how)) {
            channel.force(true);
        }
    }

    // A folder cannot be opened there, and need not be.
    private static boolean isWindows() {
        return System.getProperty("os.name", "").startsWith("Windows");
    }

    // Not named like the database with something behind, which BACKUP would take for a part of it.
    private Path copy() {
        return database.resolveSibling("upgrade-" + database.getFileName());
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static CarillonException failed(String what, SQLException e) {
        return new CarillonException(
                ErrorCode.UNAVAILABLE, "cannot " + what + ": " + e.getMessage(), e);
    }

    /// Lets others in. The lock file stays: to delete it would let two processes lock two files.
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release the upgrade lock", e);
        }
    }
}
