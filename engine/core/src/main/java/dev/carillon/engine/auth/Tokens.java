package dev.carillon.engine.auth;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/// The admin token. It is made at the first start, in a file only its owner can read; in memory there
/// is only its hash.
public final class Tokens {
    private static final int SHORTEST = 32;
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final byte[] hash;

    private Tokens(String token) {
        hash = sha256(token);
    }

    /// Reads or makes `admin.token` in the folder.
    ///
    /// @throws CarillonException UNAVAILABLE when the file is readable by others or too short
    public static Tokens inFolder(Path folder) {
        var file = folder.resolve("admin.token");
        try {
            create(file);
            if (POSIX
                    && !Files.getPosixFilePermissions(file).stream().allMatch(Tokens::ownersOnly)) {
                throw new CarillonException(
                        ErrorCode.UNAVAILABLE,
                        "others can read the admin token "
                                + file
                                + "; run chmod 600 on it, or delete it to get a new one");
            }
            String token = Files.readString(file).strip();
            if (token.length() < SHORTEST) {
                throw new CarillonException(
                        ErrorCode.UNAVAILABLE,
                        "the admin token in "
                                + file
                                + " is shorter than "
                                + SHORTEST
                                + " characters; delete the file to get a new one");
            }
            return new Tokens(token);
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "cannot read or make the admin token " + file + ": " + e,
                    e);
        }
    }

    private static void create(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        FileAttribute<?>[] ownerOnly =
                POSIX
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        var random = new byte[32];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        try (var channel =
                Files.newByteChannel(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        ownerOnly)) {
            channel.write(
                    java.nio.ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.US_ASCII)));
        } catch (FileAlreadyExistsException e) {
            // Another process was first; its token is read below.
            org.slf4j.LoggerFactory.getLogger(Tokens.class)
                    .debug("the token {} was made meanwhile", file, e);
        }
    }

    private static boolean ownersOnly(PosixFilePermission permission) {
        return permission.name().startsWith("OWNER");
    }

    /// Whether this is the token; takes the same time for each wrong one.
    public boolean accepts(String token) {
        return MessageDigest.isEqual(hash, sha256(token));
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
