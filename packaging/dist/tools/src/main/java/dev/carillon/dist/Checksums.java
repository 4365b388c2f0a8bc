package dev.carillon.dist;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Writes the SHA-256 of all files of a folder that are handed out, as `sha256sum -c` reads it.
public final class Checksums {
    private static final String NAMES = ".*\\.(deb|rpm|tar\\.gz|zip|msi|dmg)";

    private Checksums() {}

    /// @param arguments the folder, and the file to write
    public static void main(String[] arguments) throws IOException {
        write(Path.of(arguments[0]), Path.of(arguments[1]));
    }

    static void write(Path folder, Path file) throws IOException {
        List<Path> packages;
        try (var files = Files.list(folder)) {
            packages =
                    files.filter(each -> String.valueOf(each.getFileName()).matches(NAMES))
                            .sorted()
                            .toList();
        }
        var lines = new ArrayList<String>();
        for (Path each : packages) {
            lines.add(sha256(each) + "  " + each.getFileName());
        }
        Files.write(file, lines);
    }

    private static String sha256(Path file) throws IOException {
        try (var in =
                new DigestInputStream(
                        Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
