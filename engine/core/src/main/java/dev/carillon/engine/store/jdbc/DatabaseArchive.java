package dev.carillon.engine.store.jdbc;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.service.Disk;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/// A zip file with a whole H2 database in it, and beside it a file `….sha256` with its checksum, as `sha256sum` writes
/// it. It appears under its name only when it is whole and on the disk.
///
/// @param sha256 in hexadecimal digits
public record DatabaseArchive(Path file, long sizeBytes, String sha256) {
    /// Of a database in one file.
    static final String DATABASE_SUFFIX = ".mv.db";

    private static final String PART = ".part";

    /// Copies an open database into the file, in the place of one of that name.
    ///
    /// @throws CarillonException STORAGE_FULL when the file cannot be written; nothing is left of it then
    static DatabaseArchive write(Connection database, Path file) {
        var part = beside(file, PART);
        try {
            Files.createDirectories(Disk.folder(file));
            try (var backup = database.prepareStatement("BACKUP TO ?")) {
                backup.setString(1, part.toString());
                backup.execute();
            }
            Disk.force(part);
            var checksum = sha256(part);
            // Never beside a file that it is not of.
            Files.deleteIfExists(checksumFile(file));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            writeChecksum(file, checksum);
            return new DatabaseArchive(file, Files.size(file), checksum);
        } catch (SQLException | IOException e) {
            throw new CarillonException(
                    ErrorCode.STORAGE_FULL,
                    "cannot write a copy of the database to %s: %s; make room, or let the user of the node write there%s"
                            .formatted(file, reason(e), removed(part)),
                    e);
        }
    }

    private static void writeChecksum(Path file, String checksum) throws IOException {
        var part = beside(checksumFile(file), PART);
        Files.writeString(part, checksum + "  " + file.getFileName() + "\n");
        Disk.force(part);
        Files.move(part, checksumFile(file), StandardCopyOption.ATOMIC_MOVE);
        Disk.forceFolder(file);
    }

    static String reason(Exception e) {
        return e instanceof java.nio.file.FileSystemException file
                ? String.valueOf(file)
                : String.valueOf(e.getMessage());
    }

    // The end of a message: what is left when even this fails.
    private static String removed(Path part) {
        try {
            Files.deleteIfExists(part);
            return "";
        } catch (IOException e) {
            return "; " + part + " is left of it: " + e;
        }
    }

    /// Reads the checksum of a file and compares it with the one beside it, if there is one.
    ///
    /// @return whether there is one
    /// @throws CarillonException INVALID_PARAMETER when it is another one
    /// @throws IOException when the file cannot be read
    public static boolean verify(Path file) throws IOException {
        var beside = checksumFile(file);
        if (!Files.exists(beside)) {
            return false;
        }
        String wanted = Files.readString(beside).strip().split("\\s", 2)[0];
        String found = sha256(file);
        if (!found.equalsIgnoreCase(wanted)) {
            throw new CarillonException(
                    ErrorCode.INVALID_PARAMETER,
                    "the checksum of %s is %s, and %s says %s: one of them was changed or copied only in part; take another copy"
                            .formatted(file, found, beside, wanted));
        }
        return true;
    }

    /// Writes the database in it to a file, in the place of one of that name.
    ///
    /// @throws ZipException when it is no zip file, is damaged or has no database in it
    /// @throws java.io.EOFException when only a part of it is there
    /// @throws IOException when it cannot be read, or the file not be written
    static void unpack(Path archive, Path to) throws IOException {
        try (var entries = new ZipInputStream(Files.newInputStream(archive))) {
            for (var entry = entries.getNextEntry();
                    entry != null;
                    entry = entries.getNextEntry()) {
                if (entry.getName().endsWith(DATABASE_SUFFIX)) {
                    // Compares the checksum of the entry at its end.
                    Files.copy(entries, to, StandardCopyOption.REPLACE_EXISTING);
                    return;
                }
            }
        }
        throw new ZipException("there is no database in it");
    }

    void delete() {
        try {
            Files.delete(checksumFile(file));
            Files.delete(file);
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.STORAGE_FULL, "cannot remove " + file + ": " + reason(e), e);
        }
    }

    private static Path checksumFile(Path file) {
        return beside(file, ".sha256");
    }

    static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static String sha256(Path file) throws IOException {
        try (var in =
                new DigestInputStream(
                        Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
