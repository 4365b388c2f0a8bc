package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.local.NodeFolder;
import dev.carillon.api.trust.Certificates;
import dev.carillon.cluster.keys.Authority;
import dev.carillon.cluster.keys.KeyFiles;
import dev.carillon.cluster.keys.ServerKey;
import dev.carillon.cluster.keys.ServerKeys;
import dev.carillon.engine.service.Loop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import javax.net.ssl.SSLContext;

/// The certificate with which the API of a node answers. Once a minute it looks whether a new one is due: by time, by
/// other names or addresses of this machine, or since the files changed. What is public of it lies in the data folder.
final class ApiCertificate implements AutoCloseable {
    /// The certificates that clients are shown.
    static final String CHAIN_FILE = "certificate.pem";

    /// The last of them, as one gives it to `--ca`.
    static final String AUTHORITY_FILE = NodeFolder.AUTHORITY_FILE;

    /// When so little of its time is left, an own certificate is made anew.
    static final Duration RENEWED_BEFORE = Authority.SERVER_VALID.dividedBy(3);

    private static final Logger LOG = LoggerFactory.getLogger(ApiCertificate.class);
    private static final Duration LOOK = Duration.ofMinutes(1);

    /// Where certificates come from.
    interface Source {
        /// @param current the one in use, null at first
        /// @return the same when it is to stay
        ServerKey next(@Nullable ServerKey current, Instant now);
    }

    private final Path folder;
    private final Source source;
    private final InstantSource clock;
    private final ServerKeys keys;
    private final Loop loop = new Loop("carillon-certificate", this::lookOnce);

    /// @param folder of the node's data
    /// @throws CarillonException when there is no certificate that can be used now
    ApiCertificate(Path folder, Source source, InstantSource clock) {
        this.folder = folder;
        this.source = source;
        this.clock = clock;
        keys = new ServerKeys(source.next(null, clock.instant()));
        write();
    }

    /// Made by an authority of ours.
    static Source by(Authority authority, Supplier<? extends Set<String>> names) {
        return new Source() {
            private Set<String> lastNames = Set.of();

            @Override
            public ServerKey next(@Nullable ServerKey current, Instant now) {
                var hosts = Set.copyOf(names.get());
                if (current != null && hosts.equals(lastNames) && lasts(current, now)) {
                    return current;
                }
                lastNames = hosts;
                return authority.serverKey(hosts, now);
            }
        };
    }

    private static boolean lasts(ServerKey key, Instant now) {
        var own = key.certificate();
        return now.isAfter(own.getNotBefore().toInstant())
                && now.plus(RENEWED_BEFORE).isBefore(own.getNotAfter().toInstant());
    }

    /// From files, in which somebody else leaves new ones in time.
    ///
    /// @param host for which the certificate has to be
    static Source from(KeyFiles files, String host) {
        return (current, now) -> {
            var read = files.read(now);
            if (!isFor(read.certificate(), host)) {
                throw new CarillonException(
                        ErrorCode.MALFORMED_REQUEST,
                        "the certificate in "
                                + files.certificate()
                                + " is for "
                                + String.join(", ", Certificates.names(read.certificate()))
                                + ", not for "
                                + host
                                + ", which clients are told; give the right one, or set api.advertise to a name it is for");
            }
            return current != null && read.chain().equals(current.chain()) ? current : read;
        };
    }

    private static boolean isFor(X509Certificate certificate, String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        return Certificates.names(certificate).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(
                        name ->
                                name.equals(wanted)
                                        || isSameAddress(name, wanted)
                                        || name.startsWith("*.")
                                                && wanted.replaceFirst("^[^.]+", "*").equals(name));
    }

    private static boolean isSameAddress(String one, String other) {
        try {
            return InetAddress.ofLiteral(one).equals(InetAddress.ofLiteral(other));
        } catch (IllegalArgumentException e) {
            // A name.
            return false;
        }
    }

    void start() {
        loop.start();
    }

    SSLContext context() {
        return keys.context();
    }

    ServerKey current() {
        return keys.current();
    }

    Duration lookOnce() {
        var current = keys.current();
        try {
            var next = source.next(current, clock.instant());
            if (next != current) {
                keys.replace(next);
                write();
                LOG.info(
                        "the API has a new certificate, {}, until {}",
                        next,
                        next.certificate().getNotAfter().toInstant());
            }
        } catch (CarillonException e) {
            LOG.error(
                    "the API keeps its certificate, which is valid until {}: {}",
                    current.certificate().getNotAfter().toInstant(),
                    e.getMessage());
        }
        return LOOK;
    }

    private void write() {
        writeAuthority(folder, current().authority());
        write(folder.resolve(CHAIN_FILE), current().chain());
    }

    /// Leaves what is public of an authority in the folder.
    static void writeAuthority(Path folder, X509Certificate authority) {
        write(folder.resolve(AUTHORITY_FILE), List.of(authority));
    }

    /// Takes away what a start with a certificate left: this one has none.
    static void forget(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(CHAIN_FILE));
            Files.deleteIfExists(folder.resolve(AUTHORITY_FILE));
        } catch (IOException e) {
            throw cannotWrite(folder, e);
        }
    }

    // All or nothing, since commands read it at any time.
    private static void write(Path file, List<X509Certificate> certificates) {
        try {
            var next = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(
                    next,
                    certificates.stream().map(ApiCertificate::pem).collect(Collectors.joining()));
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static CarillonException cannotWrite(Path file, IOException e) {
        return new CarillonException(
                ErrorCode.UNAVAILABLE, "cannot write " + file + ": " + DataFolder.reason(e), e);
    }

    static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
