package dev.carillon.cluster.keys;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.trust.Certificates;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
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

    private static final String NAME = "CN=carillon-cluster";
    private static final Duration AUTHORITY_VALID = Duration.ofDays(36_500);
    private static final Duration NODE_VALID = Duration.ofDays(3_650);
    // A node whose clock is behind must accept what one before it has signed.
    private static final Duration CLOCKS_APART = Duration.ofDays(1);
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
                            .sign(NAME, pair.getPublic(), AUTHORITY_VALID, Use.AUTHORITY));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
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
            var own = signing(now).sign("CN=" + node, pair.getPublic(), NODE_VALID, Use.MEMBER);
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
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
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
            var names =
                    new GeneralNames(
                            hosts.stream()
                                    .sorted()
                                    .map(Authority::name)
                                    .toArray(GeneralName[]::new));
            var own =
                    signing(now)
                            .sign(
                                    "CN=carillon-node",
                                    pair.getPublic(),
                                    SERVER_VALID,
                                    Use.SERVER,
                                    names);
            return new ServerKey(pair.getPrivate(), List.of(own, certificate));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("cannot make a certificate for " + hosts, e);
        }
    }

    private static GeneralName name(String host) {
        try {
            return new GeneralName(
                    GeneralName.iPAddress, InetAddress.ofLiteral(host).getHostAddress());
        } catch (IllegalArgumentException e) {
            return new GeneralName(GeneralName.dNSName, host);
        }
    }

    private Signing signing(Instant now) {
        return new Signing(key, certificate.getPublicKey(), now);
    }

    private enum Use {
        AUTHORITY(KeyUsage.keyCertSign),
        MEMBER(KeyUsage.digitalSignature),
        SERVER(KeyUsage.digitalSignature);

        private final int keyUsage;

        Use(int keyUsage) {
            this.keyUsage = keyUsage;
        }
    }

    private record Signing(PrivateKey by, PublicKey issuer, Instant now) {
        X509Certificate sign(String name, PublicKey of, Duration valid, Use use)
                throws GeneralSecurityException, OperatorCreationException, CertIOException {
            return certificate(builder(name, of, valid, use));
        }

        X509Certificate sign(String name, PublicKey of, Duration valid, Use use, GeneralNames names)
                throws GeneralSecurityException, OperatorCreationException, CertIOException {
            return certificate(
                    builder(name, of, valid, use)
                            .addExtension(Extension.subjectAlternativeName, false, names)
                            .addExtension(
                                    Extension.extendedKeyUsage,
                                    false,
                                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth)));
        }

        private X509v3CertificateBuilder builder(String name, PublicKey of, Duration valid, Use use)
                throws GeneralSecurityException, CertIOException {
            var ids = new JcaX509ExtensionUtils();
            return new JcaX509v3CertificateBuilder(
                            new X500Name(NAME),
                            new BigInteger(127, new SecureRandom()),
                            Date.from(now.minus(CLOCKS_APART)),
                            Date.from(now.plus(valid)),
                            new X500Name(name),
                            of)
                    .addExtension(
                            Extension.basicConstraints,
                            true,
                            new BasicConstraints(use == Use.AUTHORITY))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(use.keyUsage))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            ids.createSubjectKeyIdentifier(of))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            ids.createAuthorityKeyIdentifier(issuer));
        }

        private X509Certificate certificate(X509v3CertificateBuilder builder)
                throws GeneralSecurityException, OperatorCreationException {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA").build(by)));
        }
    }
}
