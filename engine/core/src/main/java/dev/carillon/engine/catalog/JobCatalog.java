package dev.carillon.engine.catalog;

import dev.carillon.api.Carillon.Planned;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.run.NewRun.JobRef;
import dev.carillon.engine.segment.Segment;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.store.JobTable.JobRow;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;
import dev.carillon.engine.time.DueTimes;

import org.jspecify.annotations.Nullable;

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
    private static final int MOST_AT_ONCE = 200;
    private static final int MOST_CACHED = 50_000;
    private static final String NO_CHANGE = "NONE";
    private static final int MOST_CHARACTERS = 1_000_000;

    private record Version(UUID job, int version) {}

    private final Stores stores;
    private final LongSupplier nowUs;
    private final int mostSchedules;
    private final Map<Version, JobRef> cache = new ConcurrentHashMap<>();

    /// @param nowUs lower bound of the database's clock
    /// @param mostSchedules how many schedules all jobs together may have
    public JobCatalog(Stores stores, LongSupplier nowUs, int mostSchedules) {
        this.stores = stores;
        this.nowUs = nowUs;
        this.mostSchedules = mostSchedules;
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

    /// Stores the definitions. The whole set is checked before anything is stored, so one that is
    /// wrong changes nothing. Up to [#MOST_AT_ONCE] of them are one transaction; a larger set is stored
    /// in parts of as many, so that it never keeps a segment from firing for long, and when the
    /// database fails in between, repeating the call stores the rest.
    ///
    /// @param expectedVersion for a single definition: refuse unless the stored job has it, 0 for
    ///     "must not exist", null for no condition
    public List<Planned> put(
            List<JobDefinition> definitions,
            String by,
            @Nullable Integer expectedVersion,
            boolean dryRun) {
        long now = nowUs.getAsLong();
        var edits =
                definitions.stream()
                        .map(each -> new Edit(each, check(each), by, now, expectedVersion))
                        .toList();
        if (dryRun || edits.size() > MOST_AT_ONCE) {
            var plan = stores.transaction(tx -> plan(tx, edits));
            if (dryRun) {
                return plan;
            }
        }
        var stored = new ArrayList<Planned>();
        for (int from = 0; from < edits.size(); from += MOST_AT_ONCE) {
            var part = edits.subList(from, Math.min(edits.size(), from + MOST_AT_ONCE));
            stored.addAll(stores.transaction(tx -> store(tx, part)));
        }
        return stored;
    }

    /// A definition on its way into the store.
    private record Edit(
            JobDefinition definition,
            Map<String, DueTimes> dueTimes,
            String by,
            long nowUs,
            @Nullable Integer expectedVersion) {
        private UUID id() {
            return idOf(definition.namespace(), definition.name());
        }

        private Planned planned(String change) {
            return new Planned(definition.key(), change, next(dueTimes, nowUs, 5));
        }
    }

    private List<Planned> store(Tx tx, List<Edit> edits) {
        Segments.lock(tx, edits.stream().map(edit -> Segment.of(edit.id())).toList());
        var plan = plan(tx, edits);
        for (int i = 0; i < edits.size(); i++) {
            if (!plan.get(i).change().equals(NO_CHANGE)) {
                store(tx, edits.get(i));
            }
        }
        return plan;
    }

    private List<Planned> plan(Tx tx, List<Edit> edits) {
        var plan = new ArrayList<Planned>();
        int more = 0;
        for (var edit : edits) {
            var existing = tx.jobs().find(edit.id()).filter(job -> !job.deleted()).orElse(null);
            requireVersion(edit, existing == null ? 0 : existing.version());
            var before =
                    existing == null ? null : read(tx, edit.id(), existing.version()).definition();
            more += edit.definition.schedules().size();
            more -= before == null ? 0 : before.schedules().size();
            plan.add(
                    edit.planned(
                            edit.definition.equals(before)
                                    ? NO_CHANGE
                                    : before == null ? "CREATE" : "UPDATE"));
        }
        requireQuota(tx, more);
        return plan;
    }

    private static void requireVersion(Edit edit, int version) {
        if (edit.expectedVersion != null && edit.expectedVersion != version) {
            throw new CarillonException(
                    ErrorCode.CHANGED_MEANWHILE,
                    "job "
                            + edit.definition.key()
                            + " has version "
                            + version
                            + ", not "
                            + edit.expectedVersion
                            + "; read it again and repeat the change");
        }
    }

    private void requireQuota(Tx tx, int more) {
        int all = more <= 0 ? 0 : tx.triggers().count() + more;
        if (all > mostSchedules) {
            throw new CarillonException(
                    ErrorCode.QUOTA_EXCEEDED,
                    "there would be "
                            + all
                            + " schedules, and this node's quota is "
                            + mostSchedules
                            + "; remove some, or raise quota.schedules in its configuration");
        }
    }

    private void store(Tx tx, Edit edit) {
        var stored = tx.jobs().find(edit.id()).orElse(null);
        var before =
                stored == null || stored.deleted()
                        ? null
                        : read(tx, edit.id(), stored.version()).definition();
        var job = write(tx, edit, edit.id(), stored);
        new Triggers(tx, edit.id(), edit.definition, job.paused())
                .replace(before, edit.dueTimes, job.version(), edit.nowUs);
    }

    private static JobRow write(Tx tx, Edit edit, UUID id, @Nullable JobRow stored) {
        var definition = edit.definition;
        var job =
                new JobRow(
                        id,
                        definition.namespace(),
                        definition.name(),
                        stored == null ? 1 : stored.version() + 1,
                        Segment.of(id).id(),
                        stored != null && !stored.deleted() && stored.paused(),
                        false,
                        edit.nowUs,
                        edit.by);
        if (stored == null) {
            tx.jobs().insert(job);
            tx.gates().create(id);
        } else {
            tx.jobs().update(job);
        }
        tx.jobs().insertVersion(id, job.version(), text(definition));
        return job;
    }

    private static String text(JobDefinition definition) {
        String text = Definitions.toJson(definition).toString();
        if (text.length() > MOST_CHARACTERS) {
            throw new CarillonException(
                    ErrorCode.INVALID_DEFINITION,
                    "job "
                            + definition.key()
                            + " has "
                            + text.length()
                            + " characters as JSON; at most "
                            + MOST_CHARACTERS
                            + " are stored");
        }
        return text;
    }

    /// Stops or resumes the firing of the job's schedules.
    public void pause(String namespace, String name, boolean paused, String by) {
        var id = idOf(namespace, name);
        long now = nowUs.getAsLong();
        stores.transaction(
                tx -> {
                    Segments.lock(tx, List.of(Segment.of(id)));
                    var job = require(tx, id, namespace, name);
                    if (job.paused() == paused) {
                        return false;
                    }
                    tx.jobs().update(changed(job, paused, false, now, by));
                    var definition = read(tx, id, job.version()).definition();
                    new Triggers(tx, id, definition, paused).pause(check(definition), now);
                    return true;
                });
    }

    /// Removes the job; how far its schedules fired is kept.
    public void delete(String namespace, String name, String by) {
        var id = idOf(namespace, name);
        long now = nowUs.getAsLong();
        stores.transaction(
                tx -> {
                    Segments.lock(tx, List.of(Segment.of(id)));
                    var job = require(tx, id, namespace, name);
                    var definition = read(tx, id, job.version()).definition();
                    new Triggers(tx, id, definition, false).removeAll();
                    tx.jobs().update(changed(job, false, true, now, by));
                    return true;
                });
    }

    private static JobRow changed(
            JobRow job, boolean paused, boolean deleted, long nowUs, String by) {
        return new JobRow(
                job.id(),
                job.namespace(),
                job.name(),
                job.version(),
                job.segment(),
                paused,
                deleted,
                nowUs,
                by);
    }

    /// A stored version of a job. Versions never change, so they are cached.
    public JobRef version(UUID job, int version) {
        var cached = cache.get(new Version(job, version));
        return cached != null ? cached : stores.transaction(tx -> read(tx, job, version));
    }

    /// The same within a transaction of the caller.
    public JobRef read(Tx tx, UUID job, int version) {
        var key = new Version(job, version);
        var cached = cache.get(key);
        if (cached != null) {
            return cached;
        }
        var definition =
                tx.jobs()
                        .definition(job, version)
                        .orElseThrow(
                                () ->
                                        new CarillonException(
                                                ErrorCode.NOT_FOUND,
                                                "there is no version "
                                                        + version
                                                        + " of job "
                                                        + job));
        var ref = new JobRef(job, version, parse(definition, job));
        if (cache.size() >= MOST_CACHED) {
            cache.clear();
        }
        cache.put(key, ref);
        return ref;
    }

    /// The current version of a job that is not deleted.
    public JobRef current(Tx tx, String namespace, String name) {
        var id = idOf(namespace, name);
        return read(tx, id, require(tx, id, namespace, name).version());
    }

    private static JobDefinition parse(String json, UUID job) {
        return Definitions.parse(json, "stored job " + job).getFirst();
    }

    private static JobRow require(Tx tx, UUID id, String namespace, String name) {
        return tx.jobs()
                .find(id)
                .filter(job -> !job.deleted())
                .orElseThrow(
                        () ->
                                new CarillonException(
                                        ErrorCode.NOT_FOUND,
                                        "there is no job " + namespace + "/" + name));
    }

    static List<Instant> next(Map<String, DueTimes> dueTimes, long nowUs, int count) {
        var now = Triggers.instant(nowUs);
        var all = new ArrayList<Instant>();
        dueTimes.values().forEach(each -> all.addAll(each.next(now, count)));
        return all.stream().sorted().limit(count).toList();
    }
}
