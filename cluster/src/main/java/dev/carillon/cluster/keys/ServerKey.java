package dev.carillon.cluster.keys;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/// A private key with its certificate and those that lead to its authority.
///
/// @param chain the certificate of the key first, the authority or what is nearest to it last
public record ServerKey(PrivateKey key, List<X509Certificate> chain) {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;
    private static final byte[] SAMPLE = {1, 2, 3};

    public ServerKey {
        chain = List.copyOf(chain);
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    public X509Certificate authority() {
        return chain.getLast();
    }

    /// The hosts for which the certificate is, `*` for any first part of a name.
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

    /// Whether a signature by the key is one by the certificate.
    boolean belongTogether() {
        try {
            String algorithm =
                    switch (key.getAlgorithm()) {
                        case "EC" -> "SHA256withECDSA";
                        case "RSA" -> "SHA256withRSA";
                        default -> key.getAlgorithm();
                    };
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(SAMPLE);
            byte[] signed = signature.sign();
            signature.initVerify(certificate().getPublicKey());
            signature.update(SAMPLE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // A key of one kind with a certificate of another.
            return false;
        }
    }

    @Override
    public String toString() {
        // Without the key: it ends up in logs.
        return certificate().getSubjectX500Principal() + " for " + names(certificate());
    }
}
