package dev.carillon.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The process of [History] that makes a long history of a short one: all runs there are, with their earlier attempts
/// and failures, are copied in the database again and again, each time two minutes further back, as if the node had
/// worked so for long. Ids of copies are as ids are: first the milliseconds, then what the id of the template has. No
/// node is on the database meanwhile. Arguments: URL, user, password, how many copies.
public final class HistoryMain {
    /// How much earlier each copy was than the one before.
    static final long STEP_MILLIS = 120_000;

    private static final int COPIES_AT_ONCE = 25;

    private final Connection connection;
    private final boolean postgres;

    private HistoryMain(Connection connection, boolean postgres) {
        this.connection = connection;
        this.postgres = postgres;
    }

    public static void main(String[] arguments) throws Exception {
        try (var connection =
                DriverManager.getConnection(arguments[0], arguments[1], arguments[2])) {
            new HistoryMain(connection, arguments[0].startsWith("jdbc:postgresql:"))
                    .make(Integer.parseInt(arguments[3]));
        }
    }

    private void make(int copies) throws SQLException {
        var run = insert("run", Map.of("id", id("t"), "due_us", back("t.due_us")), "");
        var attempt = insert("attempt", Map.of("run_id", id("r")), ofRun("run_id"));
        var failure = insert("failure", Map.of("run_id", id("r")), ofRun("run_id"));
        for (String table : List.of("run", "attempt", "failure")) {
            execute("CREATE TABLE template_%1$s AS SELECT * FROM %1$s".formatted(table));
        }
        execute("CREATE INDEX template_run_id ON template_run (id)");
        for (int from = 1; from <= copies; from += COPIES_AT_ONCE) {
            int until = Math.min(copies, from + COPIES_AT_ONCE - 1);
            for (String sql : List.of(run, attempt, failure)) {
                execute(sql.formatted(from, until));
            }
        }
        execute(
                "UPDATE failure_group SET failures = failures * %d, first_us = first_us - %d"
                        .formatted(copies + 1, copies * STEP_MILLIS * 1_000));
        for (String table : List.of("run", "attempt", "failure")) {
            execute("DROP TABLE template_" + table);
        }
        // As the database would do by itself soon after.
        execute(postgres ? "VACUUM ANALYZE" : "ANALYZE");
    }

    private static String ofRun(String column) {
        return " JOIN template_run r ON r.id = t." + column;
    }

    private String insert(String table, Map<String, String> others, String join)
            throws SQLException {
        var columns = new ArrayList<String>();
        var values = new ArrayList<String>();
        for (String column : columns(table)) {
            columns.add(column);
            String same = "t." + column;
            values.add(others.getOrDefault(column, column.endsWith("_us") ? back(same) : same));
        }
        return "INSERT INTO %s (%s) SELECT %s FROM template_%s t%s CROSS JOIN %s"
                .formatted(
                        table,
                        String.join(", ", columns),
                        String.join(", ", values),
                        table,
                        join,
                        // The numbers of the copies, from the first to the last.
                        postgres
                                ? "generate_series(%d, %d) AS copy(number)"
                                : "(SELECT X AS number FROM SYSTEM_RANGE(%d, %d)) copy");
    }

    private List<String> columns(String table) throws SQLException {
        var columns = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var none = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            for (int column = 1; column <= none.getMetaData().getColumnCount(); column++) {
                columns.add(none.getMetaData().getColumnName(column).toLowerCase(Locale.ROOT));
            }
        }
        return columns;
    }

    private static String back(String micros) {
        return micros + " - CAST(copy.number AS BIGINT) * " + STEP_MILLIS * 1_000;
    }

    private String id(String run) {
        String millis = "(" + back(run + ".created_us") + ") / 1000";
        String hexadecimal =
                postgres
                        ? "lpad(to_hex(" + millis + "), 12, '0')"
                        : "LPAD(TRIM(TO_CHAR(" + millis + ", 'XXXXXXXXXXXX')), 12, '0')";
        return "CAST(%s || SUBSTRING(REPLACE(CAST(%s.id AS VARCHAR), '-', ''), 13) AS UUID)"
                .formatted(hexadecimal, run);
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException("failed: " + sql, e);
        }
    }
}
