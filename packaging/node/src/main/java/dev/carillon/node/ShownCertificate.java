package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.trust.Certificates;
import dev.carillon.api.trust.Fingerprint;
import dev.carillon.api.trust.Trust;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// What people need to know of the certificate of a node's API.
///
/// @param fingerprint of the authority, by which clients pin it
/// @param authority file with the authority
/// @param names hosts for which the certificate is
record ShownCertificate(
        String fingerprint,
        Path authority,
        Instant authorityExpires,
        List<String> names,
        Instant expires) {
    /// @throws CarillonException NOT_FOUND when the node in the folder has none
    static ShownCertificate inFolder(Path folder) {
        Path chainFile = folder.resolve(ApiCertificate.CHAIN_FILE);
        if (!Files.exists(chainFile)) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND,
                    "the node in "
                            + folder
                            + " has no certificate: it answers to its own machine only, over plain HTTP, or was not started;"
                            + " api.host: 0.0.0.0 in its configuration lets others reach it over TLS");
        }
        var chain = Trust.read(chainFile);
        return new ShownCertificate(
                Fingerprint.of(chain.getLast()).toString(),
                folder.resolve(ApiCertificate.AUTHORITY_FILE),
                chain.getLast().getNotAfter().toInstant(),
                Certificates.names(chain.getFirst()),
                chain.getFirst().getNotAfter().toInstant());
    }

    Facts facts() {
        return new Facts()
                .add("fingerprint", fingerprint)
                .add("authority", authority + ", until " + authorityExpires)
                .add("names", String.join(", ", names))
                .add("expires", expires + "; a new one is made or read before, without a restart");
    }
}
