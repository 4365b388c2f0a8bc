package dev.carillon.engine.catalog;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.Dependency;
import dev.carillon.api.Task;
import dev.carillon.engine.store.Tx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/// How jobs name each other: what depends on what, and which flow has which job as a step. Neither may
/// go in a circle, and each name must be that of a job.
final class JobGraph {
    private final Tx tx;
    private final JobCatalog catalog;
    private final Map<String, JobDefinition> edited = new HashMap<>();
    private final Map<String, Optional<JobDefinition>> known = new HashMap<>();

    /// @param all the definitions of one set, which may name each other
    JobGraph(Tx tx, JobCatalog catalog, List<JobDefinition> all) {
        this.tx = tx;
        this.catalog = catalog;
        all.forEach(each -> edited.put(each.key(), each));
    }

    static List<String> dependencies(JobDefinition job) {
        return job.dependsOn().stream().map(Dependency::job).toList();
    }

    static List<String> steps(JobDefinition job) {
        return job.task() instanceof Task.Flow flow
                ? flow.jobs().stream().distinct().toList()
                : List.of();
    }

    /// The ids of the job and of all it names: none of them may be deleted while it is stored.
    static Stream<UUID> ids(JobDefinition job) {
        return Stream.of(Stream.of(job.key()), dependencies(job).stream(), steps(job).stream())
                .flatMap(names -> names)
                .map(JobCatalog::idOf);
    }

    /// @throws CarillonException INVALID_DEFINITION
    void requireSound(List<JobDefinition> jobs) {
        for (var job : jobs) {
            requireSound(job, JobGraph::dependencies, "\"dependsOn\"");
            requireSound(job, JobGraph::steps, "a step of its flow");
        }
    }

    private void requireSound(
            JobDefinition job, Function<JobDefinition, List<String>> edges, String what) {
        for (var name : edges.apply(job)) {
            if (find(name).isEmpty()) {
                throw invalid(job, what + " names the job " + name + ", and there is no such job");
            }
        }
        circle(job, edges, new ArrayList<>(List.of(job.key())), new HashSet<>())
                .ifPresent(
                        path -> {
                            throw invalid(
                                    job, what + " goes in a circle: " + String.join(" -> ", path));
                        });
    }

    private Optional<List<String>> circle(
            JobDefinition job,
            Function<JobDefinition, List<String>> edges,
            List<String> path,
            Set<String> seen) {
        for (var name : edges.apply(job)) {
            path.add(name);
            if (name.equals(path.getFirst())) {
                return Optional.of(path);
            }
            if (seen.add(name)) {
                var next = find(name);
                var found = next.flatMap(each -> circle(each, edges, path, seen));
                if (found.isPresent()) {
                    return found;
                }
            }
            path.removeLast();
        }
        return Optional.empty();
    }

    private Optional<JobDefinition> find(String key) {
        var ofSet = edited.get(key);
        if (ofSet != null) {
            return Optional.of(ofSet);
        }
        return known.computeIfAbsent(
                key,
                name ->
                        tx.jobs()
                                .find(JobCatalog.idOf(name))
                                .filter(job -> !job.deleted())
                                .map(
                                        job ->
                                                catalog.read(tx, job.id(), job.version())
                                                        .definition()));
    }

    private static CarillonException invalid(JobDefinition job, String what) {
        return new CarillonException(
                ErrorCode.INVALID_DEFINITION, "job " + job.key() + ": " + what);
    }
}
