package dev.carillon.engine.store.jdbc;

import dev.carillon.api.RunState;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.run.RunTraits;
import dev.carillon.engine.run.SealedText;
import dev.carillon.engine.store.RunTable;
import dev.carillon.engine.store.jdbc.RunPaths.Reach;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/// On H2 an index is read in order only when ORDER BY names all its columns from the first, which is
/// why the state is part of it.
///
/// PostgreSQL keeps a plan it made when a state had few runs, and would then look for a run by its id in the
/// partial index of its state; which `state || ''` in a condition beside an id keeps it from.
final class JdbcRuns extends JdbcTable implements RunTable {
    private static final int MOST_MESSAGE = 2000;
    private static final int MOST_RESULT = 4000;

    private static final RowInsert<RunRow> INSERT =
            RowInsert.of(
                    "run",
                    Column.<RunRow>uuid(RunRow::id).as("id"),
                    Column.<RunRow>uuid(run -> run.traits().jobId()).as("job_id"),
                    Column.<RunRow>small(run -> run.traits().jobVersion()).as("job_version"),
                    Column.<RunRow>text(run -> run.traits().jobKey()).as("job_key"),
                    Column.<RunRow>uuid(run -> run.traits().scheduleId()).as("schedule_id"),
                    Column.<RunRow>text(run -> run.traits().scheduleKey()).as("schedule_key"),
                    Column.<RunRow>number(run -> run.traits().nominalUs()).as("nominal_us"),
                    Column.<RunRow>text(RunRow::cause).as("cause"),
                    Column.<RunRow>text(run -> run.state().name()).as("state"),
                    Column.<RunRow>number(RunRow::dueUs).as("due_us"),
                    Column.<RunRow>text(run -> run.traits().queue()).as("queue"),
                    Column.<RunRow>number(RunRow::rank).as("queue_rank"),
                    Column.<RunRow>small(run -> run.traits().priority()).as("priority"),
                    Column.<RunRow>small(RunRow::attempt).as("attempt"),
                    Column.<RunRow>small(_ -> 0).as("failures"),
                    Column.<RunRow>small(_ -> 0).as("losses"),
                    Column.<RunRow>small(run -> run.traits().maxAttempts()).as("max_attempts"),
                    Column.<RunRow>flag(run -> run.traits().atMostOnce()).as("at_most_once"),
                    Column.<RunRow>flag(run -> run.traits().gated()).as("gated"),
                    Column.<RunRow>flag(RunRow::keyed).as("keyed"),
                    Column.<RunRow>number(run -> (long) run.attempt()).as("fence"),
                    Column.<RunRow>uuid(RunRow::beginsOn).as("node"),
                    Column.<RunRow>number(RunRow::startedUs).as("started_us"),
                    Column.<RunRow>number(RunRow::createdUs).as("created_us"),
                    Column.<RunRow>number(RunRow::finishedUs).as("finished_us"),
                    Column.<RunRow>text(run -> cut(run.message(), MOST_MESSAGE)).as("message"),
                    Column.<RunRow>text(RunRow::parameters).as("parameters"),
                    Column.<RunRow>number(_ -> 1L).as("version"),
                    Column.<RunRow>small(run -> run.traits().line()).as("line"),
                    Column.<RunRow>small(RunRow::waitsIn).as("waits_in"),
                    Column.<RunRow>text(run -> name(run.waitsFor())).as("waits_for"),
                    Column.<RunRow>small(run -> run.traits().weight()).as("weight"),
                    Column.<RunRow>text(run -> run.traits().limitKey()).as("limit_key"),
                    Column.<RunRow>text(run -> run.traits().uniqueKey()).as("unique_key"),
                    Column.<RunRow>uuid(run -> run.traits().flow()).as("flow"),
                    Column.<RunRow>text(run -> run.traits().step()).as("step"),
                    Column.<RunRow>number(run -> run.traits().deadlineUs()).as("deadline_us"),
                    Column.<RunRow>text(run -> cut(run.result(), MOST_RESULT)).as("result"));
    private static final String PROMOTE =
            """
            UPDATE run SET state = 'QUEUED', queue_rank = ?, waits_in = line, version = version + 1
            WHERE id = ? AND state || '' = 'DELAYED'
            """;
    private static final String TRAITS =
            " job_id, job_version, job_key, schedule_id, schedule_key, nominal_us, queue, line, priority,"
                    + " weight, max_attempts, at_most_once, gated, limit_key, unique_key, flow, step,"
                    + " deadline_us";
    private static final int TRAITS_COUNT = 18;
    static final String QUEUED =
            "SELECT"
                    + TRAITS
                    + ", id, due_us, attempt, failures, fence, parameters, queue_rank FROM run"
                    + " WHERE state = 'QUEUED' AND waits_in = ? AND due_us + 0 <= ?"
                    + " ORDER BY state, waits_in, queue_rank, id LIMIT ?";
    static final String FIRST_OF_LINE =
            """
            SELECT id, due_us FROM run WHERE state = 'QUEUED' AND waits_in = ?
            ORDER BY state, waits_in, queue_rank, id LIMIT ?
            """;
    // With > H2 would begin at the line before and read all its runs.
    static final String NEXT_LINE =
            """
            SELECT waits_in FROM run WHERE state = 'QUEUED' AND waits_in >= ?
            ORDER BY state, waits_in LIMIT 1
            """;
    // The runs that were claimed last are in the index still, at the begin of their line, until it
    // is cleaned.
    static final String LINE_BEFORE =
            """
            SELECT waits_in FROM run WHERE state = 'QUEUED' AND waits_in <= ?
            ORDER BY state DESC, waits_in DESC, queue_rank DESC, id DESC LIMIT 1
            """;
    private static final String UNDER_WAY =
            """
            SELECT COUNT(*) FROM run
            WHERE state IN ('CLAIMED', 'RUNNING', 'STOPPING') AND queue = ? AND weight > 0
            """;
    private static final String QUEUED_IN =
            """
            SELECT COUNT(*) FROM run WHERE state = 'QUEUED' AND waits_in = ?
            """;
    private static final String QUEUED_BEFORE =
            """
            SELECT COUNT(*) FROM run WHERE state = 'QUEUED' AND waits_in = ? AND queue_rank < ?
            """;
    private static final String PARK =
            """
            UPDATE run SET state = 'WAITING', waits_for = ?, waits_in = ?, queue_rank = ?,
                message = CASE WHEN state = 'HELD' THEN NULL ELSE message END, version = version + 1
            WHERE id = ? AND state = ? AND fence = ?
            """;
    private static final String START_FLOW =
            """
            UPDATE run SET state = 'RUNNING', queue_rank = 0, waits_in = 0, attempt = attempt + 1,
                fence = fence + 1, started_us = ?, message = NULL, version = version + 1
            WHERE id = ? AND state || '' = 'QUEUED' AND fence = ?
            """;
    private static final String END_FLOW =
            """
            UPDATE run SET state = ?, finished_us = ?, message = ?, version = version + 1
            WHERE id = ? AND state || '' IN ('RUNNING', 'STOPPING') AND fence = ?
            """;
    private static final String SET_PARAMETERS =
            """
            UPDATE run SET parameters = ?, version = version + 1 WHERE id = ?
            """;
    // Others are not read, as they may be long.
    private static final String SEALED_AFTER =
            "SELECT id, CASE WHEN parameters LIKE '%"
                    + SealedText.START
                    + "%' THEN parameters END FROM run WHERE id > ? ORDER BY id LIMIT ?";
    private static final String RESEAL = "UPDATE run SET parameters = ? WHERE id = ?";
    private static final String DELAY =
            """
            UPDATE run SET state = 'DELAYED', due_us = ?, queue_rank = ?, waits_in = 0, waits_for = NULL,
                message = CASE WHEN state = 'HELD' THEN NULL ELSE message END, version = version + 1
            WHERE id = ? AND state = ? AND fence = ?
            """;
    private static final String HOLD =
            """
            UPDATE run SET state = 'HELD', queue_rank = 0, waits_in = 0, message = ?,
                version = version + 1
            WHERE id = ? AND state = ? AND fence = ?
            """;
    private static final String HANDLED =
            """
            UPDATE run SET handled = TRUE, handled_us = ?, version = version + 1
            WHERE id = ? AND handled = FALSE
            """;
    private static final String REOPEN =
            """
            UPDATE run SET handled = FALSE, version = version + 1 WHERE id = ? AND handled = TRUE
            """;
    private static final String CLAIM =
            """
            UPDATE run SET state = ?, queue_rank = 0, waits_in = 0, node = ?, attempt = attempt + 1, fence = fence + 1,
                started_us = ?, message = NULL, exit_code = NULL, progress = NULL, result = NULL,
                version = version + 1
            WHERE id = ? AND state || '' = 'QUEUED' AND fence = ?
            """;
    private static final String BEGIN =
            """
            UPDATE run SET state = 'RUNNING', started_us = ?, version = version + 1
            WHERE id = ? AND state || '' IN ('CLAIMED', 'RUNNING') AND fence = ?
            """;
    private static final String FINISH =
            """
            UPDATE run SET state = ?, started_us = ?, finished_us = ?, exit_code = ?, message = ?,
                progress = ?, result = ?, version = version + 1
            WHERE id = ? AND state || '' IN ('RUNNING', 'STOPPING') AND fence = ?
            """;
    private static final String PROGRESS =
            """
            UPDATE run SET progress = ?, version = version + 1
            WHERE id = ? AND state || '' = 'RUNNING' AND fence = ?
            """;
    private static final String UPDATE_USAGE =
            """
            UPDATE attempt_usage SET processor_us = ?, peak_memory_bytes = ? WHERE run_id = ? AND fence = ?
            """;
    private static final String INSERT_USAGE =
            """
            INSERT INTO attempt_usage (run_id, fence, processor_us, peak_memory_bytes)
            SELECT id, fence, CAST(? AS BIGINT), CAST(? AS BIGINT) FROM run WHERE id = ? AND fence = ?
            """;
    private static final String RETRY =
            """
            UPDATE run SET state = 'DELAYED', due_us = ?, queue_rank = ?, failures = failures + 1,
                node = NULL, exit_code = ?, message = ?, version = version + 1
            WHERE id = ? AND state || '' = 'RUNNING' AND fence = ?
            """;
    private static final RowInsert<AttemptRow> KEEP_ATTEMPT =
            RowInsert.of(
                    "attempt",
                    Column.<AttemptRow>uuid(AttemptRow::run).as("run_id"),
                    Column.<AttemptRow>small(AttemptRow::attempt).as("attempt"),
                    Column.<AttemptRow>number(AttemptRow::fence).as("fence"),
                    Column.<AttemptRow>uuid(AttemptRow::node).as("node"),
                    Column.<AttemptRow>text(attempt -> attempt.state().name()).as("state"),
                    Column.<AttemptRow>number(AttemptRow::startedUs).as("started_us"),
                    Column.<AttemptRow>number(AttemptRow::finishedUs).as("finished_us"),
                    Column.<AttemptRow>small(AttemptRow::exitCode).as("exit_code"),
                    Column.<AttemptRow>text(attempt -> cut(attempt.message(), MOST_MESSAGE))
                            .as("message"));
    private static final String OPEN_COLUMNS =
            "SELECT"
                    + TRAITS
                    + ", id, state, fence, losses, attempt, due_us, started_us, node, waits_for, result,"
                    + " parameters FROM run ";
    private static final String OPEN = OPEN_COLUMNS + "WHERE id = ?";
    private static final String DELAYED =
            OPEN_COLUMNS
                    + "WHERE state = 'DELAYED' AND waits_in = 0"
                    + " ORDER BY state, waits_in, queue_rank, id LIMIT ?";
    private static final String OPEN_ON_GONE =
            OPEN_COLUMNS
                    + "WHERE state IN ('CLAIMED', 'RUNNING', 'STOPPING') AND node IS NOT NULL"
                    + " AND NOT EXISTS (SELECT 1 FROM node WHERE node.id = run.node AND node.state <> 'GONE')"
                    + " ORDER BY id";
    private static final String OPEN_ON =
            OPEN_COLUMNS
                    + "WHERE state IN ('CLAIMED', 'RUNNING', 'STOPPING') AND node = ? ORDER BY id";
    private static final String AT_MOST_ONCE_UNBEGUN =
            """
            SELECT id FROM run WHERE state IN ('DELAYED', 'QUEUED', 'WAITING') AND at_most_once AND due_us <= ? ORDER BY id
            """;
    private static final String WAITING =
            OPEN_COLUMNS
                    + "WHERE state = 'WAITING' AND waits_in = ? AND waits_for = ? AND %s = ?"
                    + " ORDER BY state, waits_in, queue_rank, id LIMIT ?";
    // PostgreSQL reads it by the index of deadlines, H2 by that of states.
    static final String EXPIRED =
            OPEN_COLUMNS
                    + "WHERE state IN ('DELAYED', 'QUEUED', 'WAITING', 'HELD', 'RUNNING')"
                    + " AND (state <> 'RUNNING' OR weight = 0) AND deadline_us < ? AND finished_us IS NULL"
                    + " ORDER BY deadline_us LIMIT ?";
    private static final String OF_NOMINAL =
            OPEN_COLUMNS + "WHERE schedule_id = ? AND nominal_us = ?";
    private static final String LAST_ENDED =
            OPEN_COLUMNS
                    + "WHERE %s AND flow IS NULL"
                    + " AND state IN ('SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELLED', 'LOST')"
                    + " ORDER BY job_id DESC, id DESC LIMIT 1";
    private static final String STOPPING =
            """
            SELECT id FROM run WHERE state = 'STOPPING' AND node = ?
            """;
    private static final String END =
            """
            UPDATE run SET state = ?, queue_rank = 0, waits_in = 0, finished_us = ?, message = ?,
                version = version + 1
            WHERE id = ? AND state = ? AND fence = ?
            """;
    private static final String STOP =
            """
            UPDATE run SET state = 'STOPPING', message = ?, version = version + 1
            WHERE id = ? AND state || '' = 'RUNNING' AND fence = ?
            """;
    private static final String HAND_BACK =
            """
            UPDATE run SET state = 'QUEUED', queue_rank = ?, waits_in = line, node = NULL, started_us = NULL,
                attempt = attempt - 1, version = version + 1
            WHERE id = ? AND state || '' = ? AND fence = ?
            """;
    private static final String REQUEUE =
            """
            UPDATE run SET state = 'QUEUED', queue_rank = ?, waits_in = line, node = NULL, losses = losses + 1,
                message = ?, version = version + 1
            WHERE id = ? AND state || '' = 'RUNNING' AND fence = ?
            """;
    private static final String QUEUE =
            """
            UPDATE run SET state = 'QUEUED', queue_rank = ?, waits_in = line, waits_for = NULL,
                message = CASE WHEN state = 'HELD' THEN NULL ELSE message END, version = version + 1
            WHERE id = ? AND state = ? AND fence = ?
            """;
    private static final String JOBS_THAT_WAIT =
            """
            SELECT DISTINCT job_id FROM run WHERE state = 'WAITING' AND waits_for = 'JOB' AND job_id > ?
            ORDER BY job_id LIMIT ?
            """;
    private static final String UNBEGUN =
            OPEN_COLUMNS
                    + "WHERE job_id = ? AND gated = TRUE"
                    + " AND state IN ('WAITING', 'DELAYED', 'QUEUED', 'CLAIMED', 'HELD') ORDER BY id";
    private static final String RUNNING_OF =
            OPEN_COLUMNS + "WHERE job_id = ? AND gated = TRUE AND state = 'RUNNING' ORDER BY id";
    private static final String FINISHED =
            "SELECT id FROM run WHERE %s AND finished_us IS NOT NULL AND flow IS NULL"
                    + " AND (keyed = FALSE OR created_us < ?) AND %s (state || '' IN ('FAILED', 'TIMED_OUT', 'LOST')"
                    + " AND (handled = FALSE OR handled_us >= ?))";
    private static final String NEWEST_BEYOND =
            FINISHED + " ORDER BY job_id DESC, id DESC LIMIT 1 OFFSET ?";
    private static final String UP_TO = FINISHED + " ORDER BY job_id DESC, id DESC LIMIT ?";
    private static final String TOO_OLD =
            FINISHED + " AND finished_us < ? ORDER BY job_id, id LIMIT ?";
    private static final String PARTS = "SELECT run_id FROM flow_step WHERE flow = ANY(?)";
    private static final String SHIFT_QUEUED =
            """
            UPDATE run SET due_us = due_us + ?, queue_rank = queue_rank + ?, version = version + 1
            WHERE state IN ('QUEUED', 'WAITING') OR (state = 'DELAYED' AND attempt > 0)
            """;
    private static final String SHIFT_DEADLINES =
            """
            UPDATE run SET deadline_us = deadline_us + ?
            WHERE state IN ('WAITING', 'HELD', 'QUEUED', 'CLAIMED', 'RUNNING', 'STOPPING', 'DELAYED')
                AND deadline_us IS NOT NULL AND finished_us IS NULL AND (state <> 'DELAYED' OR attempt > 0)
            """;
    private static final String SHIFT_BUCKETS =
            """
            UPDATE queue SET tat_us = tat_us + ? WHERE tat_us > 0
            """;
    private static final String DELETE = "DELETE FROM run WHERE id = ?";
    private static final String DELETE_ATTEMPTS = "DELETE FROM attempt WHERE run_id = ?";
    private static final String DELETE_USAGE = "DELETE FROM attempt_usage WHERE run_id = ?";
    private static final String DELETE_STEPS = "DELETE FROM flow_step WHERE flow = ?";
    private static final String DELETE_FLOW = "DELETE FROM flow WHERE run_id = ?";
    private static final String DELETE_FAILURE = "DELETE FROM failure WHERE run_id = ?";
    private static final String DELETE_LOG = "DELETE FROM run_log WHERE run_id = ?";

