package dev.carillon.cluster.keys;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
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
import java.util.Date;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The cluster's own authority, with which each node signs itself a certificate at its start. It is made by the first
/// node and shared sealed with the cluster's secret, so that the database and the secret are all a node needs, and
/// the database alone is of no use.
public final class ClusterKeys {
    private static final String NAME = "CN=carillon-cluster";
    private static final Duration AUTHORITY_VALID = Duration.ofDays(36_500);
    private static final Duration NODE_VALID = Duration.ofDays(3_650);
    // A node whose clock is behind must accept what one before it has signed.
    private static final Duration CLOCKS_APART = Duration.ofDays(1);
    private static final char[] IN_MEMORY = "in memory".toCharArray();

    private final PrivateKey key;
    private final X509Certificate certificate;

    private ClusterKeys(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /// A new authority.
    public static ClusterKeys create(Instant now) {
        try {
            var pair = pair();
            return new ClusterKeys(
                    pair.getPrivate(),
                    sign(pair, pair.getPrivate(), NAME, now, AUTHORITY_VALID, true));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("cannot make the authority of the cluster", e);
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
            throw new IllegalStateException("cannot encode the authority of the cluster", e);
        }
    }

    /// @throws CarillonException UNAVAILABLE when the text is damaged
    public static ClusterKeys of(String text) {
        String[] parts = text.split(" ", 2);
        try {
            var base64 = Base64.getDecoder();
            return new ClusterKeys(
                    KeyFactory.getInstance("EC")
                            .generatePrivate(new PKCS8EncodedKeySpec(base64.decode(parts[0]))),
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(base64.decode(parts[1]))));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "the keys of the cluster in the database are damaged; restore them from a backup",
                    e);
        }
    }

    /// For a node: its own new certificate, and trust in those of this authority alone.
    public SSLContext contextFor(String node, Instant now) {
        try {
            var pair = pair();
            var own = sign(pair, key, "CN=" + node, now, NODE_VALID, false);
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "node", pair.getPrivate(), IN_MEMORY, new X509Certificate[] {own, certificate});
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, IN_MEMORY);
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", certificate);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLSv1.3");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
            return context;
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("cannot make the certificate of node " + node, e);
        }
    }

    private static KeyPair pair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(
            KeyPair of, PrivateKey by, String name, Instant now, Duration valid, boolean authority)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        var builder =
                new JcaX509v3CertificateBuilder(
                        new X500Name(NAME),
                        new BigInteger(127, new SecureRandom()),
                        Date.from(now.minus(CLOCKS_APART)),
                        Date.from(now.plus(valid)),
                        new X500Name(name),
                        of.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(authority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by)));
    }
}
