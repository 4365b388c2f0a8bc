package dev.carillon.api.trust;

import org.jspecify.annotations.Nullable;

import java.security.cert.CertificateException;

/// Why a node is not believed to be the one that was asked for. Nothing was sent to it. The message is a sentence
/// for people that goes on after the node's address.
public final class UntrustedNode extends CertificateException {
    /// What is wrong with its certificate.
    public enum Reason {
        /// Nothing that is trusted has signed it.
        UNKNOWN_AUTHORITY,
        /// It is not signed by what was pinned.
        OTHER_AUTHORITY,
        OTHER_NAME,
        NOT_VALID_NOW,
        /// It contradicts itself, or breaks a rule of certificates.
        BROKEN
    }

    private final Reason reason;
    private final @Nullable Fingerprint authority;

    /// @param message goes on after the host of the node
    public UntrustedNode(
            Reason reason,
            @Nullable Fingerprint authority,
            String message,
            @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.authority = authority;
    }

    public Reason reason() {
        return reason;
    }

    /// Of the authority that really has signed the certificate, as far as the node shows it; null for BROKEN.
    public @Nullable Fingerprint authority() {
        return authority;
    }
}
