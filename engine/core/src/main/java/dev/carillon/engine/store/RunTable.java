package dev.carillon.engine.store;

import dev.carillon.api.RunState;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.Finish;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The tables `run` and `attempt`. Each change names the state it leaves and the fence; a run that is
/// no longer so is not among the answered.
///
/// `queue_rank` orders a run within its state: when it is QUEUED the due time less the priority's
/// head start, when DELAYED the due time, else 0. One index serves all three.
public interface RunTable {
    /// A run as it is inserted.
    record RunRow(
            UUID id,
            UUID jobId,
            int jobVersion,
            String jobKey,
            @Nullable UUID scheduleId,
            @Nullable String scheduleKey,
            @Nullable Long nominalUs,
            String cause,
            RunState state,
            long dueUs,
            String queue,
            long rank,
            int priority,
            int maxAttempts,
            boolean atMostOnce,
            boolean gated,
            boolean keyed,
            long createdUs,
            @Nullable Long finishedUs,
            @Nullable String message,
            String parameters) {}

    /// A delayed run.
    record DelayedRun(UUID id, long dueUs, int priority) {}

    /// What a decision about a run needs.
    record OpenRun(
            UUID id,
            UUID jobId,
            RunState state,
            long fence,
            boolean gated,
            boolean atMostOnce,
            int losses,
            int attempt,
            long dueUs,
            int priority,
            @Nullable Long startedUs,
            @Nullable UUID node) {}

    /// An attempt that is not the run's last.
    record AttemptRow(
            UUID run,
            int attempt,
            long fence,
            @Nullable UUID node,
            RunState state,
            @Nullable Long startedUs,
            long finishedUs,
            @Nullable Integer exitCode,
            @Nullable String message) {}

    /// @throws StoreFailure DUPLICATE when the due time of a schedule has its run already
    void insert(List<RunRow> runs);

    /// DELAYED runs, earliest due first.
    List<DelayedRun> delayed(int limit);

    /// DELAYED to QUEUED.
    ///
    /// @param ranks rank of each run in the queue
    void promote(Map<UUID, Long> ranks);

    /// QUEUED runs, lowest rank first, then id, as they will be after the claim; locked where several
    /// nodes claim.
    ///
    /// @param dueUntilUs runs due later are answered as not running
    List<ClaimedRun> queued(int limit, long dueUntilUs);

    /// QUEUED to RUNNING, or to CLAIMED for one that is not `running`; attempt and fence rise.
    ///
    /// @return those that were claimed
    List<ClaimedRun> claim(List<ClaimedRun> runs, UUID node, long nowUs);

    /// CLAIMED to RUNNING, started at its due time or now, whichever is later. One that began already, by a commit whose answer was lost, begins again.
    ///
    /// @return those that began
    List<ClaimedRun> begin(List<ClaimedRun> runs, long nowUs);

    /// RUNNING or STOPPING to the final state; without a final state, to CANCELLED.
    ///
    /// @return those that ended
    List<Finish> finish(List<Finish> finishes, long nowUs);

    /// RUNNING to DELAYED for another attempt.
    ///
    /// @return those that were put back
    List<Finish> retry(List<Finish> finishes);

    void keepAttempts(List<AttemptRow> attempts);

    Optional<OpenRun> open(UUID id);

    /// CLAIMED, RUNNING and STOPPING runs of all nodes but this one.
    List<OpenRun> openElsewhere(UUID node);

    /// CLAIMED, RUNNING and STOPPING runs of this node.
    List<OpenRun> openOn(UUID node);

    /// STOPPING runs of the node.
    List<UUID> stopping(UUID node);

    /// To a final state.
    boolean end(OpenRun run, RunState state, String why, long nowUs);

    /// RUNNING to STOPPING.
    boolean stop(OpenRun run);

    /// CLAIMED or RUNNING back to QUEUED.
    boolean requeue(OpenRun run, long rank, int losses, @Nullable String why);

    /// The run of the job that waits longest.
    Optional<OpenRun> oldestWaiting(UUID job);

    /// WAITING to QUEUED.
    boolean release(UUID id, long rank);

    /// All RUNNING runs of the job to STOPPING.
    void stopAll(UUID job, String why);

    /// All runs of the job that have not begun to CANCELLED.
    ///
    /// @return how many
    int cancelUnbegun(UUID job, String why, long nowUs);

    /// Finished runs of a job that its retention does not keep: beyond the newest `keep`, or finished
    /// before `finishedBeforeUs`. A run with an idempotency key stays as long as the key.
    ///
    /// @param keyedBeforeUs keys made before then are gone
    List<UUID> prunable(UUID job, int keep, long finishedBeforeUs, long keyedBeforeUs, int limit);

    /// Removes runs with their attempts and output.
    void delete(Collection<UUID> ids);
}
