package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.api.trust.Certificates;
import dev.carillon.api.trust.Fingerprint;
import dev.carillon.api.trust.Trust;
import dev.carillon.cluster.keys.Authority;
import dev.carillon.cluster.keys.KeyFiles;
import dev.carillon.cluster.keys.ServerKey;
import dev.carillon.testkit.ManualTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;

class ApiCertificateTest {
    private static final Instant START = Instant.now();
    private final ManualTime time = new ManualTime(START);
    private final Authority authority = Authority.create(START);
    private Set<String> names = Set.of("localhost", "192.0.2.2");

    @TempDir Path folder;

    private ApiCertificate own() {
        return new ApiCertificate(folder, ApiCertificate.by(authority, () -> names), time);
    }

    @Test
    void anOwnCertificateStaysUntilAThirdOfItsTimeIsLeft() {
        try (var certificate = own()) {
            var first = certificate.current();
            assertThat(Certificates.names(first.certificate()))
                    .containsExactlyInAnyOrder("localhost", "192.0.2.2");

            time.advance(
                    Authority.SERVER_VALID
                            .minus(ApiCertificate.RENEWED_BEFORE)
                            .minus(Duration.ofHours(1)));
            certificate.lookOnce();
            assertThat(certificate.current()).isEqualTo(first);

            time.advance(Duration.ofHours(2));
            certificate.lookOnce();
            assertThat(certificate.current().certificate().getNotAfter().toInstant())
                    .isAfter(first.certificate().getNotAfter().toInstant());
            assertThat(Trust.read(folder.resolve("certificate.pem")))
                    .isEqualTo(certificate.current().chain());
        }
    }

    @Test
    void itIsMadeAnewWhenTheMachineGetsAnotherAddressOrItsClockIsSetBack() {
        try (var certificate = own()) {
            names = Set.of("localhost", "192.0.2.3");
            certificate.lookOnce();
            var moved = certificate.current();
            assertThat(Certificates.names(moved.certificate())).contains("192.0.2.3");

            time.step(Duration.ofDays(-400));
            certificate.lookOnce();
            assertThat(certificate.current().certificate().getNotBefore().toInstant())
                    .isBefore(time.instant());
        }
    }

    @Test
    void filesAreReadAgainWhenTheyChangeAndAWrongOneChangesNothing() throws IOException {
        var files = new KeyFiles(folder.resolve("in.pem"), folder.resolve("in.key"));
        var first = authority.serverKey(Set.of("*.example.org"), START);
        leave(files, first);
        try (var certificate =
                new ApiCertificate(folder, ApiCertificate.from(files, "node1.example.org"), time)) {
            assertThat(certificate.current()).isEqualTo(first);

            leave(files, authority.serverKey(Set.of("other.example.com"), START));
            certificate.lookOnce();
            assertThat(certificate.current()).isEqualTo(first);

            var second = authority.serverKey(Set.of("NODE1.example.org"), START);
            leave(files, second);
            certificate.lookOnce();
            assertThat(certificate.current()).isEqualTo(second);
        }
    }

    @Test
    void aCertificateForAnotherNameThanIsToldIsRefusedAtTheStart() throws IOException {
        var files = new KeyFiles(folder.resolve("in.pem"), folder.resolve("in.key"));
        leave(files, authority.serverKey(Set.of("*.example.org", "192.0.2.2"), START));

        for (String host : Set.of("example.org", "a.b.example.org", "192.0.2.3")) {
            assertThatThrownBy(
                            () ->
                                    new ApiCertificate(
                                            folder, ApiCertificate.from(files, host), time))
                    .isInstanceOf(CarillonException.class)
                    .hasMessageContaining("not for " + host)
                    .hasMessageContaining("api.advertise");
        }
        new ApiCertificate(folder, ApiCertificate.from(files, "192.0.2.2"), time).close();
    }

    @Test
    void theCommandShowsWhatClientsNeed() {
        try (var _ = own()) {
            var shown = Answer.to("certificate", "--folder", folder.toString());

            assertThat(shown.code()).isZero();
            assertThat(shown.out())
                    .contains(Fingerprint.of(authority.certificate()).toString())
                    .contains(folder.resolve("authority.pem").toString())
                    .contains("192.0.2.2");
            assertThat(Answer.to("certificate", "--json", "--folder", folder.toString()).out())
                    .contains(
                            "\"fingerprint\":\"" + Fingerprint.of(authority.certificate()) + "\"");
        }
        ApiCertificate.forget(folder);
        var none = Answer.to("certificate", "--folder", folder.toString());
        assertThat(none.code()).isEqualTo(Exit.NOT_FOUND);
        assertThat(none.err()).contains("api.host: 0.0.0.0");
    }

    static void leave(KeyFiles files, ServerKey key) throws IOException {
        var text = new StringBuilder();
        key.chain().forEach(each -> text.append(ApiCertificate.pem(each)));
        Files.writeString(files.certificate(), text);
        Files.writeString(
                files.key(),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(key.key().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
    }
}