    private final Dialect dialect;
    private final Consumer<UUID> changed;

    /// @param changed told the id of each run that changes
    JdbcRuns(Connection connection, Dialect dialect, Consumer<UUID> changed) {
        super(connection);
        this.dialect = dialect;
        this.changed = changed;
    }

    @Override
    public void insert(List<RunRow> runs) {
        insert(dialect, INSERT, runs);
        runs.forEach(run -> changed.accept(run.id()));
    }

    private boolean change(String sql, UUID run, Binder binder) {
        boolean done = update(sql, binder) == 1;
        if (done) {
            changed.accept(run);
        }
        return done;
    }

    private static @Nullable String name(@Nullable Wait wait) {
        return wait == null ? null : wait.name();
    }

    private static RunTraits traits(ResultSet row) throws SQLException {
        return new RunTraits(
                row.getObject(1, UUID.class),
                row.getInt(2),
                row.getString(3),
                row.getObject(4, UUID.class),
                row.getString(5),
                nullableLong(row, 6),
                row.getString(7),
                row.getInt(8),
                row.getInt(9),
                row.getInt(10),
                row.getInt(11),
                row.getBoolean(12),
                row.getBoolean(13),
                row.getString(14),
                row.getString(15),
                row.getObject(16, UUID.class),
                row.getString(17),
                nullableLong(row, 18));
    }

