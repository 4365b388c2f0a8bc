package dev.carillon.engine.catalog;

import dev.carillon.api.Carillon.Planned;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.run.NewRun.JobRef;
import dev.carillon.engine.segment.Segment;
import dev.carillon.engine.segment.SegmentTable;
import dev.carillon.engine.store.Database;
import dev.carillon.engine.time.DueTimes;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Creates, changes, pauses and removes jobs. Each change locks the segments of its jobs first, so it
/// is serialised with their firing, and is one transaction.
public final class JobCatalog {
    private static final int MOST_CACHED = 50_000;

    private static final String FIND =
            """
            SELECT version, paused, deleted FROM job WHERE id = ?
            """;
    private static final String INSERT =
            """
            INSERT INTO job (id, namespace, name, version, segment, paused, deleted, updated_us, updated_by)
            VALUES (?, ?, ?, ?, ?, FALSE, FALSE, ?, ?)
            """;
    private static final String UPDATE =
            """
            UPDATE job SET version = ?, deleted = FALSE, updated_us = ?, updated_by = ? WHERE id = ?
            """;
    private static final String INSERT_VERSION =
            """
            INSERT INTO job_version (job_id, version, definition) VALUES (?, ?, ?)
            """;
    private static final String INSERT_GATE =
            """
            INSERT INTO job_gate (job_id, active, waiting) VALUES (?, 0, 0)
            """;
    private static final String SET_PAUSED =
            """
            UPDATE job SET paused = ?, updated_us = ?, updated_by = ? WHERE id = ?
            """;
    private static final String SET_DELETED =
            """
            UPDATE job SET deleted = TRUE, paused = FALSE, updated_us = ?, updated_by = ? WHERE id = ?
            """;
    private static final String DEFINITION =
            """
            SELECT definition FROM job_version WHERE job_id = ? AND version = ?
            """;

    private record Version(UUID job, int version) {}

    private record Stored(int version, boolean paused, boolean deleted) {}

    private final Database database;
    private final LongSupplier nowUs;
    private final Map<Version, JobRef> cache = new ConcurrentHashMap<>();

    /// @param nowUs lower bound of the database's clock
    public JobCatalog(Database database, LongSupplier nowUs) {
        this.database = database;
        this.nowUs = nowUs;
    }

    /// The id a job of this name has, always.
    public static UUID idOf(String namespace, String name) {
        return Ids.ofName("job:" + namespace + "/" + name);
    }

    /// Checks what the text of a definition cannot show: that each schedule has due times.
    public static Map<String, DueTimes> check(JobDefinition definition) {
        var dueTimes = new TreeMap<String, DueTimes>();
        for (var schedule : definition.schedules()) {
            dueTimes.put(schedule.id(), DueTimes.of(schedule, definition.key()));
        }
        return dueTimes;
    }

    /// Stores the definitions, all or none.
    ///
    /// @param expectedVersion for a single definition: refuse unless the stored job has it, 0 for
    ///     "must not exist", null for no condition
    public List<Planned> put(
            List<JobDefinition> definitions,
            String by,
            @Nullable Integer expectedVersion,
            boolean dryRun) {
        var checked = new ArrayList<Map<String, DueTimes>>();
        definitions.forEach(definition -> checked.add(check(definition)));
        long now = nowUs.getAsLong();
        return database.transaction(
                connection -> {
                    SegmentTable.lock(
                            connection,
                            definitions.stream()
                                    .map(each -> Segment.of(idOf(each.namespace(), each.name())))
                                    .toList());
                    var plan = new ArrayList<Planned>();
                    for (int i = 0; i < definitions.size(); i++) {
                        var definition = definitions.get(i);
                        String change =
                                store(
                                        connection,
                                        definition,
                                        checked.get(i),
                                        by,
                                        expectedVersion,
                                        now,
                                        dryRun);
                        plan.add(
                                new Planned(
                                        definition.key(), change, next(checked.get(i), now, 5)));
                    }
                    return plan;
                });
    }

    private String store(
            Connection connection,
            JobDefinition definition,
            Map<String, DueTimes> dueTimes,
            String by,
            @Nullable Integer expectedVersion,
            long now,
            boolean dryRun)
            throws SQLException {
        var id = idOf(definition.namespace(), definition.name());
        var stored = find(connection, id);
        boolean exists = stored != null && !stored.deleted;
        if (expectedVersion != null
                && expectedVersion != (exists && stored != null ? stored.version : 0)) {
            throw new CarillonException(
                    ErrorCode.CHANGED_MEANWHILE,
                    "job "
                            + definition.key()
                            + " has version "
                            + (exists && stored != null ? stored.version : 0)
                            + ", not "
                            + expectedVersion
                            + "; read it again and repeat the change");
        }
        var before = stored == null ? null : read(connection, id, stored.version).definition();
        if (exists && definition.equals(before)) {
            return "NONE";
        }
        if (!dryRun) {
            int version = stored == null ? 1 : stored.version + 1;
            writeJob(connection, definition, id, version, stored == null, by, now);
            new Triggers(connection, id, definition, exists && stored != null && stored.paused)
                    .replace(exists ? before : null, dueTimes, version, now);
        }
        return exists ? "UPDATE" : "CREATE";
    }

