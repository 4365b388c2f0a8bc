package dev.carillon.console;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.local.NodeFolder;
import dev.carillon.console.connections.LocalNode;
import dev.carillon.console.link.Profile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the console is started with.
///
/// @param node the data folder of a node of this machine that is opened at once; null for the connections
/// @param check whether it only says if it could open a window
/// @param file a definition that the editor begins with, in the cluster that is opened first; null for none
public record ConsoleArguments(@Nullable Path node, boolean check, @Nullable Path file) {
    private static final String USAGE = "usage: carillon console [--node FOLDER] [--check] [FILE]";
    private static final long MOST_BYTES = 1 << 20;

    /// @throws CarillonException MALFORMED_REQUEST, with how it is used
    public static ConsoleArguments of(List<String> words) {
        Path node = null;
        boolean check = false;
        Path file = null;
        for (int i = 0; i < words.size(); i++) {
            switch (words.get(i)) {
                case "--check" -> check = true;
                case "--node" -> {
                    if (++i == words.size()) {
                        throw misused("--node needs the data folder of a node");
                    }
                    node = Path.of(words.get(i));
                }
                default -> {
                    if (words.get(i).startsWith("-")) {
                        throw misused("\"" + words.get(i) + "\" is not known");
                    }
                    if (file != null) {
                        throw misused("one file is opened at a time");
                    }
                    file = Path.of(words.get(i));
                }
            }
        }
        return new ConsoleArguments(node, check, file);
    }

    private static CarillonException misused(String why) {
        return new CarillonException(ErrorCode.MALFORMED_REQUEST, why + "; " + USAGE);
    }

    /// The node to open, signed in by the token in its folder.
    ///
    /// @throws CarillonException NOT_FOUND when no node works in the folder, FORBIDDEN when it is another user's
    public Optional<Profile> profile() {
        if (node == null) {
            return Optional.empty();
        }
        var folder = node.toAbsolutePath().normalize();
        var found =
                new LocalNode(new NodeFolder(folder), null).find(folder.getFileName().toString());
        if (found.isEmpty()) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND,
                    "no node works in "
                            + folder
                            + ": name the data folder of one that runs, or start the console without --node");
        }
        return found;
    }

    /// What is in the file; empty when none was given.
    ///
    /// @throws CarillonException NOT_FOUND when it cannot be read, MALFORMED_REQUEST when it is over 1 MiB
    public Optional<String> text() {
        if (file == null) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new CarillonException(
                        ErrorCode.MALFORMED_REQUEST,
                        file + " is over " + (MOST_BYTES >> 20) + " MiB, which is no job");
            }
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND,
                    "the file " + file + " cannot be read as text: " + e.getMessage(),
                    e);
        }
    }
}
