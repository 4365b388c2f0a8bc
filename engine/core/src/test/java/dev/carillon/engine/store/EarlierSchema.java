package dev.carillon.engine.store;

import dev.carillon.testkit.TestDatabase;

import org.flywaydb.core.Flyway;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;

/// A database with something in it, as an earlier version of this program left it.
public record EarlierSchema(TestDatabase.Place place) {
    /// The last migration that the earlier version had.
    public static final String VERSION = "0013";

    public static EarlierSchema on(TestDatabase kind) throws SQLException {
        var place = kind.fresh();
        Flyway.configure()
                .dataSource(place.url(), place.user(), place.password())
                .locations(
                        "classpath:db/common",
                        kind == TestDatabase.H2 ? "classpath:db/h2" : "classpath:db/postgresql")
                .target(VERSION)
                .load()
                .migrate();
        var made = new EarlierSchema(place);
        made.set("kept", "as it was");
        return made;
    }

    public void set(String name, String value) throws SQLException {
        try (var connection = connect();
                var insert =
                        connection.prepareStatement(
                                "INSERT INTO setting (name, content) VALUES (?, ?)")) {
            insert.setString(1, name);
            insert.setString(2, value);
            insert.executeUpdate();
        }
    }

    /// Stores a job with all versions of its definition.
    public void job(UUID id, String name, int version, boolean deleted, String... definitions)
            throws SQLException {
        try (var connection = connect();
                var job =
                        connection.prepareStatement(
                                """
                                INSERT INTO job (id, namespace, name, version, segment, paused, deleted, updated_us,
                                    updated_by)
                                VALUES (?, 'default', ?, ?, 0, FALSE, ?, 0, 'test')
                                """);
                var text =
                        connection.prepareStatement(
                                "INSERT INTO job_version (job_id, version, definition) VALUES (?, ?, ?)")) {
            job.setObject(1, id);
            job.setString(2, name);
            job.setInt(3, version);
            job.setBoolean(4, deleted);
            job.executeUpdate();
            for (int i = 0; i < definitions.length; i++) {
                text.setObject(1, id);
                text.setInt(2, i + 1);
                text.setString(3, definitions[i]);
                text.executeUpdate();
            }
        }
    }

    /// What is set, or a failure when there is nothing.
    public String get(String name) throws SQLException {
        return one("SELECT content FROM setting WHERE name = '" + name + "'");
    }

    public String version() throws SQLException {
        return one("SELECT MAX(\"version\") FROM \"flyway_schema_history\"");
    }

    /// Notes a migration that this program does not have.
    public void claimVersion(String version) throws SQLException {
        try (var connection = connect();
                var insert =
                        connection.prepareStatement(
                                """
                                INSERT INTO "flyway_schema_history" ("installed_rank", "version", "description", "type",
                                    "script", "checksum", "installed_by", "execution_time", "success")
                                VALUES (9999, ?, 'of the future', 'SQL', 'of_the_future.sql', 1, 'test', 1, TRUE)
                                """)) {
            insert.setString(1, version);
            insert.executeUpdate();
        }
    }

    private String one(String sql) throws SQLException {
        try (var connection = connect();
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(place.url(), place.user(), place.password());
    }
}
