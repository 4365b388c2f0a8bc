package dev.carillon.engine.store.jdbc;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

/// Whether Flyway has done all to a database that this program knows, and no other has done more. Flyway itself takes a
/// tenth of the start of a node to say so; it is asked whenever this says no, and says what is wrong.
final class SchemaHistory {
    private SchemaHistory() {}

    /// @throws CarillonException UNAVAILABLE when it cannot be read
    static boolean isComplete(DataSource source, Dialect dialect) {
        return stored(source).equals(known(dialect));
    }

    /// Each migration in order, as `version checksum`; of one that failed the version alone.
    static List<String> stored(DataSource source) {
        try (var connection = source.getConnection();
                var statement =
                        connection.prepareStatement(
                                "SELECT \"version\", \"checksum\", \"success\" FROM \"flyway_schema_history\""
                                        + " WHERE \"version\" IS NOT NULL ORDER BY \"installed_rank\"");
                var rows = statement.executeQuery()) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1) + (rows.getBoolean(3) ? " " + rows.getInt(2) : ""));
            }
            return found;
        } catch (SQLException e) {
            if (isMissing(e)) {
                return List.of();
            }
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "cannot read what was done to the schema of the database: " + e.getMessage(),
                    e);
        }
    }

    private static boolean isMissing(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("42S0") || state.equals("42P01");
    }

    /// What this program's migrations leave, alike: a file beside them.
    static List<String> known(Dialect dialect) {
        String file = "/" + dialect.folder() + "-history.txt";
        try (var in = SchemaHistory.class.getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
