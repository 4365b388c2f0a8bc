package dev.carillon.node;

import dev.carillon.engine.service.Loop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/// The service manager that started this process, as the protocol of `sd_notify(3)` knows it: it is told when the node
/// is ready and when it stops, and, if it wants to, again and again that the process is alive. Without one nothing is
/// told. What cannot be told is logged: the manager then ends the process by its own rules.
final class Supervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final int SIGNS_PER_WATCHDOG = 3;

    private final @Nullable String socket;
    private final @Nullable Loop signs;

    private Supervisor(@Nullable String socket, @Nullable Duration watchdog) {
        this.socket = socket;
        signs =
                watchdog == null
                        ? null
                        : new Loop(
                                "carillon-supervisor",
                                () -> {
                                    giveSign();
                                    return watchdog.dividedBy(SIGNS_PER_WATCHDOG);
                                });
    }

    /// @param environment `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` as systemd sets them
    static Supervisor of(Map<String, String> environment) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (!socket.startsWith("/") && !socket.startsWith("@")) {
            return new Supervisor(null, null);
        }
        return new Supervisor(socket, watchdog(environment));
    }

    private static @Nullable Duration watchdog(Map<String, String> environment) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String own = String.valueOf(ProcessHandle.current().pid());
        boolean ours = environment.getOrDefault("WATCHDOG_PID", own).equals(own);
        return ours && micros.matches("[1-9]\\d{0,15}")
                ? Duration.ofNanos(Math.multiplyExact(Long.parseLong(micros), 1000))
                : null;
    }

    /// From now on the process also shows that it is alive.
    ///
    /// @param status a line for who looks at the service
    void tellReady(String status) {
        tell("READY=1\nSTATUS=" + status.replace('\n', ' '));
        if (signs != null) {
            signs.start();
        }
    }

    void tellStopping() {
        tell("STOPPING=1\nSTATUS=stops, runs under way have some seconds");
    }

    // From a virtual thread, as requests are answered on: when those stand still, there is no sign.
    private void giveSign() {
        Thread.ofVirtual().name("carillon-sign").start(() -> tell("WATCHDOG=1"));
    }

    private void tell(String message) {
        if (socket == null) {
            return;
        }
        try {
            UnixDatagram.send(socket, message);
        } catch (IOException e) {
            LOG.warn(
                    "the service manager at {} was not told {}: {}",
                    socket,
                    message.lines().findFirst().orElse(""),
                    e.getMessage());
        }
    }

    @Override
    public void close() {
        if (signs != null) {
            signs.close();
        }
    }
}
