package dev.carillon.console;

import dev.carillon.api.Carillon.BackfillRequest;
import dev.carillon.api.Carillon.Backfilled;
import dev.carillon.api.Carillon.ChangeQuery;
import dev.carillon.api.Carillon.Due;
import dev.carillon.api.Carillon.ExplainedSchedule;
import dev.carillon.api.Carillon.Planned;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Carillon.ScheduleNote;
import dev.carillon.api.Carillon.Stats;
import dev.carillon.api.Carillon.Why;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ChangeView;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobVersion;
import dev.carillon.api.JobView;
import dev.carillon.api.Me;
import dev.carillon.api.Page;
import dev.carillon.api.Role;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.ScheduleView;
import dev.carillon.api.ScheduleWords;
import dev.carillon.api.WhyReason;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/// A cluster in memory whose jobs can be changed.
public class FakeJobs extends FakeCarillon {
    private final Map<String, JobView> jobs = new TreeMap<>();
    private final List<String> calls = new ArrayList<>();
    private final List<ChangeView> changes = new ArrayList<>();
    private final Map<Long, JobView> deleted = new HashMap<>();
    private @Nullable String needed;
    private volatile @Nullable Semaphore turns;

    /// What was called that changes something, such as `pause default/report`.
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    protected final synchronized void called(String call) {
        calls.add(call);
    }

    /// Stores a job from its YAML, as somebody else does.
    public synchronized JobView define(String yaml) {
        var definition = Definitions.parse(yaml, "fake").getFirst();
        var before = jobs.get(definition.key());
        var job = view(definition, before == null ? 1 : before.version() + 1, false);
        store(job);
        return job;
    }

    private static JobView view(JobDefinition definition, int version, boolean paused) {
        return new JobView(
                definition.namespace(),
                definition.name(),
                version,
                paused,
                NOW,
                "ann",
                definition.schedules().stream()
                        .map(
                                each ->
                                        new ScheduleView(
                                                each.id(),
                                                ScheduleWords.of(each),
                                                paused ? null : NOW.plusSeconds(5400),
                                                null,
                                                null))
                        .toList(),
                Definitions.toJson(definition));
    }

    private final List<JobVersion> versions = new ArrayList<>();

    private void store(JobView job) {
        jobs.put(job.key(), job);
        versions.addFirst(new JobVersion(job.version(), NOW, "ann", job.definition()));
    }

    public synchronized Page<JobVersion> versions(
            String namespace, String name, @Nullable String cursor, int limit) {
        return new Page<>(
                versions.stream()
                        .filter(each -> each.definition().path("name").asString().equals(name))
                        .limit(limit)
                        .toList(),
                null);
    }

    @Override
    public synchronized void add(JobView job) {
        jobs.put(job.key(), job);
    }

