package dev.carillon.engine.catalog;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.Schedule;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.segment.Segment;
import dev.carillon.engine.time.DueTimes;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// The trigger rows of one job, inside a transaction that holds the lock of its segment. A schedule
/// whose rule did not change keeps its row, so an edit of the job loses no due time.
final class Triggers {
    private static final String INSERT =
            """
            INSERT INTO QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP, JOB_NAME, JOB_GROUP,
                NEXT_FIRE_TIME, PREV_FIRE_TIME, PRIORITY, TRIGGER_STATE, TRIGGER_TYPE, START_TIME,
                SCHEDULE_ID, SCHEDULE_VERSION, JOB_ID)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'CARILLON', ?, ?, ?, ?)
            """;
    private static final String FIRED =
            """
            SELECT PREV_FIRE_TIME FROM QRTZ_TRIGGERS
            WHERE SCHED_NAME = ? AND TRIGGER_NAME = ? AND TRIGGER_GROUP = ?
            """;
    private static final String DELETE =
            """
            DELETE FROM QRTZ_TRIGGERS WHERE SCHED_NAME = ? AND TRIGGER_NAME = ? AND TRIGGER_GROUP = ?
            """;
    private static final String MOVE =
            """
            UPDATE QRTZ_TRIGGERS SET TRIGGER_STATE = ?, NEXT_FIRE_TIME = ?
            WHERE SCHED_NAME = ? AND TRIGGER_NAME = ? AND TRIGGER_GROUP = ? AND TRIGGER_STATE <> 'ERROR'
            """;
    private static final String FIRED_THROUGH =
            """
            SELECT fired_through_us FROM schedule WHERE id = ?
            """;
    private static final String INSERT_SCHEDULE =
            """
            INSERT INTO schedule (version, fired_through_us, id, job_id, schedule_key) VALUES (?, ?, ?, ?, ?)
            """;
    private static final String UPDATE_SCHEDULE =
            """
            UPDATE schedule SET version = ?, fired_through_us = ? WHERE id = ?
            """;

    private final Connection connection;
    private final UUID job;
    private final JobDefinition definition;
    private final boolean paused;
    private final String schedulerName;

    Triggers(Connection connection, UUID job, JobDefinition definition, boolean paused) {
        this.connection = connection;
        this.job = job;
        this.definition = definition;
        this.paused = paused;
        this.schedulerName = Segment.of(job).schedulerName();
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    private static long millis(Instant instant) {
        return instant.toEpochMilli();
    }

    /// Makes the rows match the definition.
    ///
    /// @param before the definition they match now, null when there are none
    void replace(
            @Nullable JobDefinition before, Map<String, DueTimes> dueTimes, int version, long nowUs)
            throws SQLException {
        var old = new HashMap<String, Schedule>();
        if (before != null) {
            before.schedules().forEach(schedule -> old.put(schedule.id(), schedule));
        }
        for (var schedule : definition.schedules()) {
            if (schedule.equals(old.get(schedule.id()))) {
                old.remove(schedule.id());
                continue;
            }
            old.remove(schedule.id());
            long firedThroughUs = remove(schedule.id(), version);
            var times = java.util.Objects.requireNonNull(dueTimes.get(schedule.id()));
            insert(schedule, times, version, firedThroughUs, nowUs);
        }
        for (var gone : old.keySet()) {
            remove(gone, version);
        }
    }

    void removeAll() throws SQLException {
        for (var schedule : definition.schedules()) {
            remove(schedule.id(), 0);
        }
    }

    /// Sets the rows paused, or waiting for the first due time from now.
    void pause(Map<String, DueTimes> dueTimes, long nowUs) throws SQLException {
        try (var move = connection.prepareStatement(MOVE)) {
            for (var entry : dueTimes.entrySet()) {
                var next = entry.getValue().after(instant(nowUs));
                move.setString(1, paused ? "PAUSED" : state(next));
                move.setObject(2, next == null ? null : millis(next), Types.BIGINT);
                bindKey(move, 2, entry.getKey());
                move.addBatch();
            }
            move.executeBatch();
        }
    }

    private void insert(
            Schedule schedule, DueTimes times, int version, long firedThroughUs, long nowUs)
            throws SQLException {
        var next = times.after(instant(Math.max(nowUs, firedThroughUs)));
        try (var insert = connection.prepareStatement(INSERT)) {
            bindKey(insert, 0, schedule.id());
            insert.setString(4, definition.name());
            insert.setString(5, definition.namespace());
            insert.setObject(6, next == null ? null : millis(next), Types.BIGINT);
            insert.setObject(7, firedThroughUs == 0 ? null : firedThroughUs / 1_000, Types.BIGINT);
            insert.setInt(8, definition.priority());
            insert.setString(9, paused ? "PAUSED" : state(next));
            insert.setLong(10, nowUs / 1_000);
            insert.setObject(11, scheduleId(schedule.id()));
            insert.setInt(12, version);
            insert.setObject(13, job);
            insert.executeUpdate();
        }
    }

    private static String state(@Nullable Instant next) {
        return next == null ? "COMPLETE" : "WAITING";
    }

    // Answers how far the schedule has fired, in microseconds, and keeps that in its own row.
    private long remove(String key, int version) throws SQLException {
        long firedThroughUs = 0;
        try (var fired = connection.prepareStatement(FIRED);
                var delete = connection.prepareStatement(DELETE)) {
            bindKey(fired, 0, key);
            try (var rows = fired.executeQuery()) {
                if (rows.next()) {
                    firedThroughUs = rows.getLong(1) * 1_000;
                }
            }
            bindKey(delete, 0, key);
            delete.executeUpdate();
        }
        return keepFiredThrough(key, version, firedThroughUs);
    }

    private long keepFiredThrough(String key, int version, long firedThroughUs)
            throws SQLException {
        boolean known;
        long kept = firedThroughUs;
        try (var select = connection.prepareStatement(FIRED_THROUGH)) {
            select.setObject(1, scheduleId(key));
            try (var rows = select.executeQuery()) {
                known = rows.next();
                kept = known ? Math.max(kept, rows.getLong(1)) : kept;
            }
        }
        try (var write = connection.prepareStatement(known ? UPDATE_SCHEDULE : INSERT_SCHEDULE)) {
            write.setInt(1, version);
            write.setLong(2, kept);
            write.setObject(3, scheduleId(key));
            if (!known) {
                write.setObject(4, job);
                write.setString(5, key);
            }
            write.executeUpdate();
        }
        return kept;
    }

    private UUID scheduleId(String key) {
        return Ids.ofName("schedule:" + definition.key() + "#" + key);
    }

    private void bindKey(java.sql.PreparedStatement statement, int before, String key)
            throws SQLException {
        statement.setString(before + 1, schedulerName);
        statement.setString(before + 2, key);
        statement.setString(before + 3, definition.key());
    }
}
