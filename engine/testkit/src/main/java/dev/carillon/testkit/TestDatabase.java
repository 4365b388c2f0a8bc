package dev.carillon.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/// The databases each store test runs on. Both are real: H2 in a file of its own, PostgreSQL from the
/// embedded binaries, one server for the whole test process and a new database for each call.
public enum TestDatabase {
    H2 {
        private static final String PROTOCOL = "jdbc:h2:file:";

        @Override
        public Place fresh() {
            try {
                // Beside what the build makes, so that it goes away with it.
                var parent = Files.createDirectories(Path.of("target", "databases"));
                var folder = Files.createTempDirectory(parent.toAbsolutePath(), "h2-");
                return new Place(PROTOCOL + folder.resolve("test"), "sa", "");
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make a folder for a test database", e);
            }
        }

        @Override
        public Place copyOf(Place closed) {
            var copy = fresh();
            try {
                Files.copy(file(closed), file(copy));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot copy the test database " + closed, e);
            }
            return copy;
        }

        private static Path file(Place place) {
            return Path.of(place.url().substring(PROTOCOL.length()) + ".mv.db");
        }
    },
    POSTGRESQL {
        @Override
        public Place fresh() {
            return make("");
        }

        @Override
        public Place copyOf(Place closed) {
            return make(" TEMPLATE " + closed.url().substring(closed.url().lastIndexOf('/') + 1));
        }

        private static Place make(String clause) {
            var server = Server.running();
            String name = "test" + COUNT.incrementAndGet();
            try (var connection =
                            DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
                    var statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name + clause);
            } catch (SQLException e) {
                throw new IllegalStateException("cannot make the test database " + name, e);
            }
            return new Place(
                    "jdbc:postgresql://localhost:" + server.getPort() + "/" + name,
                    "postgres",
                    "postgres");
        }
    };

    private static final AtomicInteger COUNT = new AtomicInteger();

    /// Where a database is.
    public record Place(String url, String user, String password) {}

    /// A new, empty database.
    public abstract Place fresh();

    /// A new database with all that another one of this kind has.
    ///
    /// @param closed nobody has it open
    public abstract Place copyOf(Place closed);

    private static final class Server {
        private static @Nullable EmbeddedPostgres running;

        static synchronized EmbeddedPostgres running() {
            if (running == null) {
                try {
                    running =
                            EmbeddedPostgres.builder()
                                    .setServerConfig("max_connections", "200")
                                    .start();
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot start the embedded PostgreSQL", e);
                }
            }
            return running;
        }
    }
}
