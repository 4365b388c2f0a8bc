package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.api.trust.Fingerprint;
import dev.carillon.api.trust.Trust;
import dev.carillon.cluster.keys.Authority;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// By what a command believes the node that it asks.
class ApiAddressTest {
    private static final String PIN = "AB".repeat(32);
    private static final Trust PINNED = Trust.pinned(Fingerprint.parse(PIN));
    private final Authority authority = Authority.create(Instant.now());

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void node() throws IOException {
        file = folder.resolve("authority.pem");
        Files.writeString(folder.resolve("api.address"), "https://127.0.0.1:7180\n");
    }

    private Trust trust(
            @Nullable Path ca, @Nullable String fingerprint, Map<String, String> environment) {
        return ApiAddress.find(
                        new ApiAddress.Given(
                                URI.create("https://a.example.org"), null, ca, fingerprint),
                        environment,
                        List.of(folder))
                .trust();
    }

    @Test
    void optionsWinOverTheEnvironmentAndThatOverTheFolder() {
        ApiCertificate.writeAuthority(folder, authority.certificate());

        assertThat(trust(null, PIN, Map.of("CARILLON_CA", file.toString()))).isEqualTo(PINNED);
        assertThat(trust(file, null, Map.of("CARILLON_CA_FINGERPRINT", PIN)))
                .isEqualTo(Trust.file(file));
        assertThat(trust(null, null, Map.of("CARILLON_CA_FINGERPRINT", PIN))).isEqualTo(PINNED);
        assertThat(trust(null, null, Map.of("CARILLON_CA", file.toString())))
                .isEqualTo(Trust.file(file));
        assertThat(trust(null, null, Map.of()))
                .isEqualTo(new Trust(true, List.of(authority.certificate()), null));
    }

    @Test
    void withoutAnyTheMachineDecides() {
        assertThat(trust(null, null, Map.of("CARILLON_CA", "", "CARILLON_CA_FINGERPRINT", " ")))
                .isEqualTo(Trust.SYSTEM);
    }

    @Test
    void bothAtOnceAreRefused() {
        assertThatThrownBy(() -> trust(file, PIN, Map.of()))
                .isInstanceOf(CarillonException.class)
                .hasMessage("give either --ca or --ca-fingerprint, not both");
        assertThatThrownBy(
                        () ->
                                trust(
                                        null,
                                        null,
                                        Map.of("CARILLON_CA", "x", "CARILLON_CA_FINGERPRINT", PIN)))
                .hasMessage("give either CARILLON_CA or CARILLON_CA_FINGERPRINT, not both");
    }

    @Test
    void aFileThatIsNoneIsNamed() {
        assertThatThrownBy(() -> trust(file, null, Map.of()))
                .hasMessageContaining(file + " cannot be read: it does not exist");
    }
}
