package dev.carillon.cluster.keys;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.trust.Certificates;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// The own authority of a cluster or of a node without others, with which each node signs itself what it needs: a
/// certificate to be a member, and one for its API. That of a cluster is made by the first node and shared sealed with
/// the cluster's secret, so that the database and the secret are all a node needs, and the database alone is of no use.
public final class Authority {
    /// How long a certificate of the API is valid.
    public static final Duration SERVER_VALID = Duration.ofDays(90);

    private static final Duration AUTHORITY_VALID = Duration.ofDays(36_500);
    private static final Duration NODE_VALID = Duration.ofDays(3_650);
    private static final char[] IN_MEMORY = "in memory".toCharArray();

    private final PrivateKey key;
    private final X509Certificate certificate;

    private Authority(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /// A new authority.
    public static Authority create(Instant now) {
        try {
            var pair = pair();
            return new Authority(
                    pair.getPrivate(),
                    new Signing(pair.getPrivate(), pair.getPublic(), now)
                            .signAuthority(pair.getPublic(), AUTHORITY_VALID));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make an authority", e);
        }
    }

    /// As a text that holds all of it.
    public String text() {
        try {
            var base64 = Base64.getEncoder();
            return base64.encodeToString(key.getEncoded())
                    + " "
                    + base64.encodeToString(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot encode the authority", e);
        }
    }

    /// @throws CarillonException UNAVAILABLE when the text is damaged
    public static Authority of(String text) {
        String[] parts = text.split(" ", 2);
        try {
            var base64 = Base64.getDecoder();
            return new Authority(
                    KeyFactory.getInstance("EC")
                            .generatePrivate(new PKCS8EncodedKeySpec(base64.decode(parts[0]))),
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(base64.decode(parts[1]))));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "the keys of the authority are damaged; restore them from a backup",
                    e);
        }
    }

    /// For a member: its own new certificate, and trust in those of this authority alone.
    public SSLContext contextFor(String node, Instant now) {
        try {
            var pair = pair();
            var own = signing(now).signMember("CN=" + node, pair.getPublic(), NODE_VALID);
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "node", pair.getPrivate(), IN_MEMORY, new X509Certificate[] {own, certificate});
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, IN_MEMORY);
            var context = SSLContext.getInstance("TLSv1.3");
            context.init(
                    keys.getKeyManagers(),
                    new TrustManager[] {Certificates.trusting(List.of(certificate))},
                    new SecureRandom());
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make the certificate of node " + node, e);
        }
    }

    private static KeyPair pair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /// By which clients tell it.
    public X509Certificate certificate() {
        return certificate;
    }

    /// A new key for the API of a node, with its certificate. It is no key of a member: whoever has it cannot join.
    ///
    /// @param hosts names and addresses by which the node is asked
    public ServerKey serverKey(Collection<String> hosts, Instant now) {
        try {
            var pair = pair();
            var own =
                    signing(now)
                            .signServer("CN=carillon-node", pair.getPublic(), SERVER_VALID, hosts);
            return new ServerKey(pair.getPrivate(), List.of(own, certificate));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make a certificate for " + hosts, e);
        }
    }

    private Signing signing(Instant now) {
        return new Signing(key, certificate.getPublicKey(), now);
    }
}
