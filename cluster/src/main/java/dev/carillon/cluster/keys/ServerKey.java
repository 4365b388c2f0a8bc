package dev.carillon.cluster.keys;

import dev.carillon.api.trust.Certificates;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/// A private key with its certificate and those that lead to its authority.
///
/// @param chain the certificate of the key first, the authority or what is nearest to it last
public record ServerKey(PrivateKey key, List<X509Certificate> chain) {
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
        return certificate().getSubjectX500Principal()
                + " for "
                + Certificates.names(certificate());
    }
}
