package dev.carillon.engine.auth;

import dev.carillon.api.CarillonException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The tokens that a node accepts: the admin token, and those that were made. The admin token comes into being at the
/// first start, in a file only its owner can read; in memory there is only its hash.
public final class Tokens {
    private final Permit admin = new Permit(Actor.ADMIN, () -> true);
    private final byte[] adminHash;
    private final IssuedTokens issued;

    private Tokens(String adminToken, IssuedTokens issued) {
        adminHash = sha256(adminToken);
        this.issued = issued;
    }

    /// Reads or makes `admin.token` in the folder.
    ///
    /// @throws CarillonException UNAVAILABLE when the file is readable by others or too short
    public static Tokens inFolder(Path folder, IssuedTokens issued) {
        return new Tokens(
                KeyFile.read(
                        folder.resolve("admin.token"), "admin token", "delete it to get a new one"),
                issued);
    }

    /// What the bearer of the token may do. Takes the same time for each wrong admin token.
    ///
    /// @throws CarillonException UNAUTHENTICATED for one that is wrong, revoked or expired
    public Permit permit(String token) {
        byte[] hash = sha256(token);
        return MessageDigest.isEqual(adminHash, hash) ? admin : issued.permit(hex(hash));
    }

    /// As it is stored.
    static String hash(String token) {
        return hex(sha256(token));
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
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
