package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.JobTable;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

final class JdbcJobs extends JdbcTable implements JobTable {
    private static final int COLUMNS_COUNT = 11;
    private static final String COLUMNS =
            "j.id, j.namespace, j.name, j.version, j.segment, j.paused, j.deleted, j.updated_us, j.updated_by,"
                    + " j.failures, j.paused_why";
    static final String FIND = "SELECT " + COLUMNS + " FROM job j WHERE j.id = ?";
    private static final String AFTER =
            "SELECT " + COLUMNS + " FROM job j WHERE j.id > ? ORDER BY j.id LIMIT ?";
    // However many runs there are, one look at the index for each job, which finds its first run or
    // that of a later job.
    static final String WITH_RUNS_AFTER =
            "SELECT "
                    + COLUMNS
                    + " FROM job j WHERE j.id > ? AND j.id = (SELECT r.job_id FROM run r WHERE r.job_id >= j.id"
                    + " ORDER BY r.job_id, r.id LIMIT 1) ORDER BY j.id LIMIT ?";
    private static final String LIST =
            "SELECT "
                    + COLUMNS
                    + ", v.definition FROM job j"
                    + " JOIN job_version v ON v.job_id = j.id AND v.version = j.version"
                    + " WHERE j.deleted = FALSE";
    private static final String INSERT =
            """
            INSERT INTO job (id, namespace, name, version, segment, paused, deleted, updated_us, updated_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String UPDATE =
            """
            UPDATE job SET version = ?, paused = ?, deleted = ?, updated_us = ?, updated_by = ?,
                failures = ?, paused_why = ?
            WHERE id = ?
            """;
    private static final String MOVE = "UPDATE job SET segment = ? WHERE id = ?";
    private static final String INSERT_VERSION =
            """
            INSERT INTO job_version (job_id, version, definition, at_us, actor) VALUES (?, ?, ?, ?, ?)
            """;
    private static final String VERSIONS =
            """
            SELECT version, definition, at_us, actor FROM job_version
            WHERE job_id = ? AND version < ? ORDER BY version DESC LIMIT ?
            """;
    private static final String DEFINITION =
            """
            SELECT definition FROM job_version WHERE job_id = ? AND version = ?
            """;
    private static final String FAILED =
            """
            UPDATE job SET failures = failures + 1 WHERE id = ?
            """;
    private static final String NOT_FAILED =
            """
            UPDATE job SET failures = 0 WHERE id = ? AND failures > 0
            """;
    private static final String FAILURES = "SELECT failures FROM job WHERE id = ?";
    private static final String DEPENDENTS =
            """
            SELECT on_job, job_id FROM dependency WHERE on_job = ANY(?) ORDER BY on_job, job_id
            """;
    private static final String DEPEND =
            """
            INSERT INTO dependency (on_job, job_id) VALUES (?, ?)
            """;
    private static final String DEPEND_ON_NOTHING = "DELETE FROM dependency WHERE job_id = ?";
    private static final String NO_STEPS = "DELETE FROM flow_use WHERE job_id = ?";
    private static final String STEP = "INSERT INTO flow_use (step_job, job_id) VALUES (?, ?)";
    private static final String FLOWS_WITH =
            "SELECT job_id FROM flow_use WHERE step_job = ? ORDER BY job_id";
    private static final String COUNT = "SELECT COUNT(*) FROM job WHERE deleted = FALSE";

    private final Consumer<String> changed;

    /// @param changed told the name of each job that changes
    JdbcJobs(Connection connection, Consumer<String> changed) {
        super(connection);
        this.changed = changed;
    }

    @Override
    public Optional<JobRow> find(UUID id) {
        return first(FIND, select -> select.setObject(1, id), JdbcJobs::job);
    }

    static JobRow job(ResultSet row) throws SQLException {
        return new JobRow(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                row.getInt(5),
                row.getBoolean(6),
                row.getBoolean(7),
                row.getLong(8),
                row.getString(9),
                row.getInt(10),
                row.getString(11));
    }

    @Override
    public void insert(JobRow job) {
        changed.accept(job.namespace() + "/" + job.name());
        update(
                INSERT,
                insert -> {
                    insert.setObject(1, job.id());
                    insert.setString(2, job.namespace());
                    insert.setString(3, job.name());
                    insert.setInt(4, job.version());
                    insert.setInt(5, job.segment());
                    insert.setBoolean(6, job.paused());
                    insert.setBoolean(7, job.deleted());
                    insert.setLong(8, job.updatedUs());
                    insert.setString(9, job.updatedBy());
                });
    }

    @Override
    public void update(JobRow job) {
        changed.accept(job.namespace() + "/" + job.name());
        update(
                UPDATE,
                update -> {
                    update.setInt(1, job.version());
                    update.setBoolean(2, job.paused());
                    update.setBoolean(3, job.deleted());
                    update.setLong(4, job.updatedUs());
                    update.setString(5, job.updatedBy());
                    update.setInt(6, job.failures());
                    update.setString(7, cut(job.pausedWhy(), 1000));
                    update.setObject(8, job.id());
                });
    }

    @Override
    public void move(Map<UUID, Integer> segments) {
        batch(
                MOVE,
                segments.entrySet(),
                (update, each) -> {
                    update.setInt(1, each.getValue());
                    update.setObject(2, each.getKey());
                });
    }

    @Override
    public void insertVersion(UUID job, int version, String definition, long atUs, String by) {
        update(
                INSERT_VERSION,
                insert -> {
                    insert.setObject(1, job);
                    insert.setInt(2, version);
                    insert.setString(3, definition);
                    insert.setLong(4, atUs);
                    insert.setString(5, by);
                });
    }

    @Override
    public List<VersionRow> versions(UUID job, int below, int limit) {
        return list(
                VERSIONS,
                select -> {
                    select.setObject(1, job);
                    select.setInt(2, below);
                    select.setInt(3, limit);
                },
                row ->
                        new VersionRow(
                                row.getInt(1),
                                row.getString(2),
                                nullableLong(row, 3),
                                row.getString(4)));
    }

    @Override
    public Optional<String> definition(UUID job, int version) {
        return first(
                DEFINITION,
                select -> {
                    select.setObject(1, job);
                    select.setInt(2, version);
                },
                row -> row.getString(1));
    }

    @Override
    public List<ListedJob> list(
            @Nullable String text,
            @Nullable String afterNamespace,
            @Nullable String afterName,
            int limit) {
        var sql = new StringBuilder(LIST);
        var values = new ArrayList<@Nullable Object>();
        if (text != null) {
            sql.append(" AND (j.namespace || '/' || j.name) LIKE ? ESCAPE '!'");
            values.add("%" + text.replaceAll("([!%_])", "!$1") + "%");
        }
        if (afterNamespace != null) {
            sql.append(" AND (j.namespace > ? OR (j.namespace = ? AND j.name > ?))");
            values.add(afterNamespace);
            values.add(afterNamespace);
            values.add(afterName);
        }
        sql.append(" ORDER BY j.namespace, j.name LIMIT ?");
        values.add(limit);
        return list(
                sql.toString(),
                select -> {
                    for (int i = 0; i < values.size(); i++) {
                        select.setObject(i + 1, values.get(i));
                    }
                },
                row -> new ListedJob(job(row), row.getString(COLUMNS_COUNT + 1)));
    }

    @Override
    public List<JobRow> after(@Nullable UUID after, int limit) {
        return after(AFTER, after, limit);
    }

    @Override
    public List<JobRow> withRunsAfter(@Nullable UUID after, int limit) {
        return after(WITH_RUNS_AFTER, after, limit);
    }

    private List<JobRow> after(String sql, @Nullable UUID after, int limit) {
        return list(
                sql,
                select -> {
                    select.setObject(1, after == null ? new UUID(0, 0) : after);
                    select.setInt(2, limit);
                },
                JdbcJobs::job);
    }

    @Override
    public int countFailure(UUID job, boolean failed) {
        update(failed ? FAILED : NOT_FAILED, update -> update.setObject(1, job));
        return failed
                ? first(FAILURES, select -> select.setObject(1, job), row -> row.getInt(1))
                        .orElse(0)
                : 0;
    }

    @Override
    public void depend(UUID job, Collection<UUID> on) {
        replace(DEPEND_ON_NOTHING, DEPEND, job, on);
    }

    @Override
    public void steps(UUID flow, Collection<UUID> jobs) {
        replace(NO_STEPS, STEP, flow, jobs);
    }

    private void replace(String nothing, String one, UUID job, Collection<UUID> named) {
        update(nothing, delete -> delete.setObject(1, job));
        batch(
                one,
                named,
                (insert, each) -> {
                    insert.setObject(1, each);
                    insert.setObject(2, job);
                });
    }

    @Override
    public List<UUID> flowsWith(UUID step) {
        return list(
                FLOWS_WITH,
                select -> select.setObject(1, step),
                row -> row.getObject(1, UUID.class));
    }

    @Override
    public Map<UUID, List<UUID>> dependents(Collection<UUID> jobs) {
        var dependents = new HashMap<UUID, List<UUID>>();
        if (jobs.isEmpty()) {
            return dependents;
        }
        list(
                DEPENDENTS,
                select -> setIds(select, 1, jobs),
                row ->
                        dependents
                                .computeIfAbsent(
                                        row.getObject(1, UUID.class), _ -> new ArrayList<>())
                                .add(row.getObject(2, UUID.class)));
        return dependents;
    }

    @Override
    public int count() {
        return first(COUNT, select -> {}, row -> row.getInt(1)).orElse(0);
    }
}
