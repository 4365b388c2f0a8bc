package dev.carillon.api;

import dev.carillon.api.JobDefinition.CatchUp;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.net.URI;
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
    /// Where the node is that is asked at present; null when it is in this process.
    default @Nullable URI address() {
        return null;
    }

    /// The same cluster, for what is wanted soon or not at all: each node has so long to answer, then the next one is asked.
    /// Which node is asked is decided for both together. Nothing else is less patient by it; within this process nothing is.
    default Carillon within(Duration patience) {
        return this;
    }

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

    /// Lets due times make runs again.
    ///
    /// @param missed which of the due times that passed meanwhile are run; the others become a record
    JobView resume(String namespace, String name, CatchUp.Policy missed);

    /// Passes over the next due time of each schedule, or of one; each is recorded as SKIPPED when it
    /// comes.
    ///
    /// @param schedule null for all
    /// @return the due times
    List<Instant> skipNext(String namespace, String name, @Nullable String schedule);

    /// The next due times.
    List<Due> next(String namespace, String name, int count);

    /// Says in words when the schedules of a definition would be due, and when, without storing anything.
    ///
    /// @param count how many due times of each, 1 to 100
    List<ExplainedSchedule> explain(JobDefinition definition, int count);

    /// Makes runs for the due times of a range.
    Backfilled backfill(String namespace, String name, BackfillRequest request);

    /// Why the job is not running: when each of its schedules is due, and what holds its open runs.
    List<Why> whyJob(String namespace, String name);

    /// Makes a run now, or at `request.at`.
    ///
    /// @param idempotencyKey within 24 h the same key gives the same run; null is no key
    RunView run(String namespace, String name, RunRequest request, @Nullable String idempotencyKey);

    /// Makes many runs in one transaction; all or none. An element with an idempotency key that was
    /// used before gives the run of that time.
    List<String> runAll(List<Submission> submissions);

    /// Runs, newest first. A part may have fewer runs than asked for, or none, and still have a cursor: then it was
    /// long to search, and the next part goes on from there.
    Page<RunView> runs(RunQuery query, @Nullable String cursor, int limit);

    /// How many runs there are, up to 100,000.
    RunCount countRuns(RunQuery query);

    /// When runs that were due in a range started and ended.
    ///
    /// @param query with `since` and `until`, which are the range
    /// @param buckets equal parts of it, 1 to 1,000
    RunHistogram histogram(RunQuery query, int buckets);

    RunView run(String id);

    List<AttemptView> attempts(String id);

    /// A part of the stored output.
    ///
    /// @param offset position in bytes to read from, 0 at first, then `next` of the part before
    LogPart log(String id, long offset);

    /// Asks the run to end. A run that has not started ends at once; of a running one the processes
    /// get TERM, after the grace KILL.
    RunView cancel(String id);

    /// Keeps a run that has not begun from starting.
    RunView hold(String id);

    /// Lets a held run go on.
    RunView release(String id);

    /// Notes that a failed run needs no more attention.
    RunView dismiss(String id);

    /// Runs a finished run again as a new run with the same parameters, but for those given.
    RunView retry(String id, RetryRequest request);

    /// The parts of a run of several, in order of name.
    List<RunView> parts(String id);

    /// Why the run is not running.
    Why why(String id);

    /// Plans something for all runs that match and for which it is, at most 10,000, and changes nothing.
    Bulk planBulk(BulkAction action, RunQuery query);

    /// The same for these runs.
    Bulk planBulk(BulkAction action, List<String> runs);

    /// How far a plan is, and what it did.
    Bulk bulk(String plan);

    /// Does it to the next 500 runs of a plan; repeat that until all are done. A run has its turn once, also when this is
    /// repeated because an answer was lost.
    Bulk stepBulk(String plan);

    /// Takes back what a plan did to its next 500 runs, as far as that can be; repeat that until `undone` is `done`. What
    /// it has not done yet it never will.
    Bulk undoBulk(String plan);

    /// Groups of failures that are alike; those that failed last come first.
    Page<FailureView> failures(FailureQuery query, @Nullable String cursor, int limit);

    FailureView failure(String fingerprint);

    /// Notes what somebody decided about a group of failures.
    FailureView changeFailure(String fingerprint, FailureChange change);

    /// What is due in a time to come, and what may go wrong then.
    Forecast forecast(ForecastQuery query);

    List<NodeView> nodes();

    /// The segments, in order of id.
    List<SegmentView> segments();

    /// Lets a node take no more runs; those under way go on.
    ///
    /// @param duration null for no end
    NodeView cordon(String node, @Nullable Duration duration);

    /// Lets it take runs again.
    NodeView uncordon(String node);

    List<CalendarView> calendars();

    CalendarView calendar(String name);

    /// Stores a calendar; schedules that name it are planned anew at once.
    CalendarView putCalendar(CalendarDefinition calendar);

    /// Stores a calendar that is read from an iCalendar text.
    CalendarView importCalendar(String name, String ics);

    void deleteCalendar(String name);

    List<QueueView> queues();

    QueueView queue(String name);

    /// Sets the limits of a queue.
    ///
    /// @param duration after which the earlier limits hold again; null for no end
    QueueView putQueue(QueueDefinition queue, @Nullable Duration duration);

    /// Lets no run of the queue start.
    ///
    /// @param duration null for no end
    QueueView pauseQueue(String name, @Nullable Duration duration);

    QueueView resumeQueue(String name);

    /// Removes the limits of a queue.
    void deleteQueue(String name);

    Stats stats();

    /// Who asks.
    Me me();

    /// The tokens that were made, revoked and expired ones included, in order of name.
    List<TokenView> tokens();

    /// Makes a token.
    ///
    /// @param name 1 to 100 of a-z 0-9 . _ -, never used before; what it does is told under it
    /// @param validFor after which it is refused; null for no end
    NewToken createToken(String name, Role role, @Nullable Duration validFor);

    /// Refuses a token from now on, on every node within two seconds. Revoking it again changes nothing.
    void revokeToken(String name);

    /// What people changed, newest first. Submissions are not in it.
    Page<ChangeView> changes(ChangeQuery query, @Nullable String cursor, int limit);

    /// A change with what was before and after it.
    ChangeDetails change(long id);

    /// Takes a change back, by a change of its own, which can be undone too. Refused with CONFLICT when it cannot be
    /// undone or is so already, with CHANGED_MEANWHILE when what it changed was changed since.
    ///
    /// @return the change that took it back
    ChangeView undo(long id);

    /// The versions of a job's definition, newest first, also of one that was deleted. To restore one, [#put] it.
    Page<JobVersion> versions(String namespace, String name, @Nullable String cursor, int limit);

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
    /// @param uniqueKey while a run with it is not finished, that run is the answer; null for none
    record RunRequest(
            Map<String, String> parameters, @Nullable Instant at, @Nullable String uniqueKey) {
        public RunRequest {
            parameters = Map.copyOf(parameters);
        }

        public RunRequest(Map<String, String> parameters, @Nullable Instant at) {
            this(parameters, at, null);
        }
    }

    /// @param parameters that are to be others; what is not given stays as it was, a secret too
    /// @param steps of a flow from which it is run again, with all after them; empty is those that did
    ///     not succeed. The others are taken over
    /// @param whole run all parts again
    record RetryRequest(Map<String, String> parameters, List<String> steps, boolean whole) {
        public static final RetryRequest SAME = new RetryRequest(Map.of(), List.of(), false);

        public RetryRequest {
            parameters = Map.copyOf(parameters);
            steps = List.copyOf(steps);
        }
    }

    /// A due time.
    ///
    /// @param nominal by the rule
    /// @param start with the jitter
    record Due(String schedule, Instant nominal, Instant start) {}

    /// A schedule in words.
    ///
    /// @param words in English, such as `Every day at 02:30, Europe/Berlin`
    /// @param next the next nominal due times
    /// @param notes what one would not expect, in order of time
    record ExplainedSchedule(
            String schedule, String words, List<Instant> next, List<ScheduleNote> notes) {
        public ExplainedSchedule {
            next = List.copyOf(next);
            notes = List.copyOf(notes);
        }
    }

    /// What is unusual about a due time: the clocks change, or a calendar excludes it.
    ///
    /// @param at when
    record ScheduleNote(Instant at, String text) {}

    /// @param until not included
    /// @param schedule null for all of the job
    /// @param plan of an earlier preview; null only previews
    record BackfillRequest(
            Instant from,
            Instant until,
            @Nullable String schedule,
            Map<String, String> parameters,
            @Nullable String plan) {
        public BackfillRequest {
            parameters = Map.copyOf(parameters);
        }
    }

    /// What a backfill makes, or made.
    ///
    /// @param plan names exactly these due times of exactly this version of the job
    /// @param runs ids of the runs, in the order of the due times; empty in a preview
    record Backfilled(String plan, List<Due> due, List<String> runs) {}

    /// A calendar as it is stored.
    ///
    /// @param usedBy keys of jobs, and other calendars
    record CalendarView(
            String name,
            long revision,
            Instant updatedAt,
            String updatedBy,
            List<String> usedBy,
            JsonNode definition) {}

    /// A queue with its limits and where it stands.
    ///
    /// @param pausedUntil null when it is not paused, in the year 9999 for no end
    /// @param changed limits that hold until `changedUntil` instead of the definition
    /// @param running runs under way
    /// @param queued runs that are due and wait
    record QueueView(
            String name,
            JsonNode definition,
            @Nullable Instant pausedUntil,
            @Nullable JsonNode changed,
            @Nullable Instant changedUntil,
            int running,
            long queued) {
        public QueueView {
            // JSON knows a null of its own.
            changed = changed == null || changed.isNull() ? null : changed;
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
    ///
    /// @param job as `namespace/name`, a name alone is in `default`; `*` stands for any text and `?` for any character
    /// @param since due at it or later
    /// @param until due before it
    /// @param node name of the node of the current or last attempt
    /// @param causes such as `SCHEDULE` or `RETRY`
    /// @param error part of the message, in any case
    /// @param newerThan id of a run: only those made after it
    /// @param fingerprint of a group of failures
    record RunQuery(
            Set<RunState> states,
            @Nullable String job,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable String queue,
            @Nullable String node,
            Set<String> causes,
            @Nullable String error,
            @Nullable String newerThan,
            @Nullable String fingerprint) {
        public static final RunQuery ALL = new RunQuery(Set.of(), null, null, null);

        public RunQuery {
            states = Set.copyOf(states);
            causes = Set.copyOf(causes);
        }

        /// On whichever node and queue, for whichever cause.
        public RunQuery(
                Set<RunState> states,
                @Nullable String job,
                @Nullable Instant since,
                @Nullable String error) {
            this(states, job, since, null, null, null, Set.of(), error, null, null);
        }

        /// The same of a job, or of those that match a pattern.
        public RunQuery ofJob(@Nullable String other) {
            return new RunQuery(
                    states,
                    other,
                    since,
                    until,
                    queue,
                    node,
                    causes,
                    error,
                    newerThan,
                    fingerprint);
        }

        /// The same of a group of failures.
        public RunQuery ofFailure(@Nullable String group) {
            return new RunQuery(
                    states, job, since, until, queue, node, causes, error, newerThan, group);
        }
    }

    /// Which groups of failures; null and empty are "any", but for the states.
    ///
    /// @param states empty for those that are open: NEW and ACKNOWLEDGED
    /// @param job a name or pattern as in [RunQuery]
    record FailureQuery(Set<FailureState> states, @Nullable String job, @Nullable String assignee) {
        public static final FailureQuery OPEN = new FailureQuery(Set.of(), null, null);

        public FailureQuery {
            states = Set.copyOf(states);
        }
    }

    /// Of which time and jobs a forecast is.
    ///
    /// @param from as now when it is in the past
    /// @param until not included; at most 92 days later
    /// @param job a name or pattern as in [RunQuery]; null for all
    /// @param queue null for all
    record ForecastQuery(
            Instant from, Instant until, @Nullable String job, @Nullable String queue) {}

    /// @param capped whether there are more than were counted
    record RunCount(long count, boolean capped) {}

    /// Runs that were due in `[from, until)`, by when they started and ended.
    ///
    /// @param bucket length of each part; the last one may reach beyond `until`
    /// @param capped whether there were too many to look at all of them
    record RunHistogram(
            Instant from, Instant until, Duration bucket, List<RunBucket> buckets, boolean capped) {
        public RunHistogram {
            buckets = List.copyOf(buckets);
        }
    }

    /// @param from where it begins
    /// @param started runs whose last attempt started in it
    /// @param ended runs that ended in it, by how
    record RunBucket(Instant from, long started, Map<RunState, Long> ended) {
        public RunBucket {
            ended = Map.copyOf(ended);
        }
    }

    /// Which changes; null is any.
    ///
    /// @param kind of what was changed, such as `job`
    /// @param key of it, such as `billing/orders`
    record ChangeQuery(
            @Nullable String kind,
            @Nullable String key,
            @Nullable String actor,
            @Nullable Instant since) {
        public static final ChangeQuery ALL = new ChangeQuery(null, null, null, null);
    }

    /// @param next where the following part begins
    /// @param end true when the run is finished and nothing follows
    record LogPart(String text, long next, boolean end) {}

    /// Why a run is not running.
    ///
    /// @param details the numbers behind it, such as `position`, `limit`, `running`, `holder`
    /// @param earliest when it can change at the earliest; null when no time is known
    record Why(
            WhyReason reason,
            String text,
            Map<String, String> details,
            @Nullable Instant earliest) {
        public Why {
            details = Map.copyOf(details);
        }

        public Why(WhyReason reason, String text) {
            this(reason, text, Map.of(), null);
        }
    }

    record NodeView(
            String id,
            String name,
            String state,
            Instant startedAt,
            int slots,
            int busy,
            int segments,
            Map<String, String> labels,
            @Nullable Instant cordonedUntil,
            String version,
            int capacity,
            List<String> roles,
            @Nullable URI url) {}

    /// A part of the jobs, which one node schedules.
    ///
    /// @param node name of its owner, null when nobody owns it
    /// @param epoch rises with each change of the owner
    /// @param wanted name of the node that it is about to be handed over to
    record SegmentView(int id, @Nullable String node, long epoch, @Nullable String wanted) {}

    /// Counts of what is finished, and of jobs and schedules, may be older than a second where there are very many: up to
    /// forty times as old as it takes to count them.
    ///
    /// Lags are start minus due of the starts of the last hour on the node that is asked, the newest 4,096 of them, in
    /// microseconds; 0 when there were none. What may have waited for a limit, a paused queue or another run is not among
    /// them.
    ///
    /// @param lagP50Micros median
    /// @param started by that node since it works, all of them
    /// @param finished by that node since it works: results of attempts that are not tried again
    /// @param node that was asked; null when it does not say so
    record Stats(
            int jobs,
            int schedules,
            Map<RunState, Long> runs,
            long lagP50Micros,
            long lagP99Micros,
            long started,
            long finished,
            @Nullable String node) {}

    /// @param sha256 of the file, in hexadecimal
    record Backup(String file, long sizeBytes, String sha256, Duration took) {}
}
