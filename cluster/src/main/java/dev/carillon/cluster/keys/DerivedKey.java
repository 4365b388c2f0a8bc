package dev.carillon.cluster.keys;

import dev.carillon.engine.auth.KeyFile;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Derives a key of a secret, so slowly that secrets cannot be guessed by trying. That takes seconds of a processor
/// when a node starts, so the node keeps the last one in a file that only its owner can read, beside the keys that it
/// opens.
final class DerivedKey {
    static final int ITERATIONS = 600_000;

    /// By so many the secret is compared with the one the kept key was derived of. The file must not be a short way to
    /// guess a secret that is in use elsewhere too.
    static final int COMPARED_BY = 10_000;

    private static final int KEY_BITS = 256;
    private static final int PARTS = 3;

    /// PBKDF2 with HMAC-SHA256, or what counts it in a test.
    @FunctionalInterface
    interface Derivation {
        byte[] derive(String secret, byte[] salt, int iterations);
    }

    private final String secret;
    private final @Nullable Path file;
    private final Derivation derivation;

    /// @param file in which the key is kept, null for none
    DerivedKey(String secret, @Nullable Path file, Derivation derivation) {
        this.secret = secret;
        this.file = file;
        this.derivation = derivation;
    }

    static byte[] pbkdf2(String secret, byte[] salt, int iterations) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(
                            new PBEKeySpec(secret.toCharArray(), salt, iterations, KEY_BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has PBKDF2 with HMAC-SHA256", e);
        }
    }

    byte[] of(byte[] salt) {
        var kept = file == null ? Optional.<byte[]>empty() : kept(file, salt);
        if (kept.isPresent()) {
            return kept.get();
        }
        byte[] key = derivation.derive(secret, salt, ITERATIONS);
        if (file != null) {
            KeyFile.put(file, text(salt, key));
        }
        return key;
    }

    // With another secret, for another salt, or changed since, it is derived anew.
    private Optional<byte[]> kept(Path from, byte[] salt) {
        try {
            List<byte[]> parts =
                    KeyFile.find(from).stream()
                            .flatMap(text -> Stream.of(text.split(" ", -1)))
                            .map(Base64.getDecoder()::decode)
                            .toList();
            boolean same =
                    parts.size() == PARTS
                            && MessageDigest.isEqual(parts.get(0), salt)
                            && MessageDigest.isEqual(parts.get(2), check(salt, parts.get(1)));
            return same ? Optional.of(parts.get(1)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String text(byte[] salt, byte[] key) {
        var base64 = Base64.getEncoder();
        return base64.encodeToString(salt)
                + " "
                + base64.encodeToString(key)
                + " "
                + base64.encodeToString(check(salt, key));
    }

    private byte[] check(byte[] salt, byte[] key) {
        byte[] both = ByteBuffer.allocate(salt.length + key.length).put(salt).put(key).array();
        return derivation.derive(secret, both, COMPARED_BY);
    }
}
