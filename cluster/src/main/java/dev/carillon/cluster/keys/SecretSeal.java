package dev.carillon.cluster.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals texts with a secret that people may have chosen: AES-GCM under a key derived by PBKDF2, with a salt of its
/// own for each text.
final class SecretSeal {
    private static final int SALT_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final DerivedKey keys;
    private final SecureRandom random = new SecureRandom();

    SecretSeal(String secret) {
        this(new DerivedKey(secret, null, DerivedKey::pbkdf2));
    }

    private SecretSeal(DerivedKey keys) {
        this.keys = keys;
    }

    /// Keeps the key it derived last in a file.
    static SecretSeal keeping(String secret, Path file) {
        return new SecretSeal(new DerivedKey(secret, file, DerivedKey::pbkdf2));
    }

    String seal(String text) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key(salt), new GCMParameterSpec(TAG_BITS, nonce));
            byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .encodeToString(
                            ByteBuffer.allocate(SALT_BYTES + NONCE_BYTES + sealed.length)
                                    .put(salt)
                                    .put(nonce)
                                    .put(sealed)
                                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has AES-GCM", e);
        }
    }

    /// @return empty when it was sealed with another secret, or changed since
    Optional<String> open(String sealed) {
        try {
            var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(sealed));
            var salt = new byte[SALT_BYTES];
            bytes.get(salt);
            var nonce = new byte[NONCE_BYTES];
            bytes.get(nonce);
            var rest = new byte[bytes.remaining()];
            bytes.get(rest);
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key(salt), new GCMParameterSpec(TAG_BITS, nonce));
            return Optional.of(new String(cipher.doFinal(rest), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private SecretKey key(byte[] salt) {
        return new SecretKeySpec(keys.of(salt), "AES");
    }
}
