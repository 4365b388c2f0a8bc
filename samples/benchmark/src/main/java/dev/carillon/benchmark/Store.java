package dev.carillon.benchmark;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/// A database server, or none, that gives each node and each other scheduler a new, empty database. Commits survive the
/// death of every process: H2 writes without delay, PostgreSQL commits synchronously. With `fsync` on they survive the
/// loss of power too, on PostgreSQL.
sealed interface Store extends AutoCloseable {
    /// @param driver class of the JDBC driver
    record Place(String url, String user, String password, String driver) {}

    /// As reports name it, with its version.
    String name();

    Place fresh(Path folder, String name);

    /// The processes that are the server; those below them too.
    List<ProcessHandle> servers();

    @Override
    void close();

    /// @param fsync whether PostgreSQL syncs its log at each commit
    static Store open(String name, boolean fsync) {
        return switch (name) {
            case "h2" -> new H2();
            case "postgresql" -> PostgreSql.start(fsync);
            default ->
                    throw new IllegalArgumentException(
                            "database " + name + " is neither h2 nor postgresql");
        };
    }

    /// A file in the folder, opened by the measured process alone.
    record H2() implements Store {
        @Override
        public String name() {
            return "H2 " + org.h2.engine.Constants.VERSION;
        }

        @Override
        public Place fresh(Path folder, String name) {
            return new Place(
                    "jdbc:h2:file:" + folder.toAbsolutePath().resolve(name),
                    "sa",
                    "sa",
                    "org.h2.Driver");
        }

        @Override
        public List<ProcessHandle> servers() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    /// One server for the whole benchmark, from the embedded binaries.
    record PostgreSql(EmbeddedPostgres server, ProcessHandle process, String name)
            implements Store {
        private static PostgreSql start(boolean fsync) {
            try {
                var server =
                        EmbeddedPostgres.builder()
                                .setServerConfig("max_connections", "200")
                                .setServerConfig("synchronous_commit", "on")
                                .setServerConfig("fsync", fsync ? "on" : "off")
                                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                                .start();
                try (var connection = server.getPostgresDatabase().getConnection();
                        var statement = connection.createStatement();
                        var setting =
                                statement.executeQuery(
                                        "SELECT current_setting('fsync'), pg_backend_pid()")) {
                    setting.next();
                    // It leaves the process that starts it.
                    var process =
                            ProcessHandle.of(setting.getLong(2))
                                    .flatMap(ProcessHandle::parent)
                                    .orElseThrow();
                    var version = connection.getMetaData().getDatabaseProductVersion();
                    StatementCount.stop(connection);
                    return new PostgreSql(
                            server,
                            process,
                            "PostgreSQL %s, fsync %s"
                                    .formatted(version.split(" ", 2)[0], setting.getString(1)));
                } catch (SQLException e) {
                    server.close();
                    throw new IllegalStateException("cannot ask PostgreSQL its version", e);
                }
            } catch (IOException e) {
                throw new IllegalStateException("cannot start the embedded PostgreSQL", e);
            }
        }

        @Override
        public Place fresh(Path folder, String name) {
            try (var connection =
                            DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
                    var statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE \"" + name + "\"");
            } catch (SQLException e) {
                throw new IllegalStateException("cannot make the database " + name, e);
            }
            return new Place(
                    "jdbc:postgresql://localhost:" + server.getPort() + "/" + name,
                    "postgres",
                    "postgres",
                    "org.postgresql.Driver");
        }

        @Override
        public List<ProcessHandle> servers() {
            return List.of(process);
        }

        @Override
        public void close() {
            try {
                server.close();
            } catch (IOException e) {
                throw new IllegalStateException("cannot stop the embedded PostgreSQL", e);
            }
        }
    }
}
