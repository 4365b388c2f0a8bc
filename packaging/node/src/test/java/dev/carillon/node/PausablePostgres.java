package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.FreePorts;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A PostgreSQL of its own for one test, which can be restarted and held.
final class PausablePostgres implements AutoCloseable {
    private final Path folder;
    private final int port;
    private EmbeddedPostgres running;

    PausablePostgres(Path folder) throws IOException {
        this.folder = folder.resolve("postgres");
        port = FreePorts.next();
        running = start();
    }

    // With its commits on disk, as where it matters.
    private EmbeddedPostgres start() throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("max_connections", "200")
                .setServerConfig("fsync", "on")
                .start();
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    int port() {
        return port;
    }

    void restart() throws IOException {
        running.close();
        running = start();
    }

    void hold() throws IOException, InterruptedException {
        signal("STOP");
    }

    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    // The main process first, so that it makes no other while the rest is held.
    private void signal(String name) throws IOException, InterruptedException {
        long pid = Long.parseLong(Files.readAllLines(folder.resolve("postmaster.pid")).getFirst());
        var main = ProcessHandle.of(pid).orElseThrow();
        signal(name, main);
        for (var process : main.descendants().toList()) {
            signal(name, process);
        }
    }

    private static void signal(String name, ProcessHandle process)
            throws IOException, InterruptedException {
        int code =
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor();
        // One that serves a connection may have ended meanwhile.
        assertThat(code == 0 || !process.isAlive()).as("%s to %s", name, process).isTrue();
    }

    @Override
    public void close() throws IOException {
        running.close();
    }
}