    @Override
    public List<OpenRun> delayed(int limit) {
        return list(DELAYED, select -> select.setInt(1, limit), JdbcRuns::openRun);
    }

    @Override
    public void promote(Map<UUID, Long> ranks) {
        changed(
                Map.Entry::getKey,
                hits(
                        dialect,
                        PROMOTE,
                        List.copyOf(ranks.entrySet()),
                        List.of(
                                Column.<Map.Entry<UUID, Long>>number(Map.Entry::getValue),
                                Column.uuid(Map.Entry::getKey))));
    }

    @Override
    public List<Integer> linesWithRuns() {
        return dialect.keepsOldEntries() ? linesFromTheLast() : linesFromTheFirst();
    }

    private List<Integer> linesFromTheFirst() {
        var lines = new ArrayList<Integer>();
        var next = line(NEXT_LINE, 1);
        while (next.isPresent()) {
            lines.add(next.get());
            next = line(NEXT_LINE, next.get() + 1);
        }
        return lines;
    }

    private List<Integer> linesFromTheLast() {
        var lines = new ArrayList<Integer>();
        var next = line(LINE_BEFORE, Integer.MAX_VALUE);
        while (next.isPresent()) {
            lines.addFirst(next.get());
            next = next.get() == 1 ? Optional.empty() : line(LINE_BEFORE, next.get() - 1);
        }
        return lines;
    }

