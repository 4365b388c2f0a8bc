package dev.carillon.api.trust;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// Which nodes a client believes over https: the same rule for the first one and for those it learns of later. The name
/// of a node is always checked too.
///
/// @param system whether the authorities of this machine are trusted
/// @param authorities that are trusted beside them
/// @param pinned the one authority that is trusted, whatever else is said; null for no such
public record Trust(
        boolean system, List<X509Certificate> authorities, @Nullable Fingerprint pinned) {
    /// The authorities that this machine trusts.
    public static final Trust SYSTEM = new Trust(true, List.of(), null);

    private static final String NO_PEM =
            "it has no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----";

    public Trust {
        authorities = List.copyOf(authorities);
    }

    /// The authorities in a file of PEM, and no others.
    ///
    /// @throws CarillonException MALFORMED_REQUEST when it has none or cannot be read
    public static Trust file(Path pem) {
        return new Trust(false, read(pem), null);
    }

    /// The authority with this fingerprint, and no other. It has to be in the chain that the node shows.
    public static Trust pinned(Fingerprint authority) {
        return new Trust(false, List.of(), authority);
    }

    /// The authorities in a file of PEM too.
    ///
    /// @throws CarillonException MALFORMED_REQUEST when it has none or cannot be read
    public Trust and(Path pem) {
        return new Trust(system, read(pem), pinned);
    }

    /// The certificates in a file of PEM.
    ///
    /// @throws CarillonException MALFORMED_REQUEST when it has none or cannot be read
    public static List<X509Certificate> read(Path pem) {
        try {
            var found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(pem)))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (found.isEmpty()) {
                throw unreadable(pem, NO_PEM, null);
            }
            return found;
        } catch (IOException e) {
            throw unreadable(
                    pem,
                    e instanceof java.nio.file.NoSuchFileException
                            ? "it does not exist"
                            : e.toString(),
                    e);
        } catch (CertificateException e) {
            throw unreadable(pem, NO_PEM, e);
        }
    }

    private static CarillonException unreadable(
            Path pem, String because, @Nullable Throwable cause) {
        return new CarillonException(
                ErrorCode.MALFORMED_REQUEST,
                "the certificate file " + pem + " cannot be read: " + because,
                cause);
    }

    /// For connections that follow this rule.
    public SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustedNodes(this)}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has TLS", e);
        }
    }
}
