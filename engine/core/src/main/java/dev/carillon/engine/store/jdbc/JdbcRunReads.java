package dev.carillon.engine.store.jdbc;

import dev.carillon.api.AttemptView;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.Usage;
import dev.carillon.engine.run.Parameters;
import dev.carillon.engine.run.SealedText;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.RunReads;
import dev.carillon.engine.store.jdbc.RunPaths.Reach;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

final class JdbcRunReads extends JdbcTable implements RunReads {
    private static final String COLUMNS =
            """
            SELECT r.id, r.job_key, r.job_version, r.state, r.cause, r.schedule_key, r.nominal_us, r.due_us,
                r.created_us, r.started_us, r.finished_us, r.attempt, r.max_attempts, r.priority, r.queue,
                n.name, r.version, r.message, r.exit_code, r.progress, r.result, r.parameters, r.flow,
                r.step, r.waits_for, r.limit_key, r.unique_key, r.deadline_us, r.handled,
                f.fingerprint
            FROM run r""";
    private static final String JOINED =
            " LEFT JOIN node n ON n.id = r.node LEFT JOIN failure f ON f.run_id = r.id ";
    static final String VIEWS = select("") + "WHERE r.id = ANY(?)";
    private static final String ATTEMPTS =
            """
            SELECT a.attempt, a.fence, n.name, a.state, a.started_us, a.finished_us, a.exit_code, a.message,
                u.processor_us, u.peak_memory_bytes
            FROM attempt a LEFT JOIN node n ON n.id = a.node
                LEFT JOIN attempt_usage u ON u.run_id = a.run_id AND u.fence = a.fence
            WHERE a.run_id = ?
            UNION ALL
            SELECT r.attempt, r.fence, n.name, r.state, r.started_us, r.finished_us, r.exit_code, r.message,
                u.processor_us, u.peak_memory_bytes
            FROM run r LEFT JOIN node n ON n.id = r.node
                LEFT JOIN attempt_usage u ON u.run_id = r.id AND u.fence = r.fence
            WHERE r.id = ? AND r.fence > 0
                AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.run_id = r.id AND a.fence = r.fence)
            ORDER BY 2
            """;
    private static final String BUSY =
            """
            SELECT node, COUNT(*) FROM run
            WHERE state IN ('CLAIMED', 'RUNNING', 'STOPPING') AND node IS NOT NULL GROUP BY node
            """;
    private static final String DURATIONS =
            """
            SELECT finished_us - started_us FROM (
                SELECT state, started_us, finished_us FROM run WHERE %s
                ORDER BY job_id DESC, id DESC LIMIT ?) r
            WHERE state = 'SUCCEEDED' AND started_us IS NOT NULL
            """;
    // Each along an index that has no more than these.
    static final String OPEN_COUNTS =
            """
            SELECT 'WAITING', COUNT(*) FROM run WHERE state = 'WAITING'
            UNION ALL SELECT 'DELAYED', COUNT(*) FROM run WHERE state = 'DELAYED'
            UNION ALL SELECT 'QUEUED', COUNT(*) FROM run WHERE state = 'QUEUED'
            UNION ALL SELECT 'HELD', COUNT(*) FROM run WHERE state = 'HELD'
            UNION ALL SELECT state, COUNT(*) FROM run WHERE state IN ('CLAIMED', 'RUNNING', 'STOPPING') GROUP BY state
            """;
    // Those that succeeded are nearly all, and are what remains of them.
    static final String COUNTS =
            OPEN_COUNTS
                    + """
                    UNION ALL SELECT state, COUNT(*) FROM run
                    WHERE state IN ('FAILED', 'TIMED_OUT', 'CANCELLED', 'LOST', 'MISSED', 'SKIPPED') GROUP BY state
                    UNION ALL SELECT 'SUCCEEDED', COUNT(*) FROM run
                    """;

    /// What [#view] reads.
    ///
    /// @param hint which index is used, empty for whichever
    static String select(String hint) {
        return COLUMNS + hint + JOINED;
    }

    private final Dialect dialect;

    JdbcRunReads(Connection connection, Dialect dialect) {
        super(connection);
        this.dialect = dialect;
    }