    private Optional<Integer> line(String sql, int from) {
        return first(sql, select -> select.setInt(1, from), row -> row.getInt(1));
    }

    @Override
    public List<Candidate> queued(int line, int limit, long untilUs, long nowUs) {
        return list(
                QUEUED + dialect.skipLocked(),
                select -> {
                    select.setInt(1, line);
                    select.setLong(2, untilUs);
                    select.setInt(3, limit);
                },
                row -> new Candidate(claimed(row, nowUs), row.getLong(TRAITS_COUNT + 7)));
    }

    @Override
    public Map<UUID, Long> firstOfLine(int line, int limit) {
        var due = new HashMap<UUID, Long>();
        list(
                        FIRST_OF_LINE,
                        select -> {
                            select.setInt(1, line);
                            select.setInt(2, limit);
                        },
                        row -> Map.entry(row.getObject(1, UUID.class), row.getLong(2)))
                .forEach(each -> due.put(each.getKey(), each.getValue()));
        return due;
    }

    private static ClaimedRun claimed(ResultSet row, long dueUntilUs) throws SQLException {
        long dueUs = row.getLong(TRAITS_COUNT + 2);
        return new ClaimedRun(
                row.getObject(TRAITS_COUNT + 1, UUID.class),
                traits(row),
                dueUs,
                row.getInt(TRAITS_COUNT + 3) + 1,
                row.getInt(TRAITS_COUNT + 4),
                row.getLong(TRAITS_COUNT + 5) + 1,
                row.getString(TRAITS_COUNT + 6),
                dueUs <= dueUntilUs);
    }

