package dev.carillon.localcluster;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// Runs a PostgreSQL from the embedded binaries until it is ended by TERM or Ctrl+C.
public final class LocalPostgres {
    private LocalPostgres() {}

    /// @param arguments folder of the data, and port on loopback
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var server =
                EmbeddedPostgres.builder()
                        .setDataDirectory(Path.of(arguments[0]))
                        .setCleanDataDirectory(false)
                        .setPort(Integer.parseInt(arguments[1]))
                        .setServerConfig("max_connections", "200")
                        .setServerConfig("fsync", "on")
                        .start();
        System.out.println("PostgreSQL answers at " + server.getPort());
        new CountDownLatch(1).await();
    }
}
