package dev.carillon.api.trust;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// What certificates say, and how some of them are believed.
public final class Certificates {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private Certificates() {}

    /// The hosts for which the certificate is, `*` for any first part of a name.
    ///
    /// @throws IllegalArgumentException when they cannot be read
    public static List<String> names(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(
                                    each ->
                                            each.getFirst().equals(DNS)
                                                    || each.getFirst().equals(ADDRESS))
                            .map(each -> String.valueOf(each.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException("the names of the certificate cannot be read", e);
        }
    }

    /// Believes what these authorities have signed, and nothing else.
    public static X509ExtendedTrustManager trusting(List<X509Certificate> authorities)
            throws GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException("an empty store needs no reading", e);
        }
        for (var each : authorities) {
            store.setCertificateEntry(Fingerprint.of(each).hex(), each);
        }
        return manager(store);
    }

    /// Believes what the authorities of this machine have signed.
    static X509ExtendedTrustManager trustingTheMachine() throws GeneralSecurityException {
        return manager(null);
    }

    // Null is the store of the machine.
    private static X509ExtendedTrustManager manager(@Nullable KeyStore store)
            throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return Stream.of(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