    @Override
    public int underWay(String queue) {
        return first(UNDER_WAY, select -> select.setString(1, queue), row -> row.getInt(1))
                .orElse(0);
    }

    @Override
    public long queuedIn(int line) {
        return first(QUEUED_IN, select -> select.setInt(1, line), row -> row.getLong(1)).orElse(0L);
    }

    @Override
    public long queuedBefore(int line, long rank) {
        return first(
                        QUEUED_BEFORE,
                        select -> {
                            select.setInt(1, line);
                            select.setLong(2, rank);
                        },
                        row -> row.getLong(1))
                .orElse(0L);
    }

    @Override
    public boolean park(OpenRun run, Wait waitsFor, int waitsIn, long rank) {
        return change(
                PARK,
                run.id(),
                update -> {
                    update.setString(1, waitsFor.name());
                    update.setInt(2, waitsIn);
                    update.setLong(3, rank);
                    bind(update, 4, run);
                });
    }

    // Id, state and fence, which a change compares.
    private static void bind(PreparedStatement update, int from, OpenRun run) throws SQLException {
        update.setObject(from, run.id());
        update.setString(from + 1, run.state().name());
        update.setLong(from + 2, run.fence());
    }

    @Override
    public boolean startFlow(ClaimedRun run, long nowUs) {
        return change(
                START_FLOW,
                run.id(),
                update -> {
                    update.setLong(1, nowUs);
                    update.setObject(2, run.id());
                    update.setLong(3, run.fence() - 1);
                });
    }

    @Override
    public boolean endFlow(OpenRun run, RunState state, @Nullable String why, long nowUs) {
        return change(
                END_FLOW,
                run.id(),
                update -> {
                    update.setString(1, state.name());
                    update.setLong(2, nowUs);
                    update.setString(3, cut(why, MOST_MESSAGE));
                    update.setObject(4, run.id());
                    update.setLong(5, run.fence());
                });
    }

    @Override
    public void setParameters(UUID run, String parameters) {
        change(
                SET_PARAMETERS,
                run,
                update -> {
                    update.setString(1, parameters);
                    update.setObject(2, run);
                });
    }

