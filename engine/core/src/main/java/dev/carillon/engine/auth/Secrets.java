package dev.carillon.engine.auth;

import dev.carillon.engine.run.SealedText;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals the values of secret parameters for where they are stored: AES-GCM under a key that is in a
/// file beside the data, and not in the database. A text that was not sealed with the key is left as it
/// is, so that nobody gains anything by writing one that looks so.
///
/// While the key is being replaced the file has a line for each: the newest seals, and all open.
public final class Secrets {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final List<SecretKeySpec> keys;
    private final SecureRandom random = new SecureRandom();

    /// @param secrets from each of which a key is derived, one a line, the newest first
    public Secrets(String secrets) {
        keys = secrets.lines().map(Secrets::key).toList();
    }

    private static SecretKeySpec key(String secret) {
        try {
            return new SecretKeySpec(
                    MessageDigest.getInstance("SHA-256")
                            .digest(
                                    ("carillon secrets " + secret)
                                            .getBytes(StandardCharsets.UTF_8)),
                    "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /// Reads or makes `secret.key` in the folder.
    ///
    /// @throws dev.carillon.api.CarillonException UNAVAILABLE when others can read the file
    public static Secrets inFolder(Path folder) {
        return new Secrets(
                KeyFile.read(
                        folder.resolve("secret.key"),
                        "key of secrets",
                        "restore it from a backup; without it stored secrets cannot be read"));
    }

    /// Sealed, unless it is so already.
    public String seal(String value) {
        return isSealed(value) ? value : sealed(value);
    }

    private String sealed(String value) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE, keys.getFirst(), new GCMParameterSpec(TAG_BITS, nonce));
            var sealed = cipher.doFinal(value.getBytes(StandardCharsets.UTF_8));
            var all = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed);
            return SealedText.START
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(all.array())
                    + ";";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has AES-GCM", e);
        }
    }

    private boolean isSealed(String value) {
        Matcher matcher = SealedText.PATTERN.matcher(value);
        return matcher.matches() && opened(matcher.group(1)).isPresent();
    }

    /// The text with what was sealed in it opened.
    ///
    /// @param found gets each secret that was opened
    public String open(String text, List<String> found) {
        return SealedText.PATTERN
                .matcher(text)
                .replaceAll(
                        match -> {
                            var opened = opened(match.group(1));
                            opened.ifPresent(found::add);
                            return Matcher.quoteReplacement(opened.orElse(match.group()));
                        });
    }

    /// The text with what was sealed in it sealed again, by the newest key.
    String reseal(String text) {
        return SealedText.PATTERN
                .matcher(text)
                .replaceAll(
                        match ->
                                Matcher.quoteReplacement(
                                        opened(match.group(1))
                                                .map(this::sealed)
                                                .orElse(match.group())));
    }

    private Optional<String> opened(String base64) {
        return keys.stream().flatMap(key -> opened(base64, key).stream()).findFirst();
    }

    private static Optional<String> opened(String base64, SecretKeySpec key) {
        try {
            var bytes = Base64.getUrlDecoder().decode(base64);
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    key,
                    new GCMParameterSpec(TAG_BITS, bytes, 0, NONCE_BYTES));
            return Optional.of(
                    new String(
                            cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES),
                            StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            // Not by this key: it was another one, or somebody wrote a text of this form.
            return Optional.empty();
        }
    }
}
