package dev.carillon.benchmark.contender;

import com.zaxxer.hikari.HikariDataSource;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

import javax.sql.DataSource;

/// The tables of schedulers that do not make them by themselves.
final class Tables {
    private Tables() {}

    /// @param script on the class path, statements separated by semicolons
    static void create(DataSource source, String script) throws SQLException {
        try (var connection = source.getConnection()) {
            create(connection, script);
        }
    }

    /// @param script on the class path, statements separated by semicolons
    static void create(Connection connection, String script) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (String sql : read(script).replaceAll("(?m)--.*$", "").split(";", -1)) {
                if (!sql.isBlank() && !sql.strip().equalsIgnoreCase("COMMIT")) {
                    statement.execute(sql);
                }
            }
        }
    }

    static boolean postgres(HikariDataSource pool) {
        return pool.getJdbcUrl().startsWith("jdbc:postgresql:");
    }

    static long count(DataSource source, String sql) throws SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /// Has PostgreSQL count what its tables hold now, as its autovacuum does a minute after much was stored: without, a
    /// scheduler whose plans depend on it reads all of a backlog for each part it takes. H2 does so by itself.
    static void analyze(String url, String user, String password) throws SQLException {
        if (!url.startsWith("jdbc:postgresql:")) {
            return;
        }
        try (var connection = DriverManager.getConnection(url, user, password);
                var statement = connection.createStatement()) {
            statement.execute("ANALYZE");
        }
    }

    private static String read(String script) {
        try (var in = Tables.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new FileNotFoundException(script);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the tables of a scheduler", e);
        }
    }
}
