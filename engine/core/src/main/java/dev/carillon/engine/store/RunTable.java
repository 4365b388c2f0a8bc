package dev.carillon.engine.store;

import dev.carillon.api.RunState;
import dev.carillon.api.Usage;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.run.RunTraits;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The tables `run`, `attempt` and `attempt_usage`. Each change names the state it leaves and the fence; a run that is
/// no longer so is not among the answered.
///
/// `queue_rank` orders a run within its state: when it is QUEUED the due time less the priority's
/// head start, when DELAYED the due time, else 0. One index serves all three.
public interface RunTable {
    /// What a WAITING run waits for.
    enum Wait {
        /// An earlier run of its job.
        GATE,
        /// Another run with its limit key.
        KEY,
        /// A step before it.
        STEP,
        /// A job it depends on.
        JOB
    }

    /// A run as it is inserted.
    ///
    /// @param waitsIn the line of a QUEUED run, the place of a WAITING one, else 0
    /// @param waitsFor of a WAITING run, else null
    /// @param result of one that is finished already
    /// @param beginsOn the node on which it is RUNNING with the insert, else null
    record RunRow(
            UUID id,
            RunTraits traits,
            String cause,
            RunState state,
            long dueUs,
            long rank,
            int waitsIn,
            @Nullable Wait waitsFor,
            boolean keyed,
            long createdUs,
            @Nullable Long finishedUs,
            @Nullable String message,
            String parameters,
            @Nullable String result,
            @Nullable UUID beginsOn) {
        /// Its first attempt has begun on the node.
        public RunRow runningOn(UUID node) {
            return new RunRow(
                    id,
                    traits,
                    cause,
                    RunState.RUNNING,
                    dueUs,
                    0,
                    0,
                    null,
                    keyed,
                    createdUs,
                    null,
                    message,
                    parameters,
                    null,
                    node);
        }

        /// 1 when its first attempt has begun, else 0.
        public int attempt() {
            return beginsOn == null ? 0 : 1;
        }

        public @Nullable Long startedUs() {
            return beginsOn == null ? null : createdUs;
        }
    }

    /// A run that may be claimed, with its place in the line.
    record Candidate(ClaimedRun run, long rank) {}

    /// What a decision about a run needs.
    record OpenRun(
            UUID id,
            RunTraits traits,
            RunState state,
            long fence,
            int losses,
            int attempt,
            long dueUs,
            @Nullable Long startedUs,
            @Nullable UUID node,
            @Nullable Wait waitsFor,
            @Nullable String result,
            String parameters) {
        public UUID jobId() {
            return traits.jobId();
        }

        public boolean gated() {
            return traits.gated();
        }

        public boolean atMostOnce() {
            return traits.atMostOnce();
        }

        /// Whether a run with a limit key has its place under the limit.
        public boolean holdsKey() {
            return traits.limitKey() != null
                    && switch (state) {
                        case QUEUED, CLAIMED, RUNNING, STOPPING -> true;
                        default -> false;
                    };
        }
    }

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
    List<OpenRun> delayed(int limit);

    /// DELAYED to QUEUED.
    ///
    /// @param ranks rank of each run in the queue
    void promote(Map<UUID, Long> ranks);

    /// Any of these states to WAITING.
    ///
    /// @return false when the run is in another state by now
    boolean park(OpenRun run, Wait waitsFor, int waitsIn, long rank);

    /// Lines in which runs are QUEUED, in order.
    List<Integer> linesWithRuns();

    /// QUEUED runs of a line, lowest rank first, then id, as they will be after the claim; locked where
    /// several nodes claim.
    ///
    /// @param untilUs runs due later are passed over
    /// @param nowUs runs due later are answered as not running
    List<Candidate> queued(int line, int limit, long untilUs, long nowUs);

    /// When the first QUEUED runs of a line are due, also those that another node is claiming; locks nothing.
    Map<UUID, Long> firstOfLine(int line, int limit);

    /// How many runs of a queue are CLAIMED, RUNNING or STOPPING, runs of several not counted.
    int underWay(String queue);

    /// How many runs are QUEUED in a line.
    long queuedIn(int line);

    /// How many of them come before a rank.
    long queuedBefore(int line, long rank);

    /// QUEUED to RUNNING on no node: a run of several.
    boolean startFlow(ClaimedRun run, long nowUs);

    /// RUNNING or STOPPING to a final state: a run of several whose parts have all ended.
    boolean endFlow(OpenRun run, RunState state, @Nullable String why, long nowUs);

    /// Replaces the parameters, which a step gets when those before it have ended.
    void setParameters(UUID run, String parameters);

    /// Parameters of a run as they are stored.
    ///
    /// @param parameters null when nothing in them is sealed
    record Sealed(UUID run, @Nullable String parameters) {}

    /// Runs in any state, in order of id.
    ///
    /// @param after id after which they begin; null is from the first
    List<Sealed> sealedAfter(@Nullable UUID after, int limit);

    /// Replaces parameters by the same, sealed otherwise; nobody sees a difference.
    void reseal(List<Sealed> runs);

