package dev.carillon.engine.run;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/// What a run has from its making to its end.
///
/// @param line the waiting line of its queue and placement
/// @param weight slots it takes; 0 for a run of several, which takes none itself
/// @param gated its job has an overlap policy that counts it
/// @param limitKey runs with the same key are limited together
/// @param uniqueKey no other run has it until this one is finished
/// @param flow the run it is a part of
/// @param step which part
/// @param deadlineUs when it must be finished
public record RunTraits(
        UUID jobId,
        int jobVersion,
        String jobKey,
        @Nullable UUID scheduleId,
        @Nullable String scheduleKey,
        @Nullable Long nominalUs,
        String queue,
        int line,
        int priority,
        int weight,
        int maxAttempts,
        boolean atMostOnce,
        boolean gated,
        @Nullable String limitKey,
        @Nullable String uniqueKey,
        @Nullable UUID flow,
        @Nullable String step,
        @Nullable Long deadlineUs) {
    /// Whether it is a run of several: a flow, shards, or one on each node.
    public boolean ofSeveral() {
        return weight == 0;
    }

    /// The unique key among those of all jobs; null for none.
    public @Nullable String uniqueName() {
        return uniqueKey == null ? null : uniqueName(jobKey, uniqueKey);
    }

    /// A unique key of a job among those of all.
    public static String uniqueName(String job, String key) {
        return job + " " + key;
    }

    /// The same with another deadline.
    public RunTraits until(@Nullable Long deadline) {
        return new RunTraits(
                jobId,
                jobVersion,
                jobKey,
                scheduleId,
                scheduleKey,
                nominalUs,
                queue,
                line,
                priority,
                weight,
                maxAttempts,
                atMostOnce,
                gated,
                limitKey,
                uniqueKey,
                flow,
                step,
                deadline);
    }
}
