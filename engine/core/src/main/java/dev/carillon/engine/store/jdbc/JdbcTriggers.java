package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.DueTrigger;
import dev.carillon.engine.store.TriggerTable;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/// SCHED_NAME and times are bound as their columns' types, or the index would not be used. The due
/// triggers of all segments are read in order of time; those of other owners are passed over, which
/// is cheap because an owner advances them at once.
///
/// Beside the key of a trigger, `TRIGGER_STATE || ''` and `NEXT_FIRE_TIME + 0` keep H2 from looking for it among all that
/// are due at that time, by the index over both.
final class JdbcTriggers extends JdbcTable implements TriggerTable {
    private static final String DUE =
            """
            SELECT t.SCHED_NAME, t.TRIGGER_NAME, t.TRIGGER_GROUP, t.NEXT_FIRE_TIME, t.SCHEDULE_ID,
                t.SCHEDULE_VERSION, t.JOB_ID, j.version, j.segment, t.CALENDAR_REVISION, t.PASSED_UNTIL,
                t.PASSED_POLICY, t.PASSED_REASON
            FROM QRTZ_TRIGGERS t JOIN job j ON j.id = t.JOB_ID
            WHERE t.TRIGGER_STATE = 'WAITING' AND t.NEXT_FIRE_TIME <= ? AND t.SCHED_NAME IN (%s)
            ORDER BY t.TRIGGER_STATE, t.NEXT_FIRE_TIME LIMIT ?
            """;
    private static final String NEXT =
            """
            SELECT NEXT_FIRE_TIME FROM QRTZ_TRIGGERS WHERE TRIGGER_STATE = 'WAITING' AND SCHED_NAME IN (%s)
            ORDER BY TRIGGER_STATE, NEXT_FIRE_TIME LIMIT 1
            """;
    static final String ADVANCE =
            """
            UPDATE QRTZ_TRIGGERS SET PREV_FIRE_TIME = ?, NEXT_FIRE_TIME = ?, TRIGGER_STATE = ?,
                PASSED_UNTIL = NULL, PASSED_POLICY = NULL, PASSED_REASON = NULL
            WHERE SCHED_NAME = ? AND TRIGGER_NAME = ? AND TRIGGER_GROUP = ?
                AND TRIGGER_STATE || '' = 'WAITING' AND NEXT_FIRE_TIME + 0 = ? AND SCHEDULE_VERSION = ?
                AND CALENDAR_REVISION = ? AND (PASSED_UNTIL = ? OR (PASSED_UNTIL IS NULL AND ? = 0))
            """;
    private static final String POISON =
            """
            UPDATE QRTZ_TRIGGERS SET TRIGGER_STATE = 'ERROR', ERROR = ?
            WHERE SCHED_NAME = ? AND TRIGGER_NAME = ? AND TRIGGER_GROUP = ?
                AND TRIGGER_STATE || '' = 'WAITING' AND NEXT_FIRE_TIME + 0 = ?
            """;
    private static final String INSERT =
            """
            INSERT INTO QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP, JOB_NAME, JOB_GROUP,
                NEXT_FIRE_TIME, PREV_FIRE_TIME, PRIORITY, TRIGGER_STATE, TRIGGER_TYPE, START_TIME,
                SCHEDULE_ID, SCHEDULE_VERSION, JOB_ID, CALENDAR_REVISION)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
    private static final String OF_JOB =
            """
            SELECT TRIGGER_NAME, NEXT_FIRE_TIME, PREV_FIRE_TIME, TRIGGER_STATE, ERROR, SCHEDULE_ID,
                CALENDAR_REVISION, PASSED_UNTIL, PASSED_POLICY, PASSED_REASON
            FROM QRTZ_TRIGGERS WHERE JOB_ID = ? ORDER BY TRIGGER_NAME
            """;
    private static final String MOVE =
            """
            UPDATE QRTZ_TRIGGERS SET SCHED_NAME = ? WHERE JOB_ID = ?
            """;
    private static final String PAUSE_ALL =
            """
            UPDATE QRTZ_TRIGGERS SET TRIGGER_STATE = 'PAUSED'
            WHERE JOB_ID = ? AND TRIGGER_STATE IN ('WAITING', 'BLOCKED')
            """;
    private static final String RESUME_WAITING =
            """
            UPDATE QRTZ_TRIGGERS SET TRIGGER_STATE = 'WAITING'
            WHERE JOB_ID = ? AND TRIGGER_STATE = 'PAUSED' AND NEXT_FIRE_TIME IS NOT NULL
            """;
    private static final String RESUME_BLOCKED =
            """
            UPDATE QRTZ_TRIGGERS SET TRIGGER_STATE = 'BLOCKED'
            WHERE JOB_ID = ? AND TRIGGER_STATE = 'PAUSED'
            """;
    private static final String REPLAN =
            """
            UPDATE QRTZ_TRIGGERS SET TRIGGER_STATE = ?, NEXT_FIRE_TIME = ?, CALENDAR_REVISION = ?
            WHERE SCHED_NAME = ? AND TRIGGER_NAME = ? AND TRIGGER_GROUP = ? AND TRIGGER_STATE <> 'ERROR'
            """;
    private static final String RENEW =
            """
            UPDATE QRTZ_TRIGGERS SET TRIGGER_STATE = ?, CALENDAR_REVISION = ?, ERROR = NULL
            WHERE SCHED_NAME = ? AND TRIGGER_NAME = ? AND TRIGGER_GROUP = ? AND TRIGGER_STATE = 'ERROR'
            """;
    private static final String PASS =
            """
            UPDATE QRTZ_TRIGGERS SET PASSED_UNTIL = ?, PASSED_POLICY = ?, PASSED_REASON = ?
            WHERE SCHED_NAME = ? AND TRIGGER_NAME = ? AND TRIGGER_GROUP = ?
            """;
    // In TRIGGER_TYPE, which Quartz leaves to the store.
    private static final String DELAY = "DELAY";
    private static final String SHIFT_DELAYS =
            """
            UPDATE QRTZ_TRIGGERS SET NEXT_FIRE_TIME = NEXT_FIRE_TIME + ?
            WHERE TRIGGER_TYPE = 'DELAY' AND NEXT_FIRE_TIME IS NOT NULL
            """;
    private static final String UNBLOCK =
            """
            UPDATE QRTZ_TRIGGERS SET TRIGGER_STATE = 'WAITING', NEXT_FIRE_TIME = ?
            WHERE JOB_ID = ? AND TRIGGER_NAME = ? AND TRIGGER_STATE = 'BLOCKED'
            """;
    private static final String UNBLOCK_PAUSED =
            """
            UPDATE QRTZ_TRIGGERS SET NEXT_FIRE_TIME = ?
            WHERE JOB_ID = ? AND TRIGGER_NAME = ? AND TRIGGER_STATE = 'PAUSED' AND NEXT_FIRE_TIME IS NULL
            """;
    private static final String COUNT = "SELECT COUNT(*) FROM QRTZ_TRIGGERS";
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

    private final Dialect dialect;

    JdbcTriggers(Connection connection, Dialect dialect) {
        super(connection);
        this.dialect = dialect;
    }

    @Override
    public List<DueTrigger> due(Collection<String> schedulerNames, long untilMillis, int limit) {
        return list(
                DUE.formatted(marks(schedulerNames)),
                select -> {
                    select.setLong(1, untilMillis);
                    select.setInt(bind(select, 2, schedulerNames), limit);
                },
                JdbcTriggers::dueTrigger);
    }

    private static DueTrigger dueTrigger(ResultSet row) throws SQLException {
        return new DueTrigger(
                row.getInt(9),
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getObject(5, UUID.class),
                row.getInt(6),
                row.getObject(7, UUID.class),
                row.getInt(8),
                row.getLong(10),
                passed(row, 11));
    }

    private static @Nullable Passed passed(ResultSet row, int from) throws SQLException {
        var until = nullableLong(row, from);
        return until == null
                ? null
                : new Passed(until, row.getString(from + 1), row.getString(from + 2));
    }

    @Override
    public OptionalLong next(Collection<String> schedulerNames) {
        return list(
                        NEXT.formatted(marks(schedulerNames)),
                        select -> bind(select, 1, schedulerNames),
                        row -> row.getLong(1))
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    private static String marks(Collection<String> values) {
        return "?, ".repeat(Math.max(0, values.size() - 1)) + "?";
    }

    // An empty list is bound as one name that no segment has.
    private static int bind(PreparedStatement select, int from, Collection<String> names)
            throws SQLException {
        int at = from;
        for (var name : names.isEmpty() ? List.of("") : names) {
            select.setString(at++, name);
        }
        return at;
    }

    @Override
    public List<Integer> advance(List<Advance> advances) {
        return batch(
                dialect,
                ADVANCE,
                advances,
                List.of(
                        Column.number(Advance::firedMillis),
                        Column.number(Advance::nextMillis),
                        Column.text(advance -> state(advance).name()),
                        Column.text(advance -> advance.trigger().schedulerName()),
                        Column.text(advance -> advance.trigger().name()),
                        Column.text(advance -> advance.trigger().group()),
                        Column.number(advance -> advance.trigger().nextMillis()),
                        Column.small(advance -> advance.trigger().scheduleVersion()),
                        Column.number(advance -> advance.trigger().calendarRevision()),
                        Column.number(JdbcTriggers::passedUntil),
                        Column.number(JdbcTriggers::passedUntil)));
    }

    private static State state(Advance advance) {
        if (advance.blocked()) {
            return State.BLOCKED;
        }
        return advance.nextMillis() == null ? State.COMPLETE : State.WAITING;
    }

    private static long passedUntil(Advance advance) {
        var passed = advance.trigger().passed();
        return passed == null ? 0 : passed.untilMillis();
    }

    @Override
    public void poison(DueTrigger trigger, String why) {
        update(
                POISON,
                update -> {
                    update.setString(1, cut(why, 1000));
                    update.setString(2, trigger.schedulerName());
                    update.setString(3, trigger.name());
                    update.setString(4, trigger.group());
                    update.setLong(5, trigger.nextMillis());
                });
    }

    @Override
    public void insert(NewTrigger trigger) {
        update(
                INSERT,
                insert -> {
                    bind(insert, 0, trigger.key());
                    insert.setString(4, trigger.jobName());
                    insert.setString(5, trigger.jobNamespace());
                    insert.setObject(6, trigger.nextMillis(), Types.BIGINT);
                    insert.setObject(7, trigger.firedMillis(), Types.BIGINT);
                    insert.setInt(8, trigger.priority());
                    insert.setString(9, trigger.state().name());
                    insert.setString(10, trigger.delay() ? DELAY : "CARILLON");
                    insert.setLong(11, trigger.startMillis());
                    insert.setObject(12, trigger.scheduleId());
                    insert.setInt(13, trigger.scheduleVersion());
                    insert.setObject(14, trigger.jobId());
                    insert.setLong(15, trigger.calendarRevision());
                });
    }

    @Override
    public OptionalLong remove(Key key) {
        var fired =
                list(
                        FIRED,
                        select -> bind(select, 0, key),
                        row -> {
                            var millis = nullableLong(row, 1);
                            return millis == null ? OptionalLong.empty() : OptionalLong.of(millis);
                        });
        update(DELETE, delete -> bind(delete, 0, key));
        return fired.isEmpty() ? OptionalLong.empty() : fired.getFirst();
    }

    private static void bind(PreparedStatement statement, int before, Key key) throws SQLException {
        statement.setString(before + 1, key.schedulerName());
        statement.setString(before + 2, key.name());
        statement.setString(before + 3, key.group());
    }

    @Override
    public List<TriggerRow> ofJob(UUID job) {
        return list(
                OF_JOB,
                select -> select.setObject(1, job),
                row ->
                        new TriggerRow(
                                row.getString(1),
                                nullableLong(row, 2),
                                nullableLong(row, 3),
                                State.valueOf(row.getString(4)),
                                row.getString(5),
                                row.getObject(6, UUID.class),
                                row.getLong(7),
                                passed(row, 8)));
    }

    @Override
    public void move(Map<UUID, String> schedulerNames) {
        batch(
                MOVE,
                schedulerNames.entrySet(),
                (update, each) -> {
                    update.setString(1, each.getValue());
                    update.setObject(2, each.getKey());
                });
    }

    @Override
    public void pauseAll(UUID job, boolean paused) {
        for (String sql : paused ? List.of(PAUSE_ALL) : List.of(RESUME_WAITING, RESUME_BLOCKED)) {
            update(sql, update -> update.setObject(1, job));
        }
    }

    @Override
    public void replan(Key key, State state, @Nullable Long nextMillis, long calendarRevision) {
        update(
                REPLAN,
                update -> {
                    update.setString(1, state.name());
                    update.setObject(2, nextMillis, Types.BIGINT);
                    update.setLong(3, calendarRevision);
                    bind(update, 3, key);
                });
    }

    @Override
    public void renew(Key key, State state, long calendarRevision) {
        update(
                RENEW,
                update -> {
                    update.setString(1, state.name());
                    update.setLong(2, calendarRevision);
                    bind(update, 2, key);
                });
    }

    @Override
    public void pass(Key key, Passed passed) {
        update(
                PASS,
                update -> {
                    update.setLong(1, passed.untilMillis());
                    update.setString(2, passed.policy());
                    update.setString(3, passed.reason());
                    bind(update, 3, key);
                });
    }

    @Override
    public void shiftDelays(long byMillis) {
        update(SHIFT_DELAYS, update -> update.setLong(1, byMillis));
    }

    @Override
    public void unblock(UUID job, String name, long nextMillis) {
        for (String sql : List.of(UNBLOCK, UNBLOCK_PAUSED)) {
            update(
                    sql,
                    update -> {
                        update.setLong(1, nextMillis);
                        update.setObject(2, job);
                        update.setString(3, name);
                    });
        }
    }

    @Override
    public int count() {
        return first(COUNT, select -> {}, row -> row.getInt(1)).orElse(0);
    }

    @Override
    public long firedThroughUs(UUID scheduleId) {
        return first(
                        FIRED_THROUGH,
                        select -> select.setObject(1, scheduleId),
                        row -> row.getLong(1))
                .orElse(0L);
    }

    @Override
    public void keepFiredThrough(
            UUID scheduleId, UUID job, String key, int version, long firedThroughUs) {
        int updated =
                update(
                        UPDATE_SCHEDULE,
                        update -> {
                            update.setInt(1, version);
                            update.setLong(2, firedThroughUs);
                            update.setObject(3, scheduleId);
                        });
        if (updated == 0) {
            update(
                    INSERT_SCHEDULE,
                    insert -> {
                        insert.setInt(1, version);
                        insert.setLong(2, firedThroughUs);
                        insert.setObject(3, scheduleId);
                        insert.setObject(4, job);
                        insert.setString(5, key);
                    });
        }
    }
}
