package dev.carillon.cluster.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;

import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

class KeyFilesTest {
    private static final Instant NOW = Instant.now();
    private final Authority authority = Authority.create(NOW);
    private final ServerKey made = authority.serverKey(Set.of("node1.example.org"), NOW);
    private KeyFiles files;

    @BeforeEach
    void place(@TempDir Path folder) throws IOException {
        files = new KeyFiles(folder.resolve("node.pem"), folder.resolve("node.key"));
        Files.writeString(files.certificate(), PemText.of(made.chain().toArray()));
        Files.writeString(files.key(), PemText.of(new JcaPKCS8Generator(made.key(), null)));
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(() -> files.read(NOW))
                .isInstanceOf(CarillonException.class)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).contains(words));
    }

    @Test
    void whatWasMadeTogetherIsReadInBothFormsOfKeys() throws IOException {
        assertThat(files.read(NOW)).isEqualTo(made);

        Files.writeString(files.key(), PemText.of(asOpenSslWrites((ECPrivateKey) made.key())));
        assertThat(files.read(NOW).chain()).isEqualTo(made.chain());
    }

    private static PemObject asOpenSslWrites(ECPrivateKey key) throws IOException {
        return new PemObject(
                "EC PRIVATE KEY",
                new org.bouncycastle.asn1.sec.ECPrivateKey(
                                256, key.getS(), SECObjectIdentifiers.secp256r1)
                        .getEncoded());
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws IOException {
        var other = authority.serverKey(Set.of("node1.example.org"), NOW);
        Files.writeString(files.key(), PemText.of(new JcaPKCS8Generator(other.key(), null)));

        assertRefused(files.key().toString(), files.certificate().toString(), "were made together");
    }

    @Test
    void aCertificateOfAnotherTimeIsRefused() {
        var later = NOW.plus(Authority.SERVER_VALID).plus(Duration.ofDays(1));
        assertThatThrownBy(() -> files.read(later))
                .hasMessageContaining(files.certificate() + " expired at ")
                .hasMessageContaining("renew it");
        assertThatThrownBy(() -> files.read(NOW.minus(Duration.ofDays(2))))
                .hasMessageContaining("is not valid before");
    }

    @Test
    void aChainThatBeginsWithItsAuthorityIsRefused() throws IOException {
        Files.writeString(
                files.certificate(), PemText.of(authority.certificate(), made.certificate()));

        assertRefused("to come first");
    }

    @Test
    void aKeyWithAPassphraseIsRefusedWithHowToTakeItOff() throws Exception {
        var seal =
                new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                        .setProvider(new BouncyCastleProvider())
                        .setPassword("secret".toCharArray())
                        .build();
        Files.writeString(files.key(), PemText.of(new JcaPKCS8Generator(made.key(), seal)));

        assertRefused(files.key().toString(), "passphrase", "openssl pkey");
    }

    @Test
    void filesThatAreNotThereOrSomethingElseAreNamed() throws IOException {
        Files.writeString(files.key(), PemText.of(made.certificate()));
        assertRefused(files.key().toString(), "no private key");
        Files.writeString(
                files.key(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertRefused(files.key().toString(), "cannot be read");
        Files.delete(files.key());
        assertRefused(files.key().toString(), "does not exist");

        Files.writeString(files.key(), PemText.of(new JcaPKCS8Generator(made.key(), null)));
        Files.writeString(files.certificate(), "nothing");
        assertRefused(files.certificate().toString(), "BEGIN CERTIFICATE");
        Files.writeString(files.certificate(), "");
        assertRefused(files.certificate().toString(), "BEGIN CERTIFICATE");
        Files.delete(files.certificate());
        assertRefused(files.certificate().toString(), "does not exist");
    }

    @Test
    void theKeyIsInNoText() {
        assertThat(made.toString()).contains("node1.example.org").doesNotContain("PrivateKey");
    }
}