    /// QUEUED to RUNNING, or to CLAIMED for one that is not `running`; attempt and fence rise.
    ///
    /// @return those that were claimed
    List<ClaimedRun> claim(List<ClaimedRun> runs, UUID node, long nowUs);

    /// CLAIMED to RUNNING, started at its due time or now, whichever is later. One that began already, by a commit whose answer was lost, begins again.
    ///
    /// @return those that began
    List<ClaimedRun> begin(List<ClaimedRun> runs, long nowUs);

    /// How far an attempt has come.
    ///
    /// @param percent from 0 to 100
    record Progress(ClaimedRun run, double percent) {}

    /// Notes how far RUNNING runs have come.
    ///
    /// @return those that were still running
    List<Progress> progress(List<Progress> progress);

    /// What an attempt used so far.
    record UsageRow(ClaimedRun run, Usage usage) {}

    /// Keeps what attempts used, in the place of what was kept of them before. Of a run that was claimed again since, or that
    /// is gone, nothing new is kept. Nobody is told of it.
    void keepUsage(List<UsageRow> usages);

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

    /// CLAIMED, RUNNING and STOPPING runs of nodes that are gone.
    List<OpenRun> openOnGone();

    /// CLAIMED, RUNNING and STOPPING runs of this node.
    List<OpenRun> openOn(UUID node);

    /// DELAYED, QUEUED and WAITING runs that may begin once only and are due by then.
    List<UUID> atMostOnceUnbegun(long dueUs);

    /// STOPPING runs of the node.
    List<UUID> stopping(UUID node);

    /// To a final state.
    boolean end(OpenRun run, RunState state, String why, long nowUs);

    /// RUNNING to STOPPING.
    boolean stop(OpenRun run, @Nullable String why);

    /// CLAIMED or RUNNING back to QUEUED, of attempts that have not begun and are not counted.
    ///
    /// @param ranks of all runs, by id
    void handBack(List<OpenRun> runs, Map<UUID, Long> ranks);

    /// RUNNING back to QUEUED, of attempts that were lost with their node.
    ///
    /// @param ranks of all runs, by id
    /// @return those that still were as they are given
    List<OpenRun> requeue(List<OpenRun> runs, Map<UUID, Long> ranks, String why);

    /// The run of lowest rank that waits in a place.
    ///
    /// @param waitsIn hash of the place, as it was parked or inserted
    Optional<OpenRun> oldestWaiting(Wait waitsFor, int waitsIn, String name);

    /// Jobs of which runs wait for other jobs, in the order of their ids.
    List<UUID> jobsThatWait(UUID after, int limit);

    /// All runs that wait in a place.
    List<OpenRun> waiting(Wait waitsFor, int waitsIn, String name);

    /// DELAYED, WAITING or HELD to QUEUED.
    boolean queue(OpenRun run, long rank);

    /// WAITING or HELD to DELAYED.
    boolean delay(OpenRun run, long dueUs);

    /// DELAYED, QUEUED or WAITING to HELD.
    boolean hold(OpenRun run, String why);

    /// Runs that have not begun, and runs of several, whose deadline is over.
    List<OpenRun> expired(long nowUs, int limit);

    /// Moves what is told in elapsed time along with the clock: due times of runs that are queued or
    /// wait, of next attempts, and deadlines. A run for a time to come stays at that time.
    void shift(long byUs);

    /// Notes that somebody has dealt with a failed run.
    ///
    /// @return false when that was noted already
    boolean handled(UUID id, long nowUs);

    /// Takes that back.
    ///
    /// @return false when it was not noted
    boolean unhandled(UUID id);

    /// The RUNNING runs of the job that its overlap policy counts.
    List<OpenRun> runningOf(UUID job);

    /// Those that have not begun.
    List<OpenRun> unbegun(UUID job);

    /// Finished runs of a job that are counted together when it is told how many are kept. A part stays as long as its
    /// whole and is in neither.
    enum Counted {
        /// Failed, and nobody has dealt with them, or only just.
        UNHANDLED,
        OTHERS
    }

    /// What keeps a finished run whatever else holds.
    ///
    /// @param keyedSinceUs a run with an idempotency key made since then, as long as the key
    /// @param handledSinceUs what was dealt with since can still be taken back, and counts as unhandled
    record Kept(long keyedSinceUs, long handledSinceUs) {}

    /// The newest run beyond the newest `keep`. It reads all of those.
    Optional<UUID> newestBeyond(UUID job, Counted which, int keep, Kept kept);

    /// The newest of the runs up to one, with it.
    List<UUID> upTo(UUID job, Counted which, UUID newest, Kept kept, int limit);

    /// The oldest of the runs from one on, without the unhandled ones, that finished before then. It reads none that was made
    /// since.
    List<UUID> tooOld(UUID job, UUID oldest, long finishedBeforeUs, Kept kept, int limit);

    /// The runs of these schedules for a due time.
    List<OpenRun> ofNominal(Collection<UUID> schedules, long nominalUs);

    /// The newest run of a job that ended as something that ran.
    Optional<OpenRun> lastEnded(UUID job);

    /// Removes runs with their parts, attempts, what those used, and output.
    void delete(Collection<UUID> ids);
}
