package dev.carillon.engine.store;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The tables `job` and `job_version`.
public interface JobTable {
    /// A stored job, deleted ones included.
    ///
    /// @param failures failed runs in a row
    /// @param pausedWhy null when a person paused it, or it is not paused
    record JobRow(
            UUID id,
            String namespace,
            String name,
            int version,
            int segment,
            boolean paused,
            boolean deleted,
            long updatedUs,
            String updatedBy,
            int failures,
            @Nullable String pausedWhy) {}

    /// A job with the text of its current definition.
    record ListedJob(JobRow job, String definition) {}

    Optional<JobRow> find(UUID id);

    void insert(JobRow job);

    /// Stores all columns but the names and the segment.
    void update(JobRow job);

    /// Puts jobs into other segments, by their ids. Tells nobody, as nothing changes that people see.
    void move(Map<UUID, Integer> segments);

    /// @param by who makes it
    void insertVersion(UUID job, int version, String definition, long atUs, String by);

    /// A version of a definition.
    ///
    /// @param atUs null when that was not kept, as `by`
    record VersionRow(int version, String definition, @Nullable Long atUs, @Nullable String by) {}

    /// The newest first, also of a job that is deleted.
    ///
    /// @param below versions are lower than that
    List<VersionRow> versions(UUID job, int below, int limit);

    Optional<String> definition(UUID job, int version);

    /// Jobs that are not deleted, in order of namespace and name.
    ///
    /// @param text lower-case part of `namespace/name`, null for all
    /// @param afterNamespace with `afterName` where the part before ended, null at the beginning
    List<ListedJob> list(
            @Nullable String text,
            @Nullable String afterNamespace,
            @Nullable String afterName,
            int limit);

    /// Jobs in order of id, deleted ones included.
    ///
    /// @param after id of the last job of the part before, null at the beginning
    List<JobRow> after(@Nullable UUID after, int limit);

    /// The same of those that have runs; one without may be among them.
    List<JobRow> withRunsAfter(@Nullable UUID after, int limit);

    /// One more failed run, or none in a row any more.
    ///
    /// @return failed runs in a row
    int countFailure(UUID job, boolean failed);

    /// Replaces what the job depends on.
    void depend(UUID job, Collection<UUID> on);

    /// The jobs that depend on each of these, by the job they depend on; without those that no job depends on.
    Map<UUID, List<UUID>> dependents(Collection<UUID> jobs);

    /// Replaces the jobs that are steps of a flow.
    void steps(UUID flow, Collection<UUID> jobs);

    /// The flows that have the job as a step.
    List<UUID> flowsWith(UUID step);

    /// How many jobs are not deleted.
    int count();
}
