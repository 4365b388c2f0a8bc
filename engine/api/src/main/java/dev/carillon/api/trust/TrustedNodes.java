package dev.carillon.api.trust;

import dev.carillon.api.trust.UntrustedNode.Reason;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Checks what nodes show by a [Trust], with the checks of the Java runtime for everything, and says in words what is
/// wrong. First it looks who has signed, then for whom: so the two can be told apart.
final class TrustedNodes extends X509ExtendedTrustManager {
    private final Trust trust;

    private final Object lock = new Object();
    // Only made for a first https: to read the authorities of a machine takes a while.
    private @Nullable List<X509ExtendedTrustManager> managers;

    TrustedNodes(Trust trust) {
        this.trust = trust;
    }

    private List<X509ExtendedTrustManager> managers() throws CertificateException {
        synchronized (lock) {
            var made = managers;
            if (made == null) {
                made = make();
                managers = made;
            }
            return made;
        }
    }

    private List<X509ExtendedTrustManager> make() throws CertificateException {
        try {
            var made = new ArrayList<X509ExtendedTrustManager>();
            if (trust.system()) {
                made.add(Certificates.trustingTheMachine());
            }
            if (!trust.authorities().isEmpty()) {
                made.add(Certificates.trusting(trust.authorities()));
            }
            return List.copyOf(made);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the authorities of this machine cannot be read", e);
        }
    }

    /// The check of names that goes with a connection.
    @FunctionalInterface
    private interface Named {
        void check(X509ExtendedTrustManager manager) throws CertificateException;
    }

    private void check(X509Certificate[] chain, String type, Named named)
            throws CertificateException {
        var authority = Fingerprint.of(top(chain));
        var believer = believer(chain, type, authority);
        try {
            chain[0].checkValidity();
            named.check(believer);
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            throw notValid(chain[0], authority, e);
        } catch (CertificateException e) {
            throw new UntrustedNode(
                    Reason.OTHER_NAME,
                    authority,
                    "shows a certificate that is not for this name, but for "
                            + names(chain[0])
                            + "; use one of these, or have it made for this name by api.advertise of the node",
                    e);
        }
    }

    private X509ExtendedTrustManager believer(
            X509Certificate[] chain, String type, Fingerprint authority)
            throws CertificateException {
        CertificateException last = null;
        for (var manager : candidates(chain, authority)) {
            try {
                manager.checkServerTrusted(chain, type);
                return manager;
            } catch (CertificateException e) {
                last = e;
            }
        }
        throw unknown(chain, authority, last);
    }

    private List<X509ExtendedTrustManager> candidates(
            X509Certificate[] chain, Fingerprint authority) throws CertificateException {
        var pinned = trust.pinned();
        if (pinned == null) {
            return managers();
        }
        for (var each : chain) {
            if (Fingerprint.of(each).equals(pinned)) {
                try {
                    return List.of(Certificates.trusting(List.of(each)));
                } catch (GeneralSecurityException e) {
                    throw new CertificateException("cannot check by one authority", e);
                }
            }
        }
        throw new UntrustedNode(
                Reason.OTHER_AUTHORITY,
                authority,
                "is not signed by the authority that was pinned, "
                        + pinned
                        + ", but by "
                        + authority
                        + "; either it is not your node, or its authority was made anew: compare with `carillon certificate`"
                        + " on the node",
                null);
    }

    private static CertificateException unknown(
            X509Certificate[] chain, Fingerprint authority, @Nullable CertificateException cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof CertificateExpiredException
                    || each instanceof CertificateNotYetValidException) {
                return notValid(chain[0], authority, cause);
            }
        }
        return isSigned(chain)
                ? new UntrustedNode(
                        Reason.UNKNOWN_AUTHORITY,
                        authority,
                        "is signed by an unknown authority with the fingerprint "
                                + authority
                                + "; if that is your cluster's (compare with `carillon certificate` on the node) add --ca-fingerprint "
                                + authority,
                        cause)
                : new UntrustedNode(
                        Reason.BROKEN,
                        null,
                        "is not signed by the authority that the node shows with it; this is not a node of yours, or somebody is in between",
                        cause);
    }

    private static UntrustedNode notValid(
            X509Certificate certificate,
            Fingerprint authority,
            @Nullable CertificateException cause) {
        return new UntrustedNode(
                Reason.NOT_VALID_NOW,
                authority,
                "is valid from "
                        + certificate.getNotBefore().toInstant()
                        + " to "
                        + certificate.getNotAfter().toInstant()
                        + ", which is not now; renew it, or set the clock right",
                cause);
    }

    // As far as each is really signed by the next: what a node only shows proves nothing.
    private static X509Certificate top(X509Certificate[] chain) {
        int last = 0;
        while (last + 1 < chain.length && isSignedBy(chain[last], chain[last + 1])) {
            last++;
        }
        return chain[last];
    }

    private static boolean isSigned(X509Certificate[] chain) {
        return top(chain).equals(chain[chain.length - 1]);
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate by) {
        try {
            certificate.verify(by.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String names(X509Certificate certificate) {
        try {
            var names = Certificates.names(certificate);
            return names.isEmpty() ? "none" : String.join(", ", names);
        } catch (IllegalArgumentException e) {
            return "names that cannot be read (" + e.getCause() + ")";
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        check(chain, type, manager -> manager.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        check(chain, type, manager -> manager.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw new CertificateException("a node is checked with its name only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw new CertificateException("this is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, type);
    }

    /// For servers that ask clients for a certificate, which this is not.
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
