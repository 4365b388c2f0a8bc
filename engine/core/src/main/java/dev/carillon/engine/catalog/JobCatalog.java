package dev.carillon.engine.catalog;

import dev.carillon.api.Carillon.Planned;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.Json;
import dev.carillon.engine.catalog.Calendars.Snapshot;
import dev.carillon.engine.change.Action;
import dev.carillon.engine.change.ChangeLog;
import dev.carillon.engine.change.Entry;
import dev.carillon.engine.policy.Placements;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.run.NewRun.JobRef;
import dev.carillon.engine.run.Parameters;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.service.RecentlyUsed;
import dev.carillon.engine.store.JobTable.JobRow;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.TriggerTable.Passed;
import dev.carillon.engine.store.Tx;
import dev.carillon.engine.time.DueTimes;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Creates, changes, pauses and removes jobs. Each change locks the segments of its jobs first, so it
/// is serialised with their firing, and is one transaction.
public final class JobCatalog {
    private static final int MOST_AT_ONCE = 200;
    private static final int MOST_CACHED = 40_000;
    private static final String NO_CHANGE = "NONE";
    private static final int MOST_CHARACTERS = 1_000_000;

    private record Version(UUID job, int version) {}

    private final Stores stores;
    private final Segments segments;
    private final LongSupplier nowUs;
    private final ScheduleQuota quota;
    private final LineMaker lines;
    private final RecentlyUsed<Version, JobRef> cache = new RecentlyUsed<>(MOST_CACHED);

    /// Makes the waiting line of a queue and a placement, which runs of a job will stand in.
    @FunctionalInterface
    public interface LineMaker {
        /// @param placement labels, as [Placements] writes them
        void make(String queue, String placement);
    }

    /// @param nowUs lower bound of the database's clock
    /// @param mostSchedules how many schedules all jobs together may have
    public JobCatalog(
            Stores stores,
            Segments segments,
            LongSupplier nowUs,
            int mostSchedules,
            LineMaker lines) {
        this.stores = stores;
        this.segments = segments;
        this.nowUs = nowUs;
        quota = new ScheduleQuota(mostSchedules, stores, nowUs);
        this.lines = lines;
    }

    /// The id a job of this name has, always.
    public static UUID idOf(String namespace, String name) {
        return idOf(namespace + "/" + name);
    }

    /// The same by `namespace/name`.
    public static UUID idOf(String key) {
        return Ids.ofName("job:" + key);
    }

    /// Checks what the text of a definition cannot show: that each schedule has due times, and that
    /// what nobody is asked for has a default.
    static Map<String, DueTimes> check(JobDefinition definition, Snapshot calendars) {
        var dueTimes = new TreeMap<String, DueTimes>();
        for (var schedule : definition.schedules()) {
            dueTimes.put(schedule.id(), DueTimes.of(schedule, definition.key(), calendars::find));
        }
        if (!dueTimes.isEmpty() || !definition.dependsOn().isEmpty()) {
            requireDefaults(definition);
        }
        return dueTimes;
    }

    private static void requireDefaults(JobDefinition definition) {
        try {
            Parameters.ofSchedule(definition, Instant.EPOCH);
        } catch (CarillonException e) {
            throw new CarillonException(
                    ErrorCode.INVALID_DEFINITION,
                    e.getMessage() + "; a job that starts by itself needs defaults for all",
                    e);
        }
    }