    @Override
    public synchronized JobView job(String namespace, String name) {
        var job = jobs.get(namespace + "/" + name);
        if (job == null) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND, "there is no job " + namespace + "/" + name);
        }
        return job;
    }

    @Override
    public synchronized Stats stats() {
        var all = super.stats();
        return new Stats(
                jobs.size(),
                all.schedules(),
                all.runs(),
                all.lagP50Micros(),
                all.lagP99Micros(),
                all.started(),
                all.finished(),
                "a");
    }

    @Override
    public synchronized Page<JobView> jobs(
            @Nullable String text, @Nullable String cursor, int limit) {
        stats();
        var all =
                jobs.values().stream()
                        .filter(job -> text == null || job.key().contains(text))
                        .filter(job -> cursor == null || job.key().compareTo(cursor) > 0)
                        .toList();
        return all.size() <= limit
                ? new Page<>(all, null)
                : new Page<>(all.subList(0, limit), all.get(limit - 1).key());
    }

    public synchronized JobView pause(String namespace, String name) {
        called("pause " + namespace + "/" + name);
        var job = job(namespace, name);
        if (!job.paused()) {
            changed("job.pause", job.key(), null);
        }
        return setPaused(job, true);
    }

    public synchronized JobView resume(String namespace, String name, CatchUp.Policy missed) {
        called("resume " + namespace + "/" + name + " " + missed);
        var job = job(namespace, name);
        if (job.paused()) {
            changed("job.resume", job.key(), null);
        }
        return setPaused(job, false);
    }

    private JobView known(String key) {
        return Objects.requireNonNull(jobs.get(key), key);
    }

    private ChangeView changed(String action, String job, @Nullable Long undoes) {
        var change =
                new ChangeView(
                        changes.size() + 1L,
                        NOW,
                        "anna",
                        action,
                        "job",
                        job,
                        null,
                        undoes,
                        null,
                        null);
        changes.add(change);
        return change;
    }

    public Me me() {
        return new Me("anna", Role.AUTHOR);
    }

    public synchronized Page<ChangeView> changes(
            ChangeQuery query, @Nullable String cursor, int limit) {
        stats();
        return new Page<>(
                changes.reversed().stream()
                        .filter(each -> query.key() == null || query.key().equals(each.key()))
                        .filter(each -> query.actor() == null || query.actor().equals(each.actor()))
                        .limit(limit)
                        .toList(),
                null);
    }

    /// Takes a change of a job back.
    public synchronized ChangeView undo(long id) {
        called("undo " + id);
        var change = changes.get((int) id - 1);
        switch (change.action()) {
            case "job.pause" -> setPaused(known(change.key()), false);
            case "job.resume" -> setPaused(known(change.key()), true);
            case "job.delete" -> store(Objects.requireNonNull(deleted.get(id)));
            default -> throw new IllegalStateException(change.action());
        }
        tell(new EventView("j", "job", NOW, change.key(), null));
        return changed(change.action(), change.key(), id);
    }

    private JobView setPaused(JobView job, boolean paused) {
        var changed = view(Definitions.fromJson(job.definition(), "fake"), job.version(), paused);
        jobs.put(job.key(), changed);
        tell(new EventView("j", "job", NOW, job.key(), null));
        return changed;
    }

    /// From now on a job of this name is needed by another one.
    public synchronized void refuseToDelete(String name) {
        needed = name;
    }

    /// From now on a job is deleted for each permit.
    public Semaphore deleteByTurns() {
        var permits = new Semaphore(0);
        turns = permits;
        return permits;
    }

    public void delete(String namespace, String name) {
        var permits = turns;
        if (permits != null) {
            permits.acquireUninterruptibly();
        }
        deleteNow(namespace, name);
    }

    private synchronized void deleteNow(String namespace, String name) {
        if (name.equals(needed)) {
            throw new CarillonException(
                    ErrorCode.CONFLICT,
                    "job " + namespace + "/" + name + " is what default/flow has as a step");
        }
        called("delete " + namespace + "/" + name);
        var gone = job(namespace, name);
        deleted.put(changed("job.delete", gone.key(), null).id(), gone);
        jobs.remove(gone.key());
        tell(new EventView("j", "job", NOW, namespace + "/" + name, null));
    }

    public synchronized JobView put(JobDefinition definition, @Nullable Integer expected) {
        var before = jobs.get(definition.key());
        int version = before == null ? 0 : before.version();
        if (expected != null && expected != version) {
            throw new CarillonException(
                    ErrorCode.CHANGED_MEANWHILE,
                    definition.key() + " has version " + version + ", not " + expected);
        }
        called("put " + definition.key() + " " + expected);
        var job = view(definition, version + 1, before != null && before.paused());
        store(job);
        return job;
    }

    public synchronized List<Planned> apply(List<JobDefinition> definitions, boolean dryRun) {
        called("apply " + dryRun);
        return definitions.stream()
                .map(
                        each ->
                                new Planned(
                                        each.key(),
                                        jobs.containsKey(each.key()) ? "UPDATE" : "CREATE",
                                        List.of(NOW.plusSeconds(60))))
                .toList();
    }

    public List<ExplainedSchedule> explain(JobDefinition definition, int count) {
        return definitions(definition, count);
    }

    private static List<ExplainedSchedule> definitions(JobDefinition definition, int count) {
        return definition.schedules().stream()
                .map(
                        schedule -> {
                            String words = ScheduleWords.of(schedule);
                            if (words.startsWith("Cron ")) {
                                throw new CarillonException(
                                        ErrorCode.INVALID_DEFINITION,
                                        "body:1:90: \"cron\" is wrong: minute 61 is not 0 to 59");
                            }
                            return new ExplainedSchedule(
                                    schedule.id(),
                                    words,
                                    IntStream.range(1, count + 1)
                                            .mapToObj(i -> NOW.plus(Duration.ofHours(12L * i)))
                                            .toList(),
                                    words.contains("02:30, Europe/Berlin")
                                            ? List.of(
                                                    new ScheduleNote(
                                                            Instant.parse("2027-03-28T01:00:00Z"),
                                                            "28 Mar 2027 02:30 does not exist in"
                                                                    + " Europe/Berlin, the clocks go"
                                                                    + " forward; it runs at 03:00"
                                                                    + " instead"))
                                            : List.of());
                        })
                .toList();
    }

    public synchronized List<Due> next(String namespace, String name, int count) {
        var job = job(namespace, name);
        return job.schedules().stream()
                .flatMap(
                        schedule ->
                                IntStream.range(0, count)
                                        .mapToObj(
                                                i ->
                                                        new Due(
                                                                schedule.id(),
                                                                NOW.plusSeconds(5400 + 86_400L * i),
                                                                NOW.plusSeconds(
                                                                        5400 + 86_400L * i))))
                .limit(count)
                .toList();
    }

    public List<Why> whyJob(String namespace, String name) {
        return job(namespace, name).paused()
                ? List.of(new Why(WhyReason.PAUSED, "its schedules are paused"))
                : List.of(
                        new Why(
                                WhyReason.NOT_DUE,
                                "schedule nightly is due at 2026-11-26T13:30:00Z"));
    }

    public List<Instant> skipNext(String namespace, String name, @Nullable String schedule) {
        called("skipNext " + namespace + "/" + name + " " + schedule);
        return List.of(NOW.plusSeconds(5400));
    }

    public Backfilled backfill(String namespace, String name, BackfillRequest request) {
        called("backfill " + namespace + "/" + name + " " + request.plan());
        var due =
                List.of(
                        new Due("nightly", request.from(), request.from()),
                        new Due(
                                "nightly",
                                request.from().plusSeconds(86_400),
                                request.from().plusSeconds(86_400)));
        return new Backfilled("p1", due, request.plan() == null ? List.of() : List.of("1", "2"));
    }

    public RunView run(
            String namespace, String name, RunRequest request, @Nullable String idempotencyKey) {
        called("run " + namespace + "/" + name + " " + new TreeMap<>(request.parameters()));
        job(namespace, name);
        return add(name, RunState.QUEUED);
    }
}
