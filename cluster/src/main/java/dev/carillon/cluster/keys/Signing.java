package dev.carillon.cluster.keys;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;

/// How an authority signs. Alone with the library for it, whose archives are signed: to check that takes a tenth of the
/// start of a node, and one that needs no certificate goes without.
///
/// @param by the key of the authority
/// @param issuer its other half
record Signing(PrivateKey by, PublicKey issuer, Instant now) {
    private static final String AUTHORITY = "CN=carillon-cluster";
    // A node whose clock is behind must accept what one before it has signed.
    private static final Duration CLOCKS_APART = Duration.ofDays(1);

    /// The certificate of the authority itself.
    X509Certificate signAuthority(PublicKey of, Duration valid)
            throws GeneralSecurityException, IOException {
        return certificate(builder(AUTHORITY, of, valid, true, KeyUsage.keyCertSign));
    }

    /// The certificate of a member.
    X509Certificate signMember(String name, PublicKey of, Duration valid)
            throws GeneralSecurityException, IOException {
        return certificate(builder(name, of, valid, false, KeyUsage.digitalSignature));
    }

    /// The certificate of a server. It is none of a member.
    ///
    /// @param hosts names and addresses
    X509Certificate signServer(String name, PublicKey of, Duration valid, Collection<String> hosts)
            throws GeneralSecurityException, IOException {
        var names = hosts.stream().sorted().map(Signing::name).toArray(GeneralName[]::new);
        return certificate(
                builder(name, of, valid, false, KeyUsage.digitalSignature)
                        .addExtension(
                                Extension.subjectAlternativeName, false, new GeneralNames(names))
                        .addExtension(
                                Extension.extendedKeyUsage,
                                false,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth)));
    }

    private static GeneralName name(String host) {
        try {
            return new GeneralName(
                    GeneralName.iPAddress, InetAddress.ofLiteral(host).getHostAddress());
        } catch (IllegalArgumentException e) {
            return new GeneralName(GeneralName.dNSName, host);
        }
    }

    private X509v3CertificateBuilder builder(
            String name, PublicKey of, Duration valid, boolean authority, int usage)
            throws GeneralSecurityException, IOException {
        var ids = new JcaX509ExtensionUtils();
        return new JcaX509v3CertificateBuilder(
                        new X500Name(AUTHORITY),
                        new BigInteger(127, new SecureRandom()),
                        Date.from(now.minus(CLOCKS_APART)),
                        Date.from(now.plus(valid)),
                        new X500Name(name),
                        of)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
                .addExtension(Extension.keyUsage, true, new KeyUsage(usage))
                .addExtension(
                        Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(of))
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        ids.createAuthorityKeyIdentifier(issuer));
    }

    private X509Certificate certificate(X509v3CertificateBuilder builder)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA").build(by)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("the key cannot sign", e);
        }
    }
}