    /// Stores the definitions. The whole set is checked before anything is stored, so one that is
    /// wrong changes nothing. Up to [#MOST_AT_ONCE] of them are one transaction; a larger set is stored
    /// in parts of as many, so that it never keeps a segment from firing for long, and when the
    /// database fails in between, repeating the call stores the rest. One that is stored already changes nothing, unless a
    /// schedule of it was set aside: that goes on then.
    ///
    /// @param expectedVersion for a single definition: refuse unless the stored job has it, 0 for
    ///     "must not exist", null for no condition
    public List<Planned> put(
            List<JobDefinition> definitions,
            String by,
            @Nullable Integer expectedVersion,
            boolean dryRun) {
        long now = nowUs.getAsLong();
        var asked = new Asked(by, now, expectedVersion, false, quota.known());
        if (dryRun || definitions.size() > MOST_AT_ONCE) {
            var plan =
                    stores.transaction(
                            tx -> plan(tx, edits(tx, definitions, asked), definitions, asked));
            if (dryRun) {
                return plan;
            }
        }
        definitions.forEach(this::makeLines);
        var stored = new ArrayList<Planned>();
        for (int from = 0; from < definitions.size(); from += MOST_AT_ONCE) {
            var part = definitions.subList(from, Math.min(definitions.size(), from + MOST_AT_ONCE));
            stored.addAll(stores.transaction(tx -> store(tx, part, definitions, asked)));
        }
        return stored;
    }

    private void makeLines(JobDefinition definition) {
        lines.make(definition.queue(), Placements.text(definition.placement()));
    }

    /// Stores the definition of a job that was deleted.
    ///
    /// @param paused whether its schedules were
    /// @throws CarillonException CHANGED_MEANWHILE when the job is there
    public void putBack(JobDefinition definition, boolean paused, String by) {
        var asked = new Asked(by, nowUs.getAsLong(), 0, paused, quota.known());
        var all = List.of(definition);
        makeLines(definition);
        stores.transaction(tx -> store(tx, all, all, asked));
    }

    /// Who asks for changes, and under which condition.
    ///
    /// @param paused whether jobs that are not there yet begin so
    /// @param schedules how many there are, as [ScheduleQuota] knows
    private record Asked(
            String by,
            long nowUs,
            @Nullable Integer expectedVersion,
            boolean paused,
            AtomicInteger schedules) {}

    private static List<Edit> edits(Tx tx, List<JobDefinition> definitions, Asked asked) {
        boolean named =
                definitions.stream()
                        .flatMap(each -> each.schedules().stream())
                        .anyMatch(each -> !each.except().isEmpty() || !each.only().isEmpty());
        var calendars = named ? Calendars.read(tx) : new Snapshot(new TreeMap<>(), 0);
        return definitions.stream()
                .map(each -> new Edit(each, check(each, calendars), calendars.revision(), asked))
                .toList();
    }

    /// A definition on its way into the store.
    private record Edit(
            JobDefinition definition,
            Map<String, DueTimes> dueTimes,
            long calendarRevision,
            Asked asked) {
        private UUID id() {
            return idOf(definition.namespace(), definition.name());
        }

        private Planned planned(String change) {
            return new Planned(definition.key(), change, next(dueTimes, asked.nowUs, 5));
        }
    }

    private List<Planned> store(
            Tx tx, List<JobDefinition> part, List<JobDefinition> all, Asked asked) {
        segments.lock(tx, part.stream().flatMap(JobGraph::ids).toList());
        var edits = edits(tx, part, asked);
        var plan = plan(tx, edits, all, asked);
        for (int i = 0; i < edits.size(); i++) {
            if (!plan.get(i).change().equals(NO_CHANGE)) {
                store(tx, edits.get(i));
            }
        }
        return plan;
    }