    private static void writeJob(
            Connection connection,
            JobDefinition definition,
            UUID id,
            int version,
            boolean create,
            String by,
            long now)
            throws SQLException {
        try (var job = connection.prepareStatement(create ? INSERT : UPDATE);
                var text = connection.prepareStatement(INSERT_VERSION);
                var gate = connection.prepareStatement(INSERT_GATE)) {
            if (create) {
                job.setObject(1, id);
                job.setString(2, definition.namespace());
                job.setString(3, definition.name());
                job.setInt(4, version);
                job.setInt(5, Segment.of(id).id());
                job.setLong(6, now);
                job.setString(7, by);
                gate.setObject(1, id);
                gate.executeUpdate();
            } else {
                job.setInt(1, version);
                job.setLong(2, now);
                job.setString(3, by);
                job.setObject(4, id);
            }
            job.executeUpdate();
            text.setObject(1, id);
            text.setInt(2, version);
            text.setString(3, Definitions.toJson(definition).toString());
            text.executeUpdate();
        }
    }

    /// Stops or resumes the firing of the job's schedules.
    public void pause(String namespace, String name, boolean paused, String by) {
        var id = idOf(namespace, name);
        long now = nowUs.getAsLong();
        database.transaction(
                connection -> {
                    SegmentTable.lock(connection, List.of(Segment.of(id)));
                    var stored = require(connection, id, namespace, name);
                    if (stored.paused == paused) {
                        return false;
                    }
                    try (var update = connection.prepareStatement(SET_PAUSED)) {
                        update.setBoolean(1, paused);
                        update.setLong(2, now);
                        update.setString(3, by);
                        update.setObject(4, id);
                        update.executeUpdate();
                    }
                    var definition = read(connection, id, stored.version).definition();
                    new Triggers(connection, id, definition, paused).pause(check(definition), now);
                    return true;
                });
    }

    /// Removes the job; how far its schedules fired is kept.
    public void delete(String namespace, String name, String by) {
        var id = idOf(namespace, name);
        long now = nowUs.getAsLong();
        database.transaction(
                connection -> {
                    SegmentTable.lock(connection, List.of(Segment.of(id)));
                    var stored = require(connection, id, namespace, name);
                    var definition = read(connection, id, stored.version).definition();
                    new Triggers(connection, id, definition, false).removeAll();
                    try (var update = connection.prepareStatement(SET_DELETED)) {
                        update.setLong(1, now);
                        update.setString(2, by);
                        update.setObject(3, id);
                        return update.executeUpdate();
                    }
                });
    }

    /// A stored version of a job. Versions never change, so they are cached.
    public JobRef version(UUID job, int version) {
        var cached = cache.get(new Version(job, version));
        return cached != null
                ? cached
                : database.transaction(connection -> read(connection, job, version));
    }

    /// The same within a transaction of the caller.
    public JobRef read(Connection connection, UUID job, int version) throws SQLException {
        var key = new Version(job, version);
        var cached = cache.get(key);
        if (cached != null) {
            return cached;
        }
        try (var select = connection.prepareStatement(DEFINITION)) {
            select.setObject(1, job);
            select.setInt(2, version);
            try (var rows = select.executeQuery()) {
                if (!rows.next()) {
                    throw new CarillonException(
                            ErrorCode.NOT_FOUND,
                            "there is no version " + version + " of job " + job);
                }
                var ref = new JobRef(job, version, parse(rows.getString(1), job));
                if (cache.size() >= MOST_CACHED) {
                    cache.clear();
                }
                cache.put(key, ref);
                return ref;
            }
        }
    }

    /// The current version of a job that is not deleted.
    public JobRef current(Connection connection, String namespace, String name)
            throws SQLException {
        var id = idOf(namespace, name);
        return read(connection, id, require(connection, id, namespace, name).version);
    }

    private static JobDefinition parse(String json, UUID job) {
        return Definitions.parse(json, "stored job " + job).getFirst();
    }

    private static Stored require(Connection connection, UUID id, String namespace, String name)
            throws SQLException {
        var stored = find(connection, id);
        if (stored == null || stored.deleted) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND, "there is no job " + namespace + "/" + name);
        }
        return stored;
    }

    private static @Nullable Stored find(Connection connection, UUID id) throws SQLException {
        try (var select = connection.prepareStatement(FIND)) {
            select.setObject(1, id);
            try (var rows = select.executeQuery()) {
                return rows.next()
                        ? new Stored(rows.getInt(1), rows.getBoolean(2), rows.getBoolean(3))
                        : null;
            }
        }
    }

    static List<Instant> next(Map<String, DueTimes> dueTimes, long nowUs, int count) {
        var now = Triggers.instant(nowUs);
        var all = new ArrayList<Instant>();
        dueTimes.values().forEach(each -> all.addAll(each.next(now, count)));
        return all.stream().sorted().limit(count).toList();
    }
}