    @Override
    public List<Sealed> sealedAfter(@Nullable UUID after, int limit) {
        return list(
                SEALED_AFTER,
                select -> {
                    select.setObject(1, after == null ? new UUID(0, 0) : after);
                    select.setInt(2, limit);
                },
                row -> new Sealed(row.getObject(1, UUID.class), row.getString(2)));
    }

    @Override
    public void reseal(List<Sealed> runs) {
        batch(
                dialect,
                RESEAL,
                runs,
                List.of(Column.text(Sealed::parameters), Column.uuid(Sealed::run)));
    }

    @Override
    public boolean delay(OpenRun run, long dueUs) {
        return change(
                DELAY,
                run.id(),
                update -> {
                    update.setLong(1, dueUs);
                    update.setLong(2, dueUs);
                    bind(update, 3, run);
                });
    }

    @Override
    public boolean hold(OpenRun run, String why) {
        return change(
                HOLD,
                run.id(),
                update -> {
                    update.setString(1, cut(why, MOST_MESSAGE));
                    bind(update, 2, run);
                });
    }

    @Override
    public List<OpenRun> expired(long nowUs, int limit) {
        return list(
                EXPIRED,
                select -> {
                    select.setLong(1, nowUs);
                    select.setInt(2, limit);
                },
                JdbcRuns::openRun);
    }

    @Override
    public boolean handled(UUID id, long nowUs) {
        return change(
                HANDLED,
                id,
                update -> {
                    update.setLong(1, nowUs);
                    update.setObject(2, id);
                });
    }

    @Override
    public boolean unhandled(UUID id) {
        return change(REOPEN, id, update -> update.setObject(1, id));
    }

    @Override
    public List<OpenRun> ofNominal(Collection<UUID> schedules, long nominalUs) {
        var found = new ArrayList<OpenRun>();
        for (var schedule : schedules) {
            found.addAll(
                    list(
                            OF_NOMINAL,
                            select -> {
                                select.setObject(1, schedule);
                                select.setLong(2, nominalUs);
                            },
                            JdbcRuns::openRun));
        }
        return found;
    }

    @Override
    public Optional<OpenRun> lastEnded(UUID job) {
        return first(
                LAST_ENDED.formatted(dialect.ofJob("")),
                select -> Reach.ALL.bind(select, job),
                JdbcRuns::openRun);
    }

    @Override
    public List<ClaimedRun> claim(List<ClaimedRun> runs, UUID node, long nowUs) {
        return changed(
                ClaimedRun::id,
                hits(
                        dialect,
                        CLAIM,
                        runs,
                        List.of(
                                Column.text(
                                        run ->
                                                (run.running()
                                                                ? RunState.RUNNING
                                                                : RunState.CLAIMED)
                                                        .name()),
                                Column.uuid(run -> node),
                                Column.number(run -> run.running() ? nowUs : null),
                                Column.uuid(ClaimedRun::id),
                                Column.number(run -> run.fence() - 1))));
    }

    @Override
    public List<ClaimedRun> begin(List<ClaimedRun> runs, long nowUs) {
        return changed(
                ClaimedRun::id,
                hits(
                        dialect,
                        BEGIN,
                        runs,
                        List.of(
                                Column.number(run -> Math.max(nowUs, run.dueUs())),
                                Column.uuid(ClaimedRun::id),
                                Column.number(ClaimedRun::fence))));
    }

    @Override
    public List<Progress> progress(List<Progress> progress) {
        return changed(
                each -> each.run().id(),
                hits(
                        dialect,
                        PROGRESS,
                        progress,
                        List.of(
                                Column.fraction(Progress::percent),
                                Column.uuid(each -> each.run().id()),
                                Column.number(each -> each.run().fence()))));
    }

    @Override
    public void keepUsage(List<UsageRow> usages) {
        List<Column<UsageRow>> columns =
                List.of(
                        Column.number(each -> processorUs(each)),
                        Column.number(each -> each.usage().peakMemoryBytes()),
                        Column.uuid(each -> each.run().id()),
                        Column.number(each -> each.run().fence()));
        var known = Set.copyOf(batch(dialect, UPDATE_USAGE, usages, columns));
        var others = new ArrayList<UsageRow>();
        for (int i = 0; i < usages.size(); i++) {
            if (!known.contains(i)) {
                others.add(usages.get(i));
            }
        }
        batch(
                INSERT_USAGE,
                others,
                (insert, each) -> {
                    insert.setLong(1, processorUs(each));
                    insert.setLong(2, each.usage().peakMemoryBytes());
                    insert.setObject(3, each.run().id());
                    insert.setLong(4, each.run().fence());
                });
    }

    private static long processorUs(UsageRow row) {
        return row.usage().processorTime().toNanos() / 1_000;
    }

