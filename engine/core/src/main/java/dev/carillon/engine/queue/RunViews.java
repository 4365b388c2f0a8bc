package dev.carillon.engine.queue;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Json;
import dev.carillon.api.Page;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.store.Database;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Reads runs for people. Reading is free; it changes nothing and locks nothing.
public final class RunViews {
    private static final TypeReference<Map<String, String>> PARAMETERS = new TypeReference<>() {};
    private static final String SELECT =
            """
            SELECT r.id, r.job_key, r.job_version, r.state, r.cause, r.schedule_key, r.nominal_us, r.due_us,
                r.created_us, r.started_us, r.finished_us, r.attempt, r.max_attempts, r.priority, r.queue,
                n.name, r.version, r.message, r.exit_code, r.progress, r.result, r.parameters
            FROM run r LEFT JOIN node n ON n.id = r.node
            """;
    private static final String ATTEMPTS =
            """
            SELECT a.attempt, a.fence, n.name, a.state, a.started_us, a.finished_us, a.exit_code, a.message
            FROM attempt a LEFT JOIN node n ON n.id = a.node WHERE a.run_id = ?
            UNION ALL
            SELECT r.attempt, r.fence, n.name, r.state, r.started_us, r.finished_us, r.exit_code, r.message
            FROM run r LEFT JOIN node n ON n.id = r.node
            WHERE r.id = ? AND r.fence > 0
                AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.run_id = r.id AND a.fence = r.fence)
            ORDER BY 2
            """;
    private static final String COUNTS =
            """
            SELECT state, COUNT(*) FROM run GROUP BY state
            """;

    private final Database database;

    public RunViews(Database database) {
        this.database = database;
    }

    /// @throws CarillonException NOT_FOUND
    public RunView get(UUID id) {
        var found = get(List.of(id));
        if (found.isEmpty()) {
            throw new CarillonException(ErrorCode.NOT_FOUND, "there is no run " + id);
        }
        return found.getFirst();
    }

    /// Those of the runs that exist.
    public List<RunView> get(Collection<UUID> ids) {
        return database.transaction(
                connection -> {
                    var views = new ArrayList<RunView>();
                    try (var select = connection.prepareStatement(SELECT + "WHERE r.id = ?")) {
                        for (var id : ids) {
                            select.setObject(1, id);
                            try (var rows = select.executeQuery()) {
                                if (rows.next()) {
                                    views.add(view(rows));
                                }
                            }
                        }
                    }
                    return views;
                });
    }

    /// Newest first. The cursor is the id of the last run of the part before.
    public Page<RunView> find(RunQuery query, @Nullable String cursor, int limit) {
        var where = new ArrayList<String>();
        var values = new ArrayList<Object>();
        if (!query.states().isEmpty()) {
            where.add("r.state IN (" + "?, ".repeat(query.states().size() - 1) + "?)");
            query.states().forEach(state -> values.add(state.name()));
        }
        if (query.job() != null) {
            where.add("r.job_key = ?");
            values.add(query.job().contains("/") ? query.job() : "default/" + query.job());
        }
        if (query.since() != null) {
            where.add("r.due_us >= ?");
            values.add(query.since().getEpochSecond() * 1_000_000);
        }
        if (query.error() != null) {
            where.add("LOWER(r.message) LIKE ? ESCAPE '!'");
            values.add(
                    "%"
                            + query.error()
                                    .toLowerCase(java.util.Locale.ROOT)
                                    .replaceAll("([!%_])", "!$1")
                            + "%");
        }
        if (cursor != null) {
            where.add("r.id < ?");
            values.add(runId(cursor));
        }
        String sql =
                SELECT
                        + (where.isEmpty() ? "" : "WHERE " + String.join(" AND ", where))
                        + " ORDER BY r.id DESC LIMIT ?";
        values.add(limit + 1);
        return database.transaction(connection -> page(connection, sql, values, limit));
    }

    private static Page<RunView> page(
            Connection connection, String sql, List<Object> values, int limit) throws SQLException {
        var views = new ArrayList<RunView>();
        try (var select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    views.add(view(rows));
                }
            }
        }
        return views.size() <= limit
                ? new Page<>(views, null)
                : new Page<>(views.subList(0, limit), views.get(limit - 1).id());
    }

    /// Attempts in order.
    public List<AttemptView> attempts(UUID id) {
        get(id);
        return database.transaction(
                connection -> {
                    var attempts = new ArrayList<AttemptView>();
                    try (var select = connection.prepareStatement(ATTEMPTS)) {
                        select.setObject(1, id);
                        select.setObject(2, id);
                        try (var rows = select.executeQuery()) {
                            while (rows.next()) {
                                attempts.add(
                                        new AttemptView(
                                                rows.getInt(1),
                                                rows.getLong(2),
                                                String.valueOf(rows.getString(3)),
                                                RunState.valueOf(rows.getString(4)),
                                                instant(rows, 5),
                                                instant(rows, 6),
                                                integer(rows, 7),
                                                rows.getString(8)));
                            }
                        }
                    }
                    return attempts;
                });
    }

    public Map<RunState, Long> counts() {
        return database.transaction(
                connection -> {
                    var counts = new EnumMap<RunState, Long>(RunState.class);
                    try (var select = connection.prepareStatement(COUNTS);
                            var rows = select.executeQuery()) {
                        while (rows.next()) {
                            counts.put(RunState.valueOf(rows.getString(1)), rows.getLong(2));
                        }
                    }
                    return counts;
                });
    }

    /// @throws CarillonException NOT_FOUND when the text is no id
    public static UUID runId(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new CarillonException(ErrorCode.NOT_FOUND, "there is no run \"" + text + "\"", e);
        }
    }

    private static RunView view(ResultSet row) throws SQLException {
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
                integer(row, 19),
                row.getObject(20) == null ? null : progress,
                row.getString(21),
                Json.mapper().readValue(row.getString(22), PARAMETERS));
    }

    private static @Nullable Integer integer(ResultSet row, int column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        var micros = RunQueue.nullableLong(row, column);
        return micros == null
                ? null
                : Instant.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000L),
                        Math.floorMod(micros, 1_000_000L) * 1_000L);
    }
}
