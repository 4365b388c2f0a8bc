package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.JobTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

final class MemoryJobs implements JobTable {
    private record Version(UUID job, int version) {}

    private static final Comparator<JobRow> BY_NAME =
            Comparator.comparing(JobRow::namespace).thenComparing(JobRow::name);

    // As databases order them, and not as UUID.compareTo does.
    private static final Comparator<UUID> UNSIGNED =
            Comparator.<UUID, Long>comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
                    .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

    private final Rows<UUID, JobRow> jobs;
    private final Rows<Version, VersionRow> definitions;
    private final Rows<UUID, Set<UUID>> dependsOn;
    private final Rows<UUID, Set<UUID>> stepsOf;

    MemoryJobs(Undo undo) {
        jobs = new Rows<>(undo, UNSIGNED);
        dependsOn = new Rows<>(undo, UNSIGNED);
        stepsOf = new Rows<>(undo, UNSIGNED);
        definitions =
                new Rows<>(
                        undo, Comparator.comparing(Version::job).thenComparing(Version::version));
    }

    @Override
    public Optional<JobRow> find(UUID id) {
        return jobs.get(id);
    }

    @Override
    public void insert(JobRow job) {
        jobs.insert(job.id(), job);
    }

    @Override
    public void update(JobRow job) {
        jobs.put(job.id(), job);
    }

    @Override
    public void move(Map<UUID, Integer> segments) {
        segments.forEach(
                (id, segment) ->
                        jobs.get(id)
                                .ifPresent(
                                        row ->
                                                jobs.put(
                                                        id,
                                                        new JobRow(
                                                                id,
                                                                row.namespace(),
                                                                row.name(),
                                                                row.version(),
                                                                segment,
                                                                row.paused(),
                                                                row.deleted(),
                                                                row.updatedUs(),
                                                                row.updatedBy(),
                                                                row.failures(),
                                                                row.pausedWhy()))));
    }

    @Override
    public void insertVersion(UUID job, int version, String definition, long atUs, String by) {
        definitions.insert(
                new Version(job, version), new VersionRow(version, definition, atUs, by));
    }

    @Override
    public List<VersionRow> versions(UUID job, int below, int limit) {
        return definitions.entries().stream()
                .filter(each -> each.getKey().job().equals(job))
                .map(Map.Entry::getValue)
                .filter(row -> row.version() < below)
                .sorted(Comparator.comparing(VersionRow::version).reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<String> definition(UUID job, int version) {
        return definitions.get(new Version(job, version)).map(VersionRow::definition);
    }

    @Override
    public List<ListedJob> list(
            @Nullable String text,
            @Nullable String afterNamespace,
            @Nullable String afterName,
            int limit) {
        return jobs.all().stream()
                .filter(job -> !job.deleted())
                .filter(job -> text == null || (job.namespace() + "/" + job.name()).contains(text))
                .filter(job -> afterNamespace == null || isAfter(job, afterNamespace, afterName))
                .sorted(BY_NAME)
                .limit(limit)
                .map(job -> new ListedJob(job, definition(job.id(), job.version()).orElseThrow()))
                .toList();
    }

    @Override
    public List<JobRow> after(@Nullable UUID after, int limit) {
        return jobs.all().stream()
                .filter(job -> after == null || UNSIGNED.compare(job.id(), after) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public List<JobRow> withRunsAfter(@Nullable UUID after, int limit) {
        return after(after, limit);
    }

    private static boolean isAfter(JobRow job, String namespace, @Nullable String name) {
        int order = job.namespace().compareTo(namespace);
        return order > 0 || order == 0 && job.name().compareTo(String.valueOf(name)) > 0;
    }

    @Override
    public int countFailure(UUID job, boolean failed) {
        int failures = failed ? jobs.get(job).map(JobRow::failures).orElse(0) + 1 : 0;
        jobs.get(job)
                .ifPresent(
                        row ->
                                jobs.put(
                                        job,
                                        new JobRow(
                                                row.id(),
                                                row.namespace(),
                                                row.name(),
                                                row.version(),
                                                row.segment(),
                                                row.paused(),
                                                row.deleted(),
                                                row.updatedUs(),
                                                row.updatedBy(),
                                                failures,
                                                row.pausedWhy())));
        return failures;
    }

    @Override
    public void depend(UUID job, Collection<UUID> on) {
        dependsOn.put(job, Set.copyOf(on));
    }

    @Override
    public Map<UUID, List<UUID>> dependents(Collection<UUID> of) {
        var dependents = new HashMap<UUID, List<UUID>>();
        for (var job : jobs.all()) {
            for (var on : dependsOn.get(job.id()).orElse(Set.of())) {
                if (of.contains(on)) {
                    dependents.computeIfAbsent(on, id -> new ArrayList<>()).add(job.id());
                }
            }
        }
        return dependents;
    }

    @Override
    public void steps(UUID flow, Collection<UUID> jobs) {
        stepsOf.put(flow, Set.copyOf(jobs));
    }

    @Override
    public List<UUID> flowsWith(UUID step) {
        return jobs.all().stream()
                .map(JobRow::id)
                .filter(job -> stepsOf.get(job).orElse(Set.of()).contains(step))
                .toList();
    }

    @Override
    public int count() {
        return (int) jobs.all().stream().filter(job -> !job.deleted()).count();
    }
}