    @Override
    public List<Finish> finish(List<Finish> finishes, long nowUs) {
        return changed(
                finish -> finish.run().id(),
                hits(
                        dialect,
                        FINISH,
                        finishes,
                        List.of(
                                Column.text(finish -> finish.stateOrCancelled().name()),
                                Column.number(Finish::startedUs),
                                Column.number(finish -> nowUs),
                                Column.small(Finish::exitCode),
                                Column.text(finish -> cut(finish.message(), MOST_MESSAGE)),
                                Column.fraction(Finish::progress),
                                Column.text(finish -> cut(finish.result(), MOST_RESULT)),
                                Column.uuid(finish -> finish.run().id()),
                                Column.number(finish -> finish.run().fence()))));
    }

    @Override
    public List<Finish> retry(List<Finish> finishes) {
        return changed(
                finish -> finish.run().id(),
                hits(
                        dialect,
                        RETRY,
                        finishes,
                        List.of(
                                Column.number(Finish::retryAtUs),
                                Column.number(Finish::retryAtUs),
                                Column.small(Finish::exitCode),
                                Column.text(finish -> cut(finish.message(), MOST_MESSAGE)),
                                Column.uuid(finish -> finish.run().id()),
                                Column.number(finish -> finish.run().fence()))));
    }

    private <R> List<R> changed(Function<R, UUID> id, List<R> done) {
        done.forEach(each -> changed.accept(id.apply(each)));
        return done;
    }

    @Override
    public void keepAttempts(List<AttemptRow> attempts) {
        insert(dialect, KEEP_ATTEMPT, attempts);
    }

    @Override
    public Optional<OpenRun> open(UUID id) {
        return first(OPEN, select -> select.setObject(1, id), JdbcRuns::openRun);
    }

    @Override
    public List<OpenRun> openOnGone() {
        return list(OPEN_ON_GONE, select -> {}, JdbcRuns::openRun);
    }

    @Override
    public List<OpenRun> openOn(UUID node) {
        return list(OPEN_ON, select -> select.setObject(1, node), JdbcRuns::openRun);
    }

    @Override
    public Optional<OpenRun> oldestWaiting(Wait waitsFor, int waitsIn, String name) {
        return waiting(waitsFor, waitsIn, name, 1).stream().findFirst();
    }

    @Override
    public List<UUID> jobsThatWait(UUID after, int limit) {
        return list(
                JOBS_THAT_WAIT,
                select -> {
                    select.setObject(1, after);
                    select.setInt(2, limit);
                },
                row -> row.getObject(1, UUID.class));
    }

    @Override
    public List<OpenRun> waiting(Wait waitsFor, int waitsIn, String name) {
        return waiting(waitsFor, waitsIn, name, Integer.MAX_VALUE);
    }

