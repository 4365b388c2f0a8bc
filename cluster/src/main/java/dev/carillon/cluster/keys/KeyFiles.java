package dev.carillon.cluster.keys;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.trust.Certificates;
import dev.carillon.api.trust.Trust;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;

/// A certificate and its key in two files of PEM, as an authority outside gave them.
///
/// @param certificate that of the node first, then those that lead to its authority
/// @param key without a passphrase
public record KeyFiles(Path certificate, Path key) {
    /// Reads both and checks that they can be used now.
    ///
    /// @throws CarillonException MALFORMED_REQUEST with the file and what to do
    public ServerKey read(Instant now) {
        var found = new ServerKey(privateKey(), Trust.read(certificate));
        X509Certificate own = found.certificate();
        if (own.getNotAfter().toInstant().isBefore(now)) {
            throw wrong(
                    "the certificate in "
                            + certificate
                            + " expired at "
                            + own.getNotAfter().toInstant()
                            + "; renew it, and leave the new one in the same file");
        }
        if (own.getNotBefore().toInstant().isAfter(now)) {
            throw wrong(
                    "the certificate in "
                            + certificate
                            + " is not valid before "
                            + own.getNotBefore().toInstant()
                            + "; is the clock of this machine right?");
        }
        if (Certificates.names(own).isEmpty()) {
            throw wrong(
                    "the certificate in "
                            + certificate
                            + " is for no name, or its file has the authority before it; it needs subject alternative names, and to come first");
        }
        if (!found.belongTogether()) {
            throw wrong(
                    "the key in "
                            + key
                            + " is not that of the first certificate in "
                            + certificate
                            + "; give the two that were made together");
        }
        return found;
    }

    private PrivateKey privateKey() {
        try (var parser = new PEMParser(Files.newBufferedReader(key))) {
            var converter = new JcaPEMKeyConverter();
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                switch (each) {
                    case PrivateKeyInfo plain -> {
                        return converter.getPrivateKey(plain);
                    }
                    case PEMKeyPair pair -> {
                        return converter.getPrivateKey(pair.getPrivateKeyInfo());
                    }
                    case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
                            throw wrong(
                                    "the key in "
                                            + key
                                            + " has a passphrase, which nobody could give at a start; write it without:"
                                            + " openssl pkey -in FILE -out FILE, readable by the node's user alone");
                    default -> {
                        // Such as the parameters that OpenSSL writes before a key of a curve.
                    }
                }
            }
            throw wrong(
                    "the file "
                            + key
                            + " has no private key in PEM, which begins with -----BEGIN PRIVATE KEY-----");
        } catch (PEMException e) {
            throw wrong("the key in " + key + " cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw wrong(
                    "the key file "
                            + key
                            + " cannot be read: "
                            + (e instanceof NoSuchFileException ? "it does not exist" : e),
                    e);
        }
    }

    private static CarillonException wrong(String message) {
        return wrong(message, null);
    }

    private static CarillonException wrong(String message, @Nullable Throwable cause) {
        return new CarillonException(ErrorCode.MALFORMED_REQUEST, message, cause);
    }
}
