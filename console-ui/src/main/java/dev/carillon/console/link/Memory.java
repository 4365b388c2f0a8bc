package dev.carillon.console.link;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Json;
import dev.carillon.console.words.Texts;

import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the console remembers from one start to the next, in one file that only its owner can read: secrets are in
/// it. Used by one thread.
public final class Memory {
    private static final Texts TEXTS = Texts.of(Memory.class);
    private final Path file;
    private final Map<String, String> values;

    private Memory(Path file, Map<String, String> values) {
        this.file = file;
        this.values = values;
    }

    /// @param file need not exist
    /// @throws CarillonException when it exists and cannot be read; the message says what to do
    public static Memory of(Path file) {
        if (!Files.exists(file)) {
            return new Memory(file, new TreeMap<>());
        }
        try {
            return new Memory(
                    file,
                    Json.mapper()
                            .readValue(
                                    Files.readString(file),
                                    new TypeReference<TreeMap<String, String>>() {}));
        } catch (IOException | JacksonException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST, TEXTS.get("memory.unreadable", file), e);
        }
    }

    public Optional<String> recall(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /// Keeps it in the file at once.
    ///
    /// @throws CarillonException when the file cannot be written
    public void remember(String key, String value) {
        if (!value.equals(values.put(key, value))) {
            save();
        }
    }

    public void forget(String key) {
        if (values.remove(key) != null) {
            save();
        }
    }

    // All or nothing, and never readable for others in between.
    private void save() {
        try {
            Files.createDirectories(file.getParent());
            var next = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(next);
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        next,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(
                    next,
                    Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(values));
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.STORAGE_FULL,
                    TEXTS.get("memory.unwritable", file, String.valueOf(e.getMessage())),
                    e);
        }
    }
}
