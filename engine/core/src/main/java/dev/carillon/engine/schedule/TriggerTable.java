package dev.carillon.engine.schedule;

import dev.carillon.engine.segment.OwnedSegment;
import dev.carillon.engine.store.Database;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/// The statements a lane runs on `QRTZ_TRIGGERS`. SCHED_NAME and times are bound as their column's
/// types, or the index would not be used.
final class TriggerTable {
    private static final String DUE =
            """
            SELECT t.SCHED_NAME, t.TRIGGER_NAME, t.TRIGGER_GROUP, t.NEXT_FIRE_TIME, t.SCHEDULE_ID,
                t.SCHEDULE_VERSION, t.JOB_ID, j.version, j.segment
            FROM QRTZ_TRIGGERS t JOIN job j ON j.id = t.JOB_ID
            WHERE t.SCHED_NAME = ? AND t.TRIGGER_STATE = 'WAITING' AND t.NEXT_FIRE_TIME <= ?
            ORDER BY t.SCHED_NAME, t.TRIGGER_STATE, t.NEXT_FIRE_TIME LIMIT ?
            """;
    private static final String NEXT =
            """
            SELECT NEXT_FIRE_TIME FROM QRTZ_TRIGGERS WHERE SCHED_NAME = ? AND TRIGGER_STATE = 'WAITING'
            ORDER BY SCHED_NAME, TRIGGER_STATE, NEXT_FIRE_TIME LIMIT 1
            """;
    private static final String ADVANCE =
            """
            UPDATE QRTZ_TRIGGERS SET PREV_FIRE_TIME = ?, NEXT_FIRE_TIME = ?, TRIGGER_STATE = ?
            WHERE SCHED_NAME = ? AND TRIGGER_NAME = ? AND TRIGGER_GROUP = ?
                AND TRIGGER_STATE = 'WAITING' AND NEXT_FIRE_TIME = ? AND SCHEDULE_VERSION = ?
            """;
    private static final String POISON =
            """
            UPDATE QRTZ_TRIGGERS SET TRIGGER_STATE = 'ERROR', ERROR = ?
            WHERE SCHED_NAME = ? AND TRIGGER_NAME = ? AND TRIGGER_GROUP = ?
                AND TRIGGER_STATE = 'WAITING' AND NEXT_FIRE_TIME = ?
            """;

    /// An advance of a trigger.
    ///
    /// @param firedMillis the newest due time that is dealt with
    /// @param nextMillis null when there is no further one
    record Advance(DueTrigger trigger, long firedMillis, @Nullable Long nextMillis) {}

    private TriggerTable() {}

    static List<DueTrigger> due(
            Database database, List<OwnedSegment> segments, long untilMillis, int limit) {
        return database.transaction(
                connection -> {
                    var due = new ArrayList<DueTrigger>();
                    try (var select = connection.prepareStatement(DUE)) {
                        for (var owned : segments) {
                            if (due.size() >= limit) {
                                break;
                            }
                            select.setString(1, owned.segment().schedulerName());
                            select.setLong(2, untilMillis);
                            select.setInt(3, limit - due.size());
                            readDue(select, due);
                        }
                    }
                    return due;
                });
    }

    private static void readDue(java.sql.PreparedStatement select, List<DueTrigger> due)
            throws SQLException {
        try (var rows = select.executeQuery()) {
            while (rows.next()) {
                due.add(
                        new DueTrigger(
                                rows.getInt(9),
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getLong(4),
                                rows.getObject(5, UUID.class),
                                rows.getInt(6),
                                rows.getObject(7, UUID.class),
                                rows.getInt(8)));
            }
        }
    }

    /// The earliest due time of the segments, in milliseconds.
    static OptionalLong next(Database database, List<OwnedSegment> segments) {
        return database.transaction(
                connection -> {
                    long earliest = Long.MAX_VALUE;
                    try (var select = connection.prepareStatement(NEXT)) {
                        for (var owned : segments) {
                            select.setString(1, owned.segment().schedulerName());
                            try (var rows = select.executeQuery()) {
                                if (rows.next()) {
                                    earliest = Math.min(earliest, rows.getLong(1));
                                }
                            }
                        }
                    }
                    return earliest == Long.MAX_VALUE
                            ? OptionalLong.empty()
                            : OptionalLong.of(earliest);
                });
    }

    /// Advances the triggers whose row is as it was read; the others were edited meanwhile.
    ///
    /// @return one count for each advance, 1 where it happened
    static int[] advance(Connection connection, List<Advance> advances) throws SQLException {
        try (var update = connection.prepareStatement(ADVANCE)) {
            for (var advance : advances) {
                var trigger = advance.trigger;
                update.setLong(1, advance.firedMillis);
                update.setObject(2, advance.nextMillis, Types.BIGINT);
                update.setString(3, advance.nextMillis == null ? "COMPLETE" : "WAITING");
                update.setString(4, trigger.schedulerName());
                update.setString(5, trigger.name());
                update.setString(6, trigger.group());
                update.setLong(7, trigger.nextMillis());
                update.setInt(8, trigger.scheduleVersion());
                update.addBatch();
            }
            return update.executeBatch();
        }
    }

    /// Sets one trigger aside so that it cannot hold back the others.
    static void poison(Connection connection, DueTrigger trigger, String why) throws SQLException {
        try (var update = connection.prepareStatement(POISON)) {
            update.setString(1, why.length() > 1000 ? why.substring(0, 1000) : why);
            update.setString(2, trigger.schedulerName());
            update.setString(3, trigger.name());
            update.setString(4, trigger.group());
            update.setLong(5, trigger.nextMillis());
            update.executeUpdate();
        }
    }
}
