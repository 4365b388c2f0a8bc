package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class FreePortTest {
    @TempDir Path folder;

    private int chosen(int own) {
        return FreePort.choose(
                        ServerConfig.inFolder(folder, ServerConfig.Api.onLoopback(own), Map.of()))
                .api()
                .port();
    }

    private static ServerSocket taken() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    }

    private static int free() throws IOException {
        try (var socket = taken()) {
            return socket.getLocalPort();
        }
    }

    private void keep(int port) {
        FreePort.keep(folder, URI.create("http://127.0.0.1:" + port));
    }

    @Test
    void itsOwnPortIsTakenWhileThatIsFree() throws IOException {
        int own = free();

        assertThat(chosen(own)).isEqualTo(own);
    }

    @Test
    void anyPortIsTakenWhereItsOwnIsInUse() throws IOException {
        try (var service = taken()) {
            assertThat(chosen(service.getLocalPort())).isZero();
        }
    }

    @Test
    void thePortOfTheLastStartIsTakenAgain() throws IOException {
        int last = free();
        keep(last);

        try (var service = taken()) {
            assertThat(chosen(service.getLocalPort())).isEqualTo(last);
        }
        assertThat(chosen(free())).isEqualTo(last);
    }

    @Test
    void itsOwnPortIsTakenWhereThatOfTheLastStartIsInUse() throws IOException {
        try (var other = taken()) {
            keep(other.getLocalPort());
            int own = free();

            assertThat(chosen(own)).isEqualTo(own);
        }
    }

    @Test
    void whatIsNoPortIsNotTaken() throws IOException {
        int own = free();
        for (String damaged : new String[] {"", "99999", "seven"}) {
            Files.writeString(folder.resolve(FreePort.FILE), damaged);

            assertThat(chosen(own)).as(damaged).isEqualTo(own);
        }
    }

    @Test
    void aNodeWithoutAnApiHasNoPortToKeep() {
        FreePort.keep(folder, URI.create("http://127.0.0.1"));

        assertThat(folder.resolve(FreePort.FILE)).doesNotExist();
    }
}
