package dev.carillon.engine.auth;

import dev.carillon.api.CarillonException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The admin token. It is made at the first start, in a file only its owner can read; in memory there
/// is only its hash.
public final class Tokens {
    private final byte[] hash;

    private Tokens(String token) {
        hash = sha256(token);
    }

    /// Reads or makes `admin.token` in the folder.
    ///
    /// @throws CarillonException UNAVAILABLE when the file is readable by others or too short
    public static Tokens inFolder(Path folder) {
        return new Tokens(
                KeyFile.read(
                        folder.resolve("admin.token"),
                        "admin token",
                        "delete it to get a new one"));
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
