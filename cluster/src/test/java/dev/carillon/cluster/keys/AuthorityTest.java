package dev.carillon.cluster.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.auth.Secrets;
import dev.carillon.engine.store.memory.MemoryStores;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

class AuthorityTest {
    private static final Instant NOW = Instant.now();
    private final MemoryStores stores = new MemoryStores(() -> 0);

    @TempDir Path first;
    @TempDir Path second;

    private Authority adopt(String secret, Path folder) {
        return SharedKeys.adopt(stores, secret, folder, NOW);
    }

    private static String talk(SSLContext server, SSLContext client) throws IOException {
        try (var listening =
                (SSLServerSocket)
                        server.getServerSocketFactory()
                                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listening.setNeedClientAuth(true);
            var heard =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try (var socket = listening.accept()) {
                                    return new String(socket.getInputStream().readNBytes(5));
                                } catch (IOException e) {
                                    return "refused";
                                }
                            });
            try (var socket =
                    (SSLSocket)
                            client.getSocketFactory()
                                    .createSocket(
                                            listening.getInetAddress(), listening.getLocalPort())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write("hello".getBytes());
                socket.getOutputStream().flush();
                return heard.join();
            } catch (SSLException | SocketException e) {
                return "refused";
            }
        }
    }

    @Test
    void nodesWithTheSecretTrustEachOther() throws IOException {
        var one = adopt("the secret of this cluster", first);
        var other = adopt("the secret of this cluster", second);

        assertThat(talk(one.contextFor("a", NOW), other.contextFor("b", NOW))).isEqualTo("hello");
        for (String file : new String[] {"secret.key", "admin.token"}) {
            assertThat(second.resolve(file)).hasSameTextualContentAs(first.resolve(file));
        }
    }

    @Test
    void aNodeOfAnotherAuthorityIsRefused() throws IOException {
        var one = adopt("the secret of this cluster", first);
        var stranger = Authority.create(NOW);

        assertThat(talk(one.contextFor("a", NOW), stranger.contextFor("x", NOW)))
                .isEqualTo("refused");
    }

    @Test
    void aMemberOfTheAuthorityThatWasReplacedIsRefusedAndRefuses() throws IOException {
        var old = adopt("the secret of this cluster", first);

        replaceKeys();

        var one = adopt("the secret of this cluster", first);
        var other = adopt("the secret of this cluster", second);
        assertThat(talk(one.contextFor("a", NOW), old.contextFor("b", NOW))).isEqualTo("refused");
        assertThat(talk(old.contextFor("b", NOW), one.contextFor("a", NOW))).isEqualTo("refused");
        assertThat(talk(one.contextFor("a", NOW), other.contextFor("b", NOW))).isEqualTo("hello");
    }

    @Test
    void aNodeThatMissedSeveralReplacementsTakesTheNewestKeys() throws IOException {
        adopt("the secret of this cluster", first);
        adopt("the secret of this cluster", second);
        for (int i = 0; i < 3; i++) {
            replaceKeys();
        }

        adopt("the secret of this cluster", first);
        adopt("the secret of this cluster", second);

        for (String file : new String[] {"secret.key", "admin.token"}) {
            assertThat(second.resolve(file)).hasSameTextualContentAs(first.resolve(file));
        }
    }

    @Test
    void aFolderWithForeignKeysIsRefusedAfterAReplacementToo() throws IOException {
        adopt("the secret of this cluster", first);
        Secrets.inFolder(second);
        String foreign = Files.readString(second.resolve("secret.key"));
        replaceKeys();

        assertThatThrownBy(() -> adopt("the secret of this cluster", second))
                .hasMessageContaining("is not that of the cluster");
        assertThat(second.resolve("secret.key")).hasContent(foreign);
    }

    private void replaceKeys() {
        SharedKeys.replace(stores, "the secret of this cluster", null, NOW, runs -> {});
    }

    @Test
    void aNodeWithoutTheSecretGetsNothing() {
        adopt("the secret of this cluster", first);

        assertThatThrownBy(() -> adopt("another secret", second))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED))
                .hasMessageContaining("cluster.secret");
        assertThat(second.resolve("admin.token")).doesNotExist();
    }

    @Test
    void aFolderWithOtherKeysIsRefusedAndLeftAsItWas() throws IOException {
        adopt("the secret of this cluster", first);
        String own = "0123456789012345678901234567890123456789";
        Files.writeString(second.resolve("admin.token"), own);
        Files.setPosixFilePermissions(
                second.resolve("admin.token"), PosixFilePermissions.fromString("rw-------"));

        assertThatThrownBy(() -> adopt("the secret of this cluster", second))
                .hasMessageContaining("is not that of the cluster");
        assertThat(second.resolve("admin.token")).hasContent(own);
    }

    @Test
    void whatIsStoredDoesNotTellTheKeys() throws IOException {
        adopt("the secret of this cluster", first);

        String stored = stores.transaction(tx -> tx.nodes().shared("keys")).orElseThrow();
        assertThat(stored).doesNotContain(Files.readString(first.resolve("admin.token")).strip());
        assertThat(new SecretSeal("the secret of this cluster").open(stored)).isPresent();
        assertThat(new SecretSeal("The secret of this cluster").open(stored)).isEmpty();
        assertThat(new SecretSeal("the secret of this cluster").open(stored + "AAAA")).isEmpty();
    }

    @Test
    void aNodeThatWasWithoutOthersGivesItsAuthorityToTheCluster() throws IOException {
        var own = OwnAuthority.inFolder(first, NOW);
        assertThat(OwnAuthority.inFolder(first, NOW).certificate()).isEqualTo(own.certificate());
        assertThat(Files.getPosixFilePermissions(first.resolve("authority.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));

        assertThat(adopt("the secret of this cluster", first).certificate())
                .isEqualTo(own.certificate());
        assertThat(adopt("the secret of this cluster", second).certificate())
                .isEqualTo(own.certificate());
        assertThat(second.resolve("authority.key")).doesNotExist();
    }

    @Test
    void anAuthorityThatOthersCanReadIsRefused() throws IOException {
        OwnAuthority.inFolder(first, NOW);
        Files.setPosixFilePermissions(
                first.resolve("authority.key"), PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> OwnAuthority.inFolder(first, NOW))
                .hasMessageContaining("others can read")
                .hasMessageContaining("clients have to trust anew");
    }

    @Test
    void theKeyOfAnApiIsNoKeyOfAMember() throws Exception {
        var cluster = adopt("the secret of this cluster", first);
        var api = cluster.serverKey(Set.of("localhost"), NOW);
        var password = new char[0];
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("api", api.key(), password, api.chain().toArray(new Certificate[0]));
        store.setCertificateEntry("authority", cluster.certificate());
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var thief = SSLContext.getInstance("TLSv1.3");
        thief.init(keys.getKeyManagers(), trust.getTrustManagers(), null);

        assertThat(talk(cluster.contextFor("a", NOW), thief)).isEqualTo("refused");
        assertThat(talk(cluster.contextFor("a", NOW), cluster.contextFor("b", NOW)))
                .isEqualTo("hello");
    }
}
