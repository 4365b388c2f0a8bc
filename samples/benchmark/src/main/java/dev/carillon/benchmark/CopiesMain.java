package dev.carillon.benchmark;

import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.catalog.ScheduleIds;
import dev.carillon.engine.segment.Segments;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;

/// The process of [Stored] that copies the rows of stored schedules: a job, the version of its definition and its
/// trigger, with ids and segments as the engine has them. Not copied are the entries in the log of changes and the
/// events. No node is on the database meanwhile. Arguments: URL, user, password, how many of the stored ones are
/// copied in turn, the number of the first copy, and how many there are to be in the end.
public final class CopiesMain {
    private static final int BATCH = 1_000;

    private final Connection connection;
    private final int segments;

    private CopiesMain(Connection connection) throws SQLException {
        this.connection = connection;
        try (var statement = connection.createStatement();
                var count = statement.executeQuery("SELECT COUNT(*) FROM segment")) {
            count.next();
            segments = count.getInt(1);
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (var connection =
                DriverManager.getConnection(arguments[0], arguments[1], arguments[2])) {
            connection.setAutoCommit(false);
            var copies = new CopiesMain(connection);
            copies.make(
                    Integer.parseInt(arguments[3]),
                    Integer.parseInt(arguments[4]),
                    Integer.parseInt(arguments[5]));
            connection.setAutoCommit(true);
            try (var statement = connection.createStatement()) {
                // As the database would do by itself soon after.
                statement.execute("ANALYZE");
            }
        }
    }

    /// A table, and what of a row is other in a copy.
    ///
    /// @param rows by the number of their job
    private record Copied(
            String table,
            List<Map<String, Object>> rows,
            BiConsumer<Map<String, Object>, Copy> change) {}

    private record Copy(int number, int template, int segments) {
        private String key() {
            return "default/" + name();
        }

        private String name() {
            return Idle.STORED + number;
        }

        private UUID job() {
            return JobCatalog.idOf(key());
        }
    }

    private void make(int templates, int from, int until) throws SQLException {
        var tables =
                List.of(
                        new Copied("job", read("job", "id", templates), CopiesMain::job),
                        new Copied(
                                "job_version",
                                read("job_version", "job_id", templates),
                                CopiesMain::version),
                        new Copied(
                                "QRTZ_TRIGGERS",
                                read("QRTZ_TRIGGERS", "JOB_ID", templates),
                                CopiesMain::trigger));
        for (int begin = from; begin < until; begin += BATCH) {
            for (var table : tables) {
                insert(table, begin, Math.min(until, begin + BATCH), templates);
            }
            connection.commit();
        }
    }

    // Each has one row in each table.
    private List<Map<String, Object>> read(String table, String jobColumn, int count)
            throws SQLException {
        var rows = new ArrayList<Map<String, Object>>();
        try (var select =
                connection.prepareStatement(
                        "SELECT * FROM " + table + " WHERE " + jobColumn + " = ?")) {
            for (int number = 0; number < count; number++) {
                select.setObject(1, new Copy(number, number, segments).job());
                rows.add(onlyRow(select));
            }
        }
        return rows;
    }

    private static Map<String, Object> onlyRow(PreparedStatement select) throws SQLException {
        try (var found = select.executeQuery()) {
            var columns = found.getMetaData();
            var row = new LinkedHashMap<String, Object>();
            boolean one = found.next();
            for (int column = 1; one && column <= columns.getColumnCount(); column++) {
                row.put(
                        columns.getColumnName(column).toLowerCase(Locale.ROOT),
                        found.getObject(column));
            }
            if (!one || found.next()) {
                throw new IllegalStateException("not one row for: " + select);
            }
            return row;
        }
    }

    private static String text(Map<String, Object> row, String column) {
        return Objects.requireNonNull((String) row.get(column), column);
    }

    private static void job(Map<String, Object> row, Copy copy) {
        row.put("id", copy.job());
        row.put("name", copy.name());
        row.put("segment", new Segments(copy.segments).of(copy.job()).id());
    }

    private static void version(Map<String, Object> row, Copy copy) {
        row.put("job_id", copy.job());
        String definition = text(row, "definition");
        String before = "\"" + Idle.STORED + copy.template + "\"";
        if (!definition.contains(before)) {
            throw new IllegalStateException("no " + before + " in " + definition);
        }
        row.put("definition", definition.replace(before, "\"" + copy.name() + "\""));
    }

    private static void trigger(Map<String, Object> row, Copy copy) {
        row.put("sched_name", new Segments(copy.segments).of(copy.job()).schedulerName());
        row.put("trigger_group", copy.key());
        row.put("job_name", copy.name());
        row.put("schedule_id", ScheduleIds.of(copy.key(), text(row, "trigger_name")));
        row.put("job_id", copy.job());
    }

    private void insert(Copied copied, int from, int until, int templates) throws SQLException {
        var columns = copied.rows.getFirst().keySet();
        String sql =
                "INSERT INTO %s (%s) VALUES (%s)"
                        .formatted(
                                copied.table,
                                String.join(", ", columns),
                                "?, ".repeat(columns.size() - 1) + "?");
        try (var insert = connection.prepareStatement(sql)) {
            for (int number = from; number < until; number++) {
                int template = number % templates;
                var row = new LinkedHashMap<>(copied.rows.get(template));
                copied.change.accept(row, new Copy(number, template, segments));
                int at = 1;
                for (String column : columns) {
                    insert.setObject(at++, row.get(column));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