    // A run that waited before there were places waits in place 0.
    private List<OpenRun> waiting(Wait waitsFor, int waitsIn, String name, int limit) {
        boolean ofJob = waitsFor != Wait.KEY;
        String sql = WAITING.formatted(ofJob ? "job_id" : "limit_key");
        Object value = ofJob ? UUID.fromString(name) : name;
        for (int place : new int[] {waitsIn, 0}) {
            var found =
                    list(
                            sql,
                            select -> {
                                select.setInt(1, place);
                                select.setString(2, waitsFor.name());
                                select.setObject(3, value);
                                select.setInt(4, limit);
                            },
                            JdbcRuns::openRun);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    static OpenRun openRun(ResultSet row) throws SQLException {
        String waitsFor = row.getString(TRAITS_COUNT + 9);
        return new OpenRun(
                row.getObject(TRAITS_COUNT + 1, UUID.class),
                traits(row),
                RunState.valueOf(row.getString(TRAITS_COUNT + 2)),
                row.getLong(TRAITS_COUNT + 3),
                row.getInt(TRAITS_COUNT + 4),
                row.getInt(TRAITS_COUNT + 5),
                row.getLong(TRAITS_COUNT + 6),
                nullableLong(row, TRAITS_COUNT + 7),
                row.getObject(TRAITS_COUNT + 8, UUID.class),
                waitsFor == null ? null : Wait.valueOf(waitsFor),
                row.getString(TRAITS_COUNT + 10),
                row.getString(TRAITS_COUNT + 11));
    }

    static String openColumns() {
        return OPEN_COLUMNS;
    }

    @Override
    public List<UUID> atMostOnceUnbegun(long dueUs) {
        return list(
                AT_MOST_ONCE_UNBEGUN,
                select -> select.setLong(1, dueUs),
                row -> row.getObject(1, UUID.class));
    }

    @Override
    public List<UUID> stopping(UUID node) {
        return list(
                STOPPING, select -> select.setObject(1, node), row -> row.getObject(1, UUID.class));
    }

    @Override
    public boolean end(OpenRun run, RunState state, String why, long nowUs) {
        return change(
                END,
                run.id(),
                update -> {
                    update.setString(1, state.name());
                    update.setLong(2, nowUs);
                    update.setString(3, cut(why, MOST_MESSAGE));
                    bind(update, 4, run);
                });
    }

    @Override
    public boolean stop(OpenRun run, @Nullable String why) {
        return change(
                STOP,
                run.id(),
                update -> {
                    update.setString(1, cut(why, MOST_MESSAGE));
                    update.setObject(2, run.id());
                    update.setLong(3, run.fence());
                });
    }

    @Override
    public void handBack(List<OpenRun> runs, Map<UUID, Long> ranks) {
        changed(
                OpenRun::id,
                hits(
                        dialect,
                        HAND_BACK,
                        runs,
                        List.of(
                                Column.number(run -> ranks.get(run.id())),
                                Column.uuid(OpenRun::id),
                                Column.text(run -> run.state().name()),
                                Column.number(OpenRun::fence))));
    }

    @Override
    public List<OpenRun> requeue(List<OpenRun> runs, Map<UUID, Long> ranks, String why) {
        return changed(
                OpenRun::id,
                hits(
                        dialect,
                        REQUEUE,
                        runs,
                        List.of(
                                Column.number(run -> ranks.get(run.id())),
                                Column.text(_ -> cut(why, MOST_MESSAGE)),
                                Column.uuid(OpenRun::id),
                                Column.number(OpenRun::fence))));
    }

    @Override
    public boolean queue(OpenRun run, long rank) {
        return change(
                QUEUE,
                run.id(),
                update -> {
                    update.setLong(1, rank);
                    bind(update, 2, run);
                });
    }

    @Override
    public List<OpenRun> runningOf(UUID job) {
        return list(RUNNING_OF, select -> select.setObject(1, job), JdbcRuns::openRun);
    }

    @Override
    public List<OpenRun> unbegun(UUID job) {
        return list(UNBEGUN, select -> select.setObject(1, job), JdbcRuns::openRun);
    }

    @Override
    public void shift(long byUs) {
        update(
                SHIFT_QUEUED,
                update -> {
                    update.setLong(1, byUs);
                    update.setLong(2, byUs);
                });
        update(SHIFT_DEADLINES, update -> update.setLong(1, byUs));
        update(SHIFT_BUCKETS, update -> update.setLong(1, byUs));
    }

    @Override
    public Optional<UUID> newestBeyond(UUID job, Counted which, int keep, Kept kept) {
        return first(
                finished(NEWEST_BEYOND, which),
                select -> {
                    bind(select, job, Reach.ALL, kept);
                    select.setInt(7, keep);
                },
                row -> row.getObject(1, UUID.class));
    }

    @Override
    public List<UUID> upTo(UUID job, Counted which, UUID newest, Kept kept, int limit) {
        return list(
                upTo(which),
                select -> {
                    bind(select, job, new Reach(Reach.ALL.first(), newest), kept);
                    select.setInt(7, limit);
                },
                row -> row.getObject(1, UUID.class));
    }

    /// The statement of [#upTo].
    String upTo(Counted which) {
        return finished(UP_TO, which);
    }

    @Override
    public List<UUID> tooOld(UUID job, UUID oldest, long finishedBeforeUs, Kept kept, int limit) {
        return list(
                tooOld(),
                select -> {
                    bind(select, job, new Reach(oldest, Ids.from(finishedBeforeUs)), kept);
                    select.setLong(7, finishedBeforeUs);
                    select.setInt(8, limit);
                },
                row -> row.getObject(1, UUID.class));
    }

    /// The statement of [#tooOld].
    String tooOld() {
        return finished(TOO_OLD, Counted.OTHERS);
    }

    private String finished(String sql, Counted which) {
        return sql.formatted(dialect.ofJob(""), which == Counted.UNHANDLED ? "" : "NOT");
    }

    private static void bind(PreparedStatement select, UUID job, Reach reach, Kept kept)
            throws SQLException {
        reach.bind(select, job);
        select.setLong(5, kept.keyedSinceUs());
        select.setLong(6, kept.handledSinceUs());
    }

    @Override
    public void delete(Collection<UUID> ids) {
        var all = withParts(ids);
        if (all.isEmpty()) {
            return;
        }
        for (String sql :
                List.of(
                        DELETE_LOG,
                        DELETE_ATTEMPTS,
                        DELETE_USAGE,
                        DELETE_STEPS,
                        DELETE_FLOW,
                        DELETE_FAILURE,
                        DELETE)) {
            if (dialect.takesArrays()) {
                update(sql.replace("= ?", "= ANY(?)"), delete -> setIds(delete, 1, all));
            } else {
                batch(sql, all, (delete, id) -> delete.setObject(1, id));
            }
        }
    }

    private Set<UUID> withParts(Collection<UUID> ids) {
        var all = new LinkedHashSet<UUID>();
        Collection<UUID> wholes = ids;
        while (!wholes.isEmpty()) {
            var level = wholes;
            all.addAll(level);
            wholes =
                    list(
                                    PARTS,
                                    select -> setIds(select, 1, level),
                                    row -> row.getObject(1, UUID.class))
                            .stream()
                            .filter(part -> !all.contains(part))
                            .toList();
        }
        return all;
    }
}
