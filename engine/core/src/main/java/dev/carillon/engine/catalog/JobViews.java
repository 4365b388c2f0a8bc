package dev.carillon.engine.catalog;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobView;
import dev.carillon.api.Json;
import dev.carillon.api.Page;
import dev.carillon.api.Schedule;
import dev.carillon.api.ScheduleView;
import dev.carillon.engine.store.Database;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// Reads jobs for people.
public final class JobViews {
    private static final String SELECT =
            """
            SELECT j.namespace, j.name, j.version, j.paused, j.updated_us, j.updated_by, v.definition, j.id
            FROM job j JOIN job_version v ON v.job_id = j.id AND v.version = j.version
            WHERE j.deleted = FALSE
            """;
    private static final String SCHEDULES =
            """
            SELECT TRIGGER_NAME, NEXT_FIRE_TIME, PREV_FIRE_TIME, TRIGGER_STATE, ERROR
            FROM QRTZ_TRIGGERS WHERE JOB_ID = ? ORDER BY TRIGGER_NAME
            """;

    private final Database database;

    public JobViews(Database database) {
        this.database = database;
    }

    /// @throws CarillonException NOT_FOUND
    public JobView get(String namespace, String name) {
        var found = read(SELECT + " AND j.namespace = ? AND j.name = ?", List.of(namespace, name));
        if (found.isEmpty()) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND, "there is no job " + namespace + "/" + name);
        }
        return found.getFirst();
    }

    /// In order of namespace and name; the cursor is the key of the last job of the part before.
    public Page<JobView> find(@Nullable String text, @Nullable String cursor, int limit) {
        var sql = new StringBuilder(SELECT);
        var values = new ArrayList<Object>();
        if (text != null) {
            sql.append(" AND (j.namespace || '/' || j.name) LIKE ? ESCAPE '!'");
            values.add("%" + text.toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1") + "%");
        }
        if (cursor != null) {
            int slash = cursor.indexOf('/');
            if (slash < 0) {
                throw new CarillonException(
                        ErrorCode.MALFORMED_REQUEST,
                        "\"" + cursor + "\" is no cursor of a list of jobs");
            }
            sql.append(" AND (j.namespace > ? OR (j.namespace = ? AND j.name > ?))");
            values.add(cursor.substring(0, slash));
            values.add(cursor.substring(0, slash));
            values.add(cursor.substring(slash + 1));
        }
        sql.append(" ORDER BY j.namespace, j.name LIMIT ?");
        values.add(limit + 1);
        var found = read(sql.toString(), values);
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(found.subList(0, limit), found.get(limit - 1).key());
    }

    /// How many jobs and how many of their schedules there are.
    public int[] counts() {
        return database.transaction(
                connection -> {
                    try (var select =
                                    connection.prepareStatement(
                                            "SELECT (SELECT COUNT(*) FROM job WHERE deleted = FALSE),"
                                                    + " (SELECT COUNT(*) FROM QRTZ_TRIGGERS)");
                            var rows = select.executeQuery()) {
                        rows.next();
                        return new int[] {rows.getInt(1), rows.getInt(2)};
                    }
                });
    }

    private List<JobView> read(String sql, List<?> values) {
        return database.transaction(
                connection -> {
                    var jobs = new ArrayList<JobView>();
                    try (var select = connection.prepareStatement(sql)) {
                        for (int i = 0; i < values.size(); i++) {
                            select.setObject(i + 1, values.get(i));
                        }
                        try (var rows = select.executeQuery()) {
                            while (rows.next()) {
                                jobs.add(view(connection, rows));
                            }
                        }
                    }
                    return jobs;
                });
    }

    private static JobView view(Connection connection, ResultSet row) throws SQLException {
        String definition = row.getString(7);
        var rules =
                dev.carillon.api.Definitions.parse(definition, "stored job").getFirst().schedules();
        return new JobView(
                row.getString(1),
                row.getString(2),
                row.getInt(3),
                row.getBoolean(4),
                Triggers.instant(row.getLong(5)),
                row.getString(6),
                schedules(connection, row.getObject(8, UUID.class), rules),
                Json.mapper().readTree(definition));
    }

    private static List<ScheduleView> schedules(
            Connection connection, UUID job, List<Schedule> rules) throws SQLException {
        var schedules = new ArrayList<ScheduleView>();
        try (var select = connection.prepareStatement(SCHEDULES)) {
            select.setObject(1, job);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    String id = rows.getString(1);
                    boolean waits = "WAITING".equals(rows.getString(4));
                    var next = millis(rows, 2);
                    schedules.add(
                            new ScheduleView(
                                    id,
                                    text(id, rules),
                                    waits ? next : null,
                                    millis(rows, 3),
                                    rows.getString(5)));
                }
            }
        }
        return schedules;
    }

    private static String text(String id, List<Schedule> rules) {
        for (var rule : rules) {
            if (rule.id().equals(id)) {
                return switch (rule.when()) {
                    case Schedule.Cron cron -> cron.expression() + " " + cron.zone();
                    case Schedule.Every every -> "every " + every.period();
                    case Schedule.At at -> "at " + at.instant();
                };
            }
        }
        return id;
    }

    private static @Nullable Instant millis(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(value);
    }
}
