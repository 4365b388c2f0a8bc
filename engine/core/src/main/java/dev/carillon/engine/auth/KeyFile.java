package dev.carillon.engine.auth;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.service.Disk;

import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/// A file with one text that only its owner can read.
public final class KeyFile {
    private static final int SHORTEST = 32;
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private KeyFile() {}

    /// What it has; empty when it is not there, or when others can read it.
    ///
    /// @throws CarillonException UNAVAILABLE when it cannot be read
    public static Optional<String> find(Path file) {
        try {
            return Files.exists(file) && isOwners(file)
                    ? Optional.of(Files.readString(file).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new CarillonException(ErrorCode.UNAVAILABLE, "cannot read " + file + ": " + e, e);
        }
    }

    /// Makes it with this text, or instead of what it has.
    ///
    /// @throws CarillonException UNAVAILABLE when it cannot be written
    public static void put(Path file, String text) {
        if (Files.exists(file)) {
            replace(file, text);
        } else {
            write(file, text);
        }
    }

    /// Reads it, or makes it with a random text.
    ///
    /// @param what the file holds, for messages
    /// @throws CarillonException UNAVAILABLE when the file is readable by others or too short
    static String read(Path file, String what, String remedy) {
        try {
            create(file);
            if (!isOwners(file)) {
                throw new CarillonException(
                        ErrorCode.UNAVAILABLE,
                        "others can read the "
                                + what
                                + " "
                                + file
                                + "; run chmod 600 on it, or "
                                + remedy);
            }
            String text = Files.readString(file).strip();
            if (text.length() < SHORTEST) {
                throw new CarillonException(
                        ErrorCode.UNAVAILABLE,
                        "the "
                                + what
                                + " in "
                                + file
                                + " is shorter than "
                                + SHORTEST
                                + " characters; "
                                + remedy);
            }
            return text;
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "cannot read or make the " + what + " " + file + ": " + e,
                    e);
        }
    }

    /// Makes it with this text.
    static void write(Path file, String text) {
        try {
            create(file, text);
        } catch (IOException e) {
            throw new CarillonException(ErrorCode.UNAVAILABLE, "cannot make " + file + ": " + e, e);
        }
    }

    /// Makes it have this text, all or nothing, and returns when that is on the disk. It belongs to whom the one before
    /// it did.
    static void replace(Path file, String text) {
        var next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(next);
            create(next, text);
            if (POSIX) {
                Files.setOwner(next, Files.getOwner(file));
            }
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            Disk.forceFolder(file);
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE, "cannot replace " + file + ": " + e, e);
        }
    }

    private static void create(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        create(file, random());
    }

    static String random() {
        var random = new byte[32];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static void create(Path file, String text) throws IOException {
        FileAttribute<?>[] ownerOnly =
                POSIX
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (var channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        ownerOnly)) {
            channel.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            // Another process was first; its text is read afterwards.
            LoggerFactory.getLogger(KeyFile.class).debug("{} was made meanwhile", file, e);
        }
    }

    private static boolean isOwners(Path file) throws IOException {
        return !POSIX || Files.getPosixFilePermissions(file).stream().allMatch(KeyFile::ownersOnly);
    }

    private static boolean ownersOnly(PosixFilePermission permission) {
        return permission.name().startsWith("OWNER");
    }
}
