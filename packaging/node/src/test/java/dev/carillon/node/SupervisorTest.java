package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

@EnabledOnOs(OS.LINUX)
class SupervisorTest {
    private static final String TWO_READY = "READY=1\nSTATUS=answers at http://127.0.0.1:7180";

    @TempDir Path folder;

    @Test
    void readinessAndTheEndAreTold() {
        String path = folder.resolve("notify").toString();
        try (var manager = new UnixDatagramReceiver(path);
                var supervisor = Supervisor.of(Map.of("NOTIFY_SOCKET", path))) {
            supervisor.tellReady("answers at http://127.0.0.1:7180");
            supervisor.tellStopping();

            assertThat(manager.next()).isEqualTo(TWO_READY);
            assertThat(manager.next()).startsWith("STOPPING=1\n");
        }
    }

    @Test
    void socketInTheAbstractNameSpaceIsReached() {
        String path = "@carillon-test-" + ProcessHandle.current().pid();
        try (var manager = new UnixDatagramReceiver(path);
                var supervisor = Supervisor.of(Map.of("NOTIFY_SOCKET", path))) {
            supervisor.tellReady("answers at http://127.0.0.1:7180");

            assertThat(manager.next()).isEqualTo(TWO_READY);
        }
    }

    @Test
    void signsOfLifeFollowWhenTheManagerWantsThem() {
        String path = folder.resolve("notify").toString();
        try (var manager = new UnixDatagramReceiver(path);
                var supervisor =
                        Supervisor.of(Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "30000"))) {
            supervisor.tellReady("answers at http://127.0.0.1:7180");

            assertThat(manager.next()).isEqualTo(TWO_READY);
            assertThat(manager.next()).isEqualTo("WATCHDOG=1");
            assertThat(manager.next()).isEqualTo("WATCHDOG=1");
        }
    }

    @Test
    void signsOfLifeOfAnotherProcessAreNotOurs() {
        String path = folder.resolve("notify").toString();
        try (var manager = new UnixDatagramReceiver(path);
                var supervisor =
                        Supervisor.of(
                                Map.of(
                                        "NOTIFY_SOCKET", path,
                                        "WATCHDOG_USEC", "1000",
                                        "WATCHDOG_PID", "1"))) {
            supervisor.tellReady("answers at http://127.0.0.1:7180");
            supervisor.close();
            supervisor.tellStopping();

            assertThat(manager.next()).isEqualTo(TWO_READY);
            assertThat(manager.next()).startsWith("STOPPING=1\n");
        }
    }

    @Test
    void socketThatIsGoneIsAnError() {
        String path = folder.resolve("nobody").toString();

        assertThatThrownBy(() -> UnixDatagram.send(path, "READY=1"))
                .isInstanceOf(IOException.class)
                .hasMessage("nothing was sent to " + path + ": error 2");
    }

    @Test
    void pathThatIsTooLongIsAnError() {
        assertThatThrownBy(() -> UnixDatagram.send("/" + "x".repeat(200), "READY=1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too long");
    }
}