    @Override
    public List<RunView> views(Collection<UUID> ids) {
        var views = new HashMap<String, RunView>();
        list(VIEWS, select -> setIds(select, 1, ids), JdbcRunReads::view)
                .forEach(view -> views.put(view.id(), view));
        return ids.stream().map(id -> views.get(id.toString())).filter(Objects::nonNull).toList();
    }

    static RunView view(ResultSet row) throws SQLException {
        var due = instant(row, 8);
        var created = instant(row, 9);
        double progress = row.getDouble(20);
        return new RunView(
                row.getObject(1, UUID.class).toString(),
                row.getString(2),
                row.getInt(3),
                RunState.valueOf(row.getString(4)),
                row.getString(5),
                row.getString(6),
                instant(row, 7),
                due == null ? Instant.EPOCH : due,
                created == null ? Instant.EPOCH : created,
                instant(row, 10),
                instant(row, 11),
                row.getInt(12),
                row.getInt(13),
                row.getInt(14),
                row.getString(15),
                row.getString(16),
                row.getLong(17),
                row.getString(18),
                nullableInt(row, 19),
                row.getObject(20) == null ? null : progress,
                row.getString(21),
                SealedText.masked(Parameters.read(row.getString(22))),
                row.getString(23),
                row.getString(24),
                waitsFor(row),
                row.getString(26),
                row.getString(27),
                instant(row, 28),
                row.getBoolean(29),
                row.getString(30));
    }

    // A run of several is on no node.
    private static String node(@Nullable String name) {
        return name == null ? "-" : name;
    }

    // What an earlier wait was for stays in the row.
    private static @Nullable String waitsFor(ResultSet row) throws SQLException {
        var state = RunState.valueOf(row.getString(4));
        return state == RunState.WAITING || state == RunState.HELD ? row.getString(25) : null;
    }

    @Override
    public List<AttemptView> attempts(UUID id) {
        return list(
                ATTEMPTS,
                select -> {
                    select.setObject(1, id);
                    select.setObject(2, id);
                },
                row ->
                        new AttemptView(
                                row.getInt(1),
                                row.getLong(2),
                                node(row.getString(3)),
                                RunState.valueOf(row.getString(4)),
                                instant(row, 5),
                                instant(row, 6),
                                nullableInt(row, 7),
                                row.getString(8),
                                usage(row)));
    }

    private static @Nullable Usage usage(ResultSet row) throws SQLException {
        var processorUs = nullableLong(row, 9);
        return processorUs == null
                ? null
                : new Usage(Duration.ofNanos(processorUs * 1_000), row.getLong(10));
    }

    @Override
    public List<Long> durationsUs(UUID job, int most) {
        return list(
                DURATIONS.formatted(dialect.ofJob("")),
                select -> {
                    Reach.ALL.bind(select, job);
                    select.setInt(5, most);
                },
                row -> row.getLong(1));
    }

    @Override
    public Map<RunState, Long> counts() {
        var counts = counts(COUNTS);
        long all = counts.getOrDefault(RunState.SUCCEEDED, 0L);
        long others = counts.values().stream().mapToLong(each -> each).sum() - all;
        if (all > others) {
            counts.put(RunState.SUCCEEDED, all - others);
        } else {
            counts.remove(RunState.SUCCEEDED);
        }
        return counts;
    }

    @Override
    public Map<RunState, Long> openCounts() {
        return counts(OPEN_COUNTS);
    }

    private Map<RunState, Long> counts(String sql) {
        var counts = new EnumMap<RunState, Long>(RunState.class);
        list(sql, select -> {}, row -> Map.entry(row.getString(1), row.getLong(2))).stream()
                .filter(each -> each.getValue() > 0)
                .forEach(each -> counts.put(RunState.valueOf(each.getKey()), each.getValue()));
        return counts;
    }

    @Override
    public Map<UUID, Integer> busy() {
        var busy = new HashMap<UUID, Integer>();
        list(BUSY, select -> {}, row -> Map.entry(row.getObject(1, UUID.class), row.getInt(2)))
                .forEach(each -> busy.put(each.getKey(), each.getValue()));
        return busy;
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        var micros = nullableLong(row, column);
        return micros == null ? null : Micros.instant(micros);
    }
}
