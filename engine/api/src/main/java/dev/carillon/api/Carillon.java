package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Every operation of Carillon. The engine implements it in the process, the HTTP client over the
/// wire; the HTTP server only translates. All methods throw [CarillonException] with a code that
/// says whose fault it is. Safe for use by several threads.
public interface Carillon {
    /// Plans a set of definitions and, unless it is a dry run, makes exactly that plan. All or
    /// nothing: one wrong definition changes nothing.
    ///
    /// @param dryRun only plan
    List<Planned> apply(List<JobDefinition> definitions, boolean dryRun);

    /// Stores one definition. Storing an equal one again changes nothing, its version included.
    ///
    /// @param expectedVersion refuse with CHANGED_MEANWHILE unless the stored job has it; 0 is "must
    ///     not exist"; null is no condition
    JobView put(JobDefinition definition, @Nullable Integer expectedVersion);

    JobView job(String namespace, String name);

    /// Jobs in order of namespace and name.
    ///
    /// @param text part of the name, null for all
    Page<JobView> jobs(@Nullable String text, @Nullable String cursor, int limit);

    /// Removes the job and its schedules; its runs stay until their retention ends, queued ones are
    /// cancelled.
    void delete(String namespace, String name);

    /// Stops due times from making runs until resumed. Runs already queued go on.
    JobView pause(String namespace, String name);

    JobView resume(String namespace, String name);

    /// Makes a run now, or at `request.at`.
    ///
    /// @param idempotencyKey within 24 h the same key gives the same run; null is no key
    RunView run(String namespace, String name, RunRequest request, @Nullable String idempotencyKey);

    /// Makes many runs in one transaction; all or none. An element with an idempotency key that was
    /// used before gives the run of that time.
    List<String> runAll(List<Submission> submissions);

    /// Runs, newest first.
    Page<RunView> runs(RunQuery query, @Nullable String cursor, int limit);

    RunView run(String id);

    List<AttemptView> attempts(String id);

    /// A part of the stored output.
    ///
    /// @param offset position in bytes to read from, 0 at first, then `next` of the part before
    LogPart log(String id, long offset);

    /// Asks the run to end. A run that has not started ends at once; of a running one the processes
    /// get TERM, after the grace KILL.
    RunView cancel(String id);

    /// Queues a failed, timed out, lost or cancelled run again as a new run with the same parameters.
    RunView retry(String id);

    /// Why the run is not running.
    Why why(String id);

    List<NodeView> nodes();

    Stats stats();

    /// Copies the node's database to a new file in its backup folder while it works.
    Backup backup();

    /// Feeds changes until the answer is closed. The consumer is called on one thread; when it is
    /// slow for too long the feed ends with a `reset`.
    ///
    /// @param cursor where to begin, null for now
    Feed events(@Nullable String cursor, Consumer<EventView> consumer);

    /// A running feed.
    interface Feed extends AutoCloseable {
        @Override
        void close();
    }

    /// One line of the plan of [#apply].
    ///
    /// @param change `CREATE`, `UPDATE` or `NONE`
    /// @param next the first due times by the new definition, at most five
    record Planned(String job, String change, List<Instant> next) {}

    /// @param at when it is due, null for now
    record RunRequest(Map<String, String> parameters, @Nullable Instant at) {
        public RunRequest {
            parameters = Map.copyOf(parameters);
        }
    }

    /// One element of a bulk submission.
    record Submission(
            String namespace,
            String name,
            Map<String, String> parameters,
            @Nullable String idempotencyKey) {
        public Submission {
            parameters = Map.copyOf(parameters);
        }
    }

    /// Which runs; null and empty are "any".
    record RunQuery(
            Set<RunState> states,
            @Nullable String job,
            @Nullable Instant since,
            @Nullable String error) {
        public static final RunQuery ALL = new RunQuery(Set.of(), null, null, null);

        public RunQuery {
            states = Set.copyOf(states);
        }
    }

    /// @param next where the following part begins
    /// @param end true when the run is finished and nothing follows
    record LogPart(String text, long next, boolean end) {}

    /// @param reason one of a closed list, such as `NOT_DUE`, `NO_FREE_SLOT`, `FINISHED`
    record Why(String reason, String text) {}

    record NodeView(
            String id,
            String name,
            String state,
            Instant startedAt,
            int slots,
            int busy,
            int segments) {}

    /// @param lagP50Micros median of start minus due of recent starts, in microseconds
    record Stats(
            int jobs,
            int schedules,
            Map<RunState, Long> runs,
            long lagP50Micros,
            long lagP99Micros,
            long started,
            long finished) {}

    /// @param sha256 of the file, in hexadecimal
    record Backup(String file, long sizeBytes, String sha256, Duration took) {}
}