    private List<Planned> plan(Tx tx, List<Edit> edits, List<JobDefinition> all, Asked asked) {
        new JobGraph(tx, this, all).requireSound(edits.stream().map(Edit::definition).toList());
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
                            before == null
                                    ? "CREATE"
                                    : isStored(tx, edit, before) ? NO_CHANGE : "UPDATE"));
        }
        quota.require(tx, asked.schedules, more);
        return plan;
    }

    // The same again mends a schedule that was set aside.
    private static boolean isStored(Tx tx, Edit edit, JobDefinition before) {
        return edit.definition.equals(before) && !Triggers.anySetAside(tx, edit.id());
    }

    private static void requireVersion(Edit edit, int version) {
        if (edit.asked.expectedVersion != null && edit.asked.expectedVersion != version) {
            throw new CarillonException(
                    ErrorCode.CHANGED_MEANWHILE,
                    "job "
                            + edit.definition.key()
                            + " has version "
                            + version
                            + ", not "
                            + edit.asked.expectedVersion
                            + "; read it again and repeat the change");
        }
    }

    private void store(Tx tx, Edit edit) {
        var stored = tx.jobs().find(edit.id()).orElse(null);
        var before =
                stored == null || stored.deleted()
                        ? null
                        : read(tx, edit.id(), stored.version()).definition();
        var job = write(tx, edit, edit.id(), stored);
        new Triggers(tx, job, edit.definition)
                .replace(
                        before,
                        edit.dueTimes,
                        edit.calendarRevision,
                        job.version(),
                        edit.asked.nowUs);
        use(tx, edit.id(), before, edit.definition);
        ChangeLog.record(
                tx,
                new Entry(Action.JOB_PUT, edit.definition.key(), edit.asked.by, edit.asked.nowUs)
                        .noting("version " + job.version())
                        .changing(
                                stored == null || before == null ? null : state(stored, before),
                                state(job, edit.definition)));
    }

    // As the log of changes has it.
    private static ObjectNode state(JobRow job, JobDefinition definition) {
        return paused(job.paused())
                .put("version", job.version())
                .set("definition", Definitions.toJson(definition));
    }

    private static ObjectNode paused(boolean paused) {
        return Json.mapper().createObjectNode().put("paused", paused);
    }

    // Most jobs name no calendar and no job, before and after.
    private static void use(Tx tx, UUID id, @Nullable JobDefinition before, JobDefinition after) {
        var calendars = calendars(after);
        if (!calendars.isEmpty() || before != null && !calendars(before).isEmpty()) {
            tx.calendars().use(id, calendars);
        }
        var on = JobGraph.dependencies(after);
        if (!on.isEmpty() || before != null && !before.dependsOn().isEmpty()) {
            tx.jobs().depend(id, on.stream().map(JobCatalog::idOf).toList());
        }
        var steps = JobGraph.steps(after);
        if (!steps.isEmpty() || before != null && !JobGraph.steps(before).isEmpty()) {
            tx.jobs().steps(id, steps.stream().map(JobCatalog::idOf).toList());
        }
    }

    private static TreeSet<String> calendars(JobDefinition definition) {
        var names = new TreeSet<String>();
        for (var schedule : definition.schedules()) {
            names.addAll(schedule.except());
            names.addAll(schedule.only());
        }
        return names;
    }

    /// Plans the schedules of a job anew, because a calendar or the rules of its time zone changed.
    ///
    /// @return whether a next due time changed
    boolean replan(Tx tx, JobRow job, Snapshot calendars, long now) {
        var definition = read(tx, job.id(), job.version()).definition();
        return new Triggers(tx, job, definition)
                .replan(check(definition, calendars), calendars.revision(), now);
    }

    /// Plans all jobs anew whose schedules are told in local time.
    ///
    /// @return keys of the jobs whose next due time changed
    public List<String> replanLocal() {
        long now = nowUs.getAsLong();
        var changed = new ArrayList<String>();
        UUID after = null;
        List<JobRow> jobs;
        do {
            var from = after;
            jobs = stores.transaction(tx -> tx.jobs().after(from, MOST_AT_ONCE));
            var part = jobs;
            changed.addAll(stores.transaction(tx -> replanLocal(tx, part, now)));
            after = jobs.isEmpty() ? null : jobs.getLast().id();
        } while (jobs.size() == MOST_AT_ONCE);
        return changed;
    }

    private List<String> replanLocal(Tx tx, List<JobRow> jobs, long now) {
        segments.lock(tx, jobs.stream().map(JobRow::id).toList());
        var calendars = Calendars.read(tx);
        return jobs.stream()
                .flatMap(job -> tx.jobs().find(job.id()).stream())
                .filter(job -> !job.deleted())
                .filter(job -> replan(tx, job, calendars, now))
                .map(job -> job.namespace() + "/" + job.name())
                .toList();
    }

    private JobRow write(Tx tx, Edit edit, UUID id, @Nullable JobRow stored) {
        var definition = edit.definition;
        var job =
                new JobRow(
                        id,
                        definition.namespace(),
                        definition.name(),
                        stored == null ? 1 : stored.version() + 1,
                        stored == null ? segments.of(id).id() : stored.segment(),
                        stored != null && !stored.deleted() ? stored.paused() : edit.asked.paused,
                        false,
                        edit.asked.nowUs,
                        edit.asked.by,
                        stored == null || stored.deleted() ? 0 : stored.failures(),
                        stored == null || stored.deleted() ? null : stored.pausedWhy());
        if (stored == null) {
            tx.jobs().insert(job);
            tx.gates().create(id);
        } else {
            tx.jobs().update(job);
        }
        tx.jobs()
                .insertVersion(
                        id, job.version(), text(definition), edit.asked.nowUs, edit.asked.by);
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

    /// Stops the firing of the job's schedules. Due times that pass until it is resumed are recorded
    /// then.
    ///
    /// @param why null when a person does it
    public void pause(String namespace, String name, String by, @Nullable String why) {
        change(
                namespace,
                name,
                (tx, job, now) -> {
                    if (job.paused()) {
                        return false;
                    }
                    tx.jobs().update(state(job, true, why, by, now));
                    tx.triggers().pauseAll(job.id(), true);
                    ChangeLog.record(
                            tx,
                            new Entry(Action.JOB_PAUSE, key(job), by, now)
                                    .noting(why)
                                    .changing(paused(false), paused(true)));
                    return true;
                });
    }

    /// Lets the schedules fire again. The due times that passed meanwhile become a record, but for
    /// those that the policy runs.
    public void resume(String namespace, String name, CatchUp.Policy missed, String by) {
        change(
                namespace,
                name,
                (tx, job, now) -> {
                    if (!job.paused()) {
                        return false;
                    }
                    var resumed = state(job, false, null, by, now);
                    tx.jobs().update(resumed);
                    var definition = read(tx, job.id(), job.version()).definition();
                    new Triggers(tx, resumed, definition)
                            .pass(now, new Passed(now / 1_000, missed.name(), Passed.PAUSED));
                    tx.triggers().pauseAll(job.id(), false);
                    ChangeLog.record(
                            tx,
                            new Entry(Action.JOB_RESUME, key(job), by, now)
                                    .noting("missed " + missed.name().toLowerCase(Locale.ROOT))
                                    .changing(paused(true), paused(false)));
                    return true;
                });
    }

    /// Passes over the next due time of each schedule, or of one.
    ///
    /// @param schedule null for all
    /// @return the due times that will not be run
    /// @throws CarillonException NOT_FOUND for a schedule that the job does not have
    public List<Instant> skipNext(
            String namespace, String name, @Nullable String schedule, String by) {
        var skipped = new ArrayList<Instant>();
        change(
                namespace,
                name,
                (tx, job, now) -> {
                    var definition = read(tx, job.id(), job.version()).definition();
                    skipped.clear();
                    skipped.addAll(new Triggers(tx, job, definition).skipNext(schedule));
                    if (!skipped.isEmpty()) {
                        ChangeLog.record(
                                tx,
                                new Entry(Action.JOB_SKIP, key(job), by, now)
                                        .noting(
                                                skipped.stream()
                                                        .map(Instant::toString)
                                                        .collect(Collectors.joining(", "))));
                    }
                    return true;
                });
        if (skipped.isEmpty()) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND,
                    "job "
                            + namespace
                            + "/"
                            + name
                            + (schedule == null
                                    ? " has no due time to skip"
                                    : " has no schedule " + schedule + " with a due time to skip"));
        }
        return skipped;
    }

    /// Removes the job; how far its schedules fired is kept.
    ///
    /// @throws CarillonException CONFLICT when other jobs depend on it or have it as a step
    public void delete(String namespace, String name, String by) {
        change(
                namespace,
                name,
                (tx, job, now) -> {
                    requireNoDependents(tx, job);
                    var definition = read(tx, job.id(), job.version()).definition();
                    new Triggers(tx, job, definition).removeAll();
                    tx.calendars().use(job.id(), List.of());
                    tx.jobs().depend(job.id(), List.of());
                    tx.jobs().steps(job.id(), List.of());
                    tx.jobs()
                            .update(
                                    new JobRow(
                                            job.id(),
                                            job.namespace(),
                                            job.name(),
                                            job.version(),
                                            job.segment(),
                                            false,
                                            true,
                                            now,
                                            by,
                                            0,
                                            null));
                    ChangeLog.record(
                            tx,
                            new Entry(Action.JOB_DELETE, key(job), by, now)
                                    .changing(state(job, definition), null));
                    return true;
                });
    }

    private static void requireNoDependents(Tx tx, JobRow job) {
        var dependents = tx.jobs().dependents(List.of(job.id())).getOrDefault(job.id(), List.of());
        requireNone(tx, job, dependents, "depends on");
        requireNone(tx, job, tx.jobs().flowsWith(job.id()), "has as a step");
    }

    private static void requireNone(Tx tx, JobRow job, List<UUID> others, String what) {
        var names =
                others.stream()
                        .flatMap(id -> tx.jobs().find(id).stream())
                        .filter(each -> !each.deleted())
                        .map(JobCatalog::key)
                        .toList();
        if (!names.isEmpty()) {
            throw new CarillonException(
                    ErrorCode.CONFLICT,
                    "job "
                            + key(job)
                            + " is what "
                            + String.join(", ", names)
                            + " "
                            + what
                            + "; change that first");
        }
    }

    private interface Change {
        boolean in(Tx tx, JobRow job, long nowUs);
    }

    private void change(String namespace, String name, Change change) {
        var id = idOf(namespace, name);
        long now = nowUs.getAsLong();
        stores.transaction(
                tx -> {
                    segments.lock(tx, List.of(id));
                    return change.in(tx, require(tx, id, namespace + "/" + name), now);
                });
    }

    private static String key(JobRow job) {
        return job.namespace() + "/" + job.name();
    }

    private static JobRow state(
            JobRow job, boolean paused, @Nullable String why, String by, long nowUs) {
        return new JobRow(
                job.id(),
                job.namespace(),
                job.name(),
                job.version(),
                job.segment(),
                paused,
                false,
                nowUs,
                by,
                paused ? job.failures() : 0,
                why);
    }

    /// Keeps all schedules from firing until the transaction ends.
    void lockAll(Tx tx) {
        segments.lockAll(tx);
    }

    /// All calendars as they are now.
    public Snapshot calendars() {
        return stores.transaction(Calendars::read);
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
        cache.put(key, ref);
        return ref;
    }

    /// The current version of a job that is not deleted.
    public JobRef current(Tx tx, String namespace, String name) {
        return current(tx, namespace + "/" + name);
    }

    /// The same by `namespace/name`.
    public JobRef current(Tx tx, String key) {
        return current(tx, key, tx.jobs().find(idOf(key)));
    }

    /// The same of a row that this transaction has read.
    ///
    /// @param found empty when there is no such job
    public JobRef current(Tx tx, String key, Optional<JobRow> found) {
        var job = require(found, key);
        return read(tx, job.id(), job.version());
    }

    private static JobDefinition parse(String json, UUID job) {
        return Definitions.stored(json, "stored job " + job);
    }

    private static JobRow require(Tx tx, UUID id, String key) {
        return require(tx.jobs().find(id), key);
    }

    private static JobRow require(Optional<JobRow> found, String key) {
        return found.filter(job -> !job.deleted())
                .orElseThrow(
                        () -> new CarillonException(ErrorCode.NOT_FOUND, "there is no job " + key));
    }

    static List<Instant> next(Map<String, DueTimes> dueTimes, long nowUs, int count) {
        var now = Micros.instant(nowUs);
        var all = new ArrayList<Instant>();
        dueTimes.values().forEach(each -> all.addAll(each.next(now, count)));
        return all.stream().sorted().limit(count).toList();
    }
}
