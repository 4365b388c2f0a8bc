package dev.carillon.engine.store.jdbc;

import static dev.carillon.engine.store.jdbc.DatabaseArchive.DATABASE_SUFFIX;
import static dev.carillon.engine.store.jdbc.DatabaseArchive.beside;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.service.CrashPoint;
import dev.carillon.engine.service.Disk;

import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.zip.ZipException;

/// A backup that was checked, unpacked beside the embedded database and opened there, to take its place. Until
/// [#put] nothing of the database is changed, and nobody else can open it.
public final class UnpackedBackup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnpackedBackup.class);

    private final Path place;
    private final Optional<FileChannel> lock;
    private final Replacement replacement;
    private final Database database;
    private final boolean verified;

    private UnpackedBackup(
            Path place,
            Optional<FileChannel> lock,
            Replacement replacement,
            Database database,
            boolean verified) {
        this.place = place;
        this.lock = lock;
        this.replacement = replacement;
        this.database = database;
        this.verified = verified;
    }

    /// Checks and unpacks a backup, and brings its schema up to date.
    ///
    /// @param archive as [Database#backUpTo] made it
    /// @param config of the database whose place it is to take, which need not exist
    /// @throws CarillonException NOT_FOUND when there is no such file; INVALID_PARAMETER when it is damaged, no backup
    ///     or of a newer version; CONFLICT when a process works on the database, or it is no embedded one;
    ///     STORAGE_FULL when the backup cannot be read or nothing be written
    public static UnpackedBackup of(Path archive, DatabaseConfig config) {
        var base =
                config.file()
                        .orElseThrow(
                                () ->
                                        new CarillonException(
                                                ErrorCode.CONFLICT,
                                                "this command restores the embedded H2; load a dump into a PostgreSQL with pg_restore"));
        boolean verified = verify(archive);
        var place = beside(base, DATABASE_SUFFIX);
        var lock = lock(place);
        try {
            var replacement = Replacement.of(base, config);
            try {
                unpack(archive, replacement);
                bringUpToDate(archive, replacement);
                return new UnpackedBackup(
                        place, lock, replacement, Database.open(replacement.config()), verified);
            } catch (RuntimeException e) {
                replacement.close();
                throw e;
            }
        } catch (RuntimeException e) {
            unlock(lock);
            throw e;
        }
    }

    private static boolean verify(Path archive) {
        if (!Files.isRegularFile(archive)) {
            throw new CarillonException(ErrorCode.NOT_FOUND, "there is no file " + archive);
        }
        try {
            return DatabaseArchive.verify(archive);
        } catch (IOException e) {
            throw Replacement.failed("read " + archive, e);
        }
    }

    // H2 holds the same lock while it has the file open.
    private static Optional<FileChannel> lock(Path place) {
        if (!Files.exists(place)) {
            return Optional.empty();
        }
        try {
            var channel = FileChannel.open(place, StandardOpenOption.WRITE);
            if (!locks(channel)) {
                channel.close();
                throw new CarillonException(
                        ErrorCode.CONFLICT,
                        "a process works on the database " + place + "; stop it first");
            }
            return Optional.of(channel);
        } catch (IOException e) {
            throw Replacement.failed("lock " + place, e);
        }
    }

    private static boolean locks(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private static void unlock(Optional<FileChannel> lock) {
        if (lock.isPresent()) {
            try {
                lock.get().close();
            } catch (IOException e) {
                throw Replacement.failed("unlock the database", e);
            }
        }
    }

    private static void unpack(Path archive, Replacement replacement) {
        try {
            replacement.unpack(archive);
        } catch (ZipException | EOFException e) {
            throw useless(archive, "is damaged or no backup: " + e.getMessage(), e);
        } catch (IOException e) {
            throw Replacement.failed("unpack " + archive + " beside the database", e);
        }
    }

    private static void bringUpToDate(Path archive, Replacement replacement) {
        try {
            var dialect = new Dialect.H2();
            if (Schema.version(replacement.source(), dialect).isEmpty()) {
                throw useless(archive, "holds a database that is not of Carillon", null);
            }
            Schema.migrate(replacement.source(), dialect);
        } catch (FlywayException e) {
            throw useless(
                    archive,
                    "holds a database that cannot be used: " + Database.deepest(e).getMessage(),
                    e);
        } catch (CarillonException e) {
            if (e.getCause() instanceof NewerSchema newer) {
                throw useless(
                        archive,
                        "is of a newer Carillon (" + newer.getMessage() + "); restore it with that",
                        e);
            }
            throw e;
        }
    }

    private static CarillonException useless(Path archive, String what, @Nullable Exception cause) {
        return new CarillonException(
                ErrorCode.INVALID_PARAMETER,
                "the file " + archive + " " + what + "; nothing was changed",
                cause);
    }

    /// What was unpacked, open.
    public Database database() {
        return database;
    }

    /// Whether there was a checksum beside the file.
    public boolean verified() {
        return verified;
    }

    /// Where it is to be.
    public Path place() {
        return place;
    }

    /// Closes it and puts it in the place of the database. A crash leaves either of them there, whole.
    ///
    /// @return where the one that was there is kept; empty when there was none
    public Optional<Path> put(Instant now) {
        database.close();
        CrashPoint.RESTORE_READY.hit();
        var kept = Files.exists(place) ? Optional.of(keep(now)) : Optional.<Path>empty();
        CrashPoint.RESTORE_KEPT.hit();
        replacement.put();
        CrashPoint.RESTORE_REPLACED.hit();
        return kept;
    }

    // A second name for it, so that at no moment there is no database, of which a node would make
    // an empty one.
    private Path keep(Instant now) {
        var kept =
                beside(
                        place,
                        ".before-restore-"
                                + now.truncatedTo(ChronoUnit.MILLIS).toString().replace(":", ""));
        try {
            link(kept);
            Disk.forceFolder(kept);
            return kept;
        } catch (IOException e) {
            throw Replacement.failed("keep the present database as " + kept, e);
        }
    }

    private void link(Path kept) throws IOException {
        try {
            Files.createLink(kept, place);
        } catch (UnsupportedOperationException | FileSystemException e) {
            LOG.debug("no second name for {} can be had here, it is copied", place, e);
            Files.copy(place, kept);
            Disk.force(kept);
        }
    }

    @Override
    public void close() {
        try (replacement;
                database) {
            unlock(lock);
        }
    }
}
