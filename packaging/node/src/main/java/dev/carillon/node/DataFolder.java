package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.local.NodeFolder;
import dev.carillon.node.ServerConfig.Access;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;

/// The folder of a node's own data, held by one process at a time. The operating system gives the lock
/// back when the process ends, however it ends; `carillon.pid` in it names the process.
record DataFolder(Path path, FileChannel channel) implements AutoCloseable {
    private static final String ROOT = "root";
    private static final int SET_GROUP = 02000;
    private static final int STICKY = 01000;

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /// Makes the folder if needed, for its owner alone, and takes it.
    ///
    /// @throws WrongConfiguration when it cannot be written, a node works in it, or root would leave files in it that the
    ///     user of the node cannot use
    static DataFolder claim(Path folder) {
        ownerInsteadOf(System.getProperty("user.name", ""), folder)
                .ifPresent(
                        owner -> {
                            throw new WrongConfiguration(
                                    "The folder %s is of user %s, who could not use what root writes there. Start the node as that user: sudo -u %s carillon …, or give it a folder of its own."
                                            .formatted(folder, owner, owner));
                        });
        return tryClaim(folder)
                .orElseThrow(
                        () ->
                                new WrongConfiguration(
                                        "Another node works in %s. Stop it, or use another folder."
                                                .formatted(named(folder))));
    }

    /// The same for a command that works on the database of a node that is stopped.
    ///
    /// @throws CarillonException CONFLICT when a node works in it, or root would leave files in it that the user of the
    ///     node cannot use
    static DataFolder claimOffline(Path folder) {
        ownerInsteadOf(System.getProperty("user.name", ""), folder)
                .ifPresent(
                        owner -> {
                            throw new CarillonException(
                                    ErrorCode.CONFLICT,
                                    "the folder %s is of user %s, who could not use what root writes there; run the same command as that user: sudo -u %s carillon …"
                                            .formatted(folder, owner, owner));
                        });
        return tryClaim(folder)
                .orElseThrow(
                        () ->
                                new CarillonException(
                                        ErrorCode.CONFLICT,
                                        "not while a node works on this database; stop first the one in "
                                                + named(folder)));
    }

    /// Who has to write to the folder when root would.
    static Optional<String> ownerInsteadOf(String user, Path folder) {
        if (!POSIX || !user.equals(ROOT) || !Files.exists(folder)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.getOwner(folder).getName())
                    .filter(owner -> !owner.equals(ROOT));
        } catch (IOException e) {
            throw new WrongConfiguration(
                    "The owner of the folder " + folder + " cannot be told: " + reason(e));
        }
    }

    /// Takes it; empty when a node works in it.
    private static Optional<DataFolder> tryClaim(Path folder) {
        try {
            new NodeFolder(folder).create();
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve(NodeFolder.PROCESS_FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                return Optional.empty();
            }
            // Where a node answered that did not end in order.
            Files.deleteIfExists(folder.resolve(ApiAddress.ADDRESS_FILE));
            channel.truncate(0);
            channel.write(
                    java.nio.charset.StandardCharsets.US_ASCII.encode(
                            ProcessHandle.current().pid() + "\n"));
            return Optional.of(new DataFolder(folder, channel));
        } catch (IOException e) {
            throw new WrongConfiguration(
                    "The folder " + folder + " cannot be written: " + reason(e));
        }
    }

    /// Makes it its owner's alone where others may enter it and whoever works in it is the owner. One whose group is given on
    /// to what is made in it, or in which nobody deletes what is of others, is shared on purpose and stays as it is.
    ///
    /// @param access what the configuration wants
    void narrow(Access access) {
        if (access == Access.KEEP || !POSIX) {
            return;
        }
        try {
            var before = Files.getPosixFilePermissions(path);
            if (NodeFolder.OWNER_ONLY.containsAll(before)
                    || !isOf(System.getProperty("user.name", ""), path)
                    || isShared()) {
                return;
            }
            var after = EnumSet.copyOf(NodeFolder.OWNER_ONLY);
            after.retainAll(before);
            Files.setPosixFilePermissions(path, after);
            // Not before: where it goes to is chosen when the first is made.
            LoggerFactory.getLogger(DataFolder.class)
                    .warn(
                            "the folder {} was {}, and is its owner's alone from now on; with access: keep in the section data of the configuration it stays as it is",
                            path,
                            PosixFilePermissions.toString(before));
        } catch (IOException e) {
            throw new WrongConfiguration(
                    "The folder "
                            + path
                            + " cannot be made its owner's alone: "
                            + reason(e)
                            + ". Do that, or say access: keep in the section data of the configuration.");
        }
    }

    static boolean isOf(String user, Path folder) throws IOException {
        return Files.getOwner(folder).getName().equals(user);
    }

    private boolean isShared() throws IOException {
        return ((int) Files.getAttribute(path, "unix:mode") & (SET_GROUP | STICKY)) != 0;
    }

    /// Whether the process that last took the folder still runs; false also when that is not known.
    static boolean isHeld(Path folder) {
        return new NodeFolder(folder).process().isPresent();
    }

    /// What is wrong with a file, in words.
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> missing.getFile() + " does not exist";
            case AccessDeniedException denied -> "access to " + denied.getFile() + " is denied";
            case FileAlreadyExistsException file -> file.getFile() + " is a file, not a folder";
            default -> String.valueOf(e.getMessage());
        };
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path.resolve(ApiAddress.ADDRESS_FILE));
            channel.truncate(0);
            channel.close();
        } catch (IOException e) {
            System.err.println("carillon: the folder " + path + " was not tidied up: " + e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    /// With the process that works in it, for messages.
    static String named(Path folder) {
        return "the folder %s%s"
                .formatted(
                        folder,
                        new NodeFolder(folder)
                                .process()
                                .map(process -> " (process " + process.pid() + ")")
                                .orElse(""));
    }
}
