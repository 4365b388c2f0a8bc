package dev.carillon.api.trust;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/// By what people tell a certificate: the SHA-256 of all of it.
///
/// @param hex 64 digits, in lower case
public record Fingerprint(String hex) {
    /// @throws CarillonException MALFORMED_REQUEST for what is no SHA-256
    public Fingerprint {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "a fingerprint is 32 bytes in hexadecimal, with or without colons, as `carillon certificate`"
                            + " prints it on the node");
        }
    }

    public static Fingerprint of(X509Certificate certificate) {
        try {
            return new Fingerprint(
                    HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(certificate.getEncoded())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /// Reads what this or OpenSSL printed: with colons or without, in either case, with `sha256:` before it or not.
    ///
    /// @throws CarillonException MALFORMED_REQUEST for what is none
    public static Fingerprint parse(String text) {
        return new Fingerprint(
                text.strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceFirst("^sha-?256( fingerprint)?[:=]", "")
                        .replaceAll("[: ]", ""));
    }

    /// As OpenSSL prints it.
    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").withUpperCase().formatHex(HexFormat.of().parseHex(hex));
    }
}
