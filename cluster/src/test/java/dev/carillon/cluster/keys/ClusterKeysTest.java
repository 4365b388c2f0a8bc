package dev.carillon.cluster.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.store.memory.MemoryStores;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

class ClusterKeysTest {
    private static final Instant NOW = Instant.now();
    private final MemoryStores stores = new MemoryStores(() -> 0);

    @TempDir Path first;
    @TempDir Path second;

    private ClusterKeys adopt(String secret, Path folder) {
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
            } catch (SSLException e) {
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
        var stranger = ClusterKeys.create(NOW);

        assertThat(talk(one.contextFor("a", NOW), stranger.contextFor("x", NOW)))
                .isEqualTo("refused");
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
                second.resolve("admin.token"),
                java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));

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
}
