package dev.carillon.node;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A text that a person named, with what to call it in messages.
record Source(String name, String text) {
    private static final int MOST_BYTES = 16 << 20;

    /// @param names files, folders, or `-`
    static List<Source> ofDefinitions(List<String> names) throws IOException {
        var sources = new ArrayList<Source>();
        for (String name : names) {
            if (Files.isDirectory(Path.of(name))) {
                sources.addAll(folder(Path.of(name)));
            } else {
                sources.add(of(name));
            }
        }
        return sources;
    }

    /// @param name a file, or `-` for standard input
    static Source of(String name) throws IOException {
        if (name.equals("-")) {
            return new Source(
                    "standard input", text("standard input", System.in.readNBytes(MOST_BYTES + 1)));
        }
        return of(Path.of(name));
    }

    static Source of(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder");
        }
        try (var in = Files.newInputStream(file)) {
            return new Source(
                    file.toString(), text(file.toString(), in.readNBytes(MOST_BYTES + 1)));
        }
    }

    private static List<Source> folder(Path folder) throws IOException {
        List<Path> files;
        try (var listed = Files.list(folder)) {
            files =
                    listed.filter(file -> file.toString().matches("(?i).*\\.(yaml|yml|json)"))
                            .filter(Files::isRegularFile)
                            .sorted()
                            .toList();
        }
        if (files.isEmpty()) {
            throw new NoSuchFileException(folder + "/*.yaml");
        }
        var sources = new ArrayList<Source>();
        for (Path file : files) {
            sources.add(of(file));
        }
        return sources;
    }

    private static String text(String name, byte[] bytes) throws IOException {
        if (bytes.length > MOST_BYTES) {
            throw new IOException(name + " is over " + (MOST_BYTES >> 20) + " MiB");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new IOException(name + " is not text in UTF-8");
        }
    }
}
