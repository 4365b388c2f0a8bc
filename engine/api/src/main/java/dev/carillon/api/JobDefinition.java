package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a user writes about a job: what to do, when, and by which rules. Immutable; defaults are
/// filled in, so two equal definitions behave equally.
///
/// @param namespace lower-case name of the namespace, `default` when not given
/// @param name unique in its namespace, `[a-z0-9][a-z0-9._-]{0,99}`
/// @param timeout longest time one attempt may take; null is no limit
/// @param startDeadline how long after its due time a run may still start; null is no limit
/// @param killGrace from TERM to KILL
/// @param priority 0 lowest to 9 highest
/// @param maxWaiting with overlap QUEUE: how many runs may wait for earlier ones, 1 to 1,000
/// @param deadline longest time from the due time to the end of the last attempt, waiting and
///     retries included; null is no limit
/// @param pauseAfter so many failed runs in a row pause the job; 0 is never
/// @param weight how many slots of a node a run takes, 1 or more
/// @param keyLimit null is no limit
/// @param placement labels a node must have to run it
/// @param dependsOn what other jobs must have done before
/// @param spread null is one run for each due time
public record JobDefinition(
        String namespace,
        String name,
        String description,
        Map<String, String> labels,
        Task task,
        List<Parameter> parameters,
        List<Schedule> schedules,
        CatchUp catchUp,
        Overlap overlap,
        Retry retry,
        @Nullable Duration timeout,
        @Nullable Duration startDeadline,
        Duration killGrace,
        Delivery delivery,
        ContactLost onContactLost,
        int priority,
        String queue,
        Retention retention,
        int maxWaiting,
        @Nullable Duration deadline,
        int pauseAfter,
        int weight,
        @Nullable KeyLimit keyLimit,
        Map<String, String> placement,
        List<Dependency> dependsOn,
        @Nullable Spread spread) {
    public static final int DEFAULT_WAITING = 100;

    public JobDefinition {
        placement = Map.copyOf(placement);
        dependsOn = List.copyOf(dependsOn);
        labels = Map.copyOf(labels);
        parameters = List.copyOf(parameters);
        schedules = List.copyOf(schedules);
    }

    /// `namespace/name`, the key of the job everywhere a person sees one.
    public String key() {
        return namespace + "/" + name;
    }

    /// What to do when a due time comes while an earlier run of the job is not finished.
    public enum Overlap {
        ALLOW,
        SKIP,
        QUEUE,
        REPLACE
    }

    /// How often a run may be started: see promise P4.
    public enum Delivery {
        AT_LEAST_ONCE,
        AT_MOST_ONCE
    }

    /// What happens to the processes of a node that lost contact.
    public enum ContactLost {
        KILL,
        CONTINUE
    }

    /// Which of the due times that were missed are run afterwards.
    ///
    /// @param after a due time later than this is missed, not late
    /// @param window older missed times are never run
    /// @param max at most so many are run, the newest
    public record CatchUp(Policy policy, Duration after, Duration window, int max) {
        public static final CatchUp DEFAULT =
                new CatchUp(Policy.LATEST, Duration.ofSeconds(60), Duration.ofDays(1), 100);

        public enum Policy {
            NONE,
            LATEST,
            ALL
        }
    }

    /// When a failed attempt is tried again.
    ///
    /// @param attempts all attempts, the first included; 1 is no retry
    /// @param jitter part of the delay, 0 to 1, by which it is varied at random
    /// @param delays with backoff LIST: the delay after the first failure, the second and so on; the
    ///     last one repeats
    /// @param only failures that are tried again, such as `exit 75`, `exit 64-78`, `status 503`,
    ///     `status 5xx`, `exception java.net.ConnectException`, `timeout`; empty is all
    /// @param never failures that are not, in the same form; it wins over `only`
    public record Retry(
            int attempts,
            Backoff backoff,
            Duration initial,
            Duration max,
            double jitter,
            List<Duration> delays,
            List<String> only,
            List<String> never) {
        public static final Retry NONE =
                new Retry(
                        1,
                        Backoff.EXPONENTIAL,
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(10),
                        0.2,
                        List.of(),
                        List.of(),
                        List.of());

        public Retry {
            delays = List.copyOf(delays);
            only = List.copyOf(only);
            never = List.copyOf(never);
        }

        public enum Backoff {
            FIXED,
            EXPONENTIAL,
            LIST
        }
    }

    /// A limit on the runs of all jobs that name the same key at the same time.
    ///
    /// @param key text with `${parameter}` in it, such as `customer-${customer}`; each is a parameter of
    ///     the job and no secret
    /// @param concurrency how many may be queued or running at once, 1 or more; the others wait
    public record KeyLimit(String key, int concurrency) {}

    /// What another job must have done. A job without schedules is started by the end of what it
    /// depends on; a scheduled one waits for it.
    ///
    /// @param job `namespace/name`
    /// @param time which run of it is meant
    public record Dependency(String job, On on, Time time) {
        /// The outcome that counts.
        public enum On {
            SUCCESS,
            FAILURE,
            END
        }

        /// SAME: the run for the same scheduled time; LAST: the newest that ended.
        public enum Time {
            SAME,
            LAST
        }
    }

    /// One run as several: parts of one task, each told its index.
    ///
    /// @param shards how many, 1 to 1,000; 0 with `everyNode`
    /// @param everyNode one on each node that is up when the run begins
    public record Spread(int shards, boolean everyNode) {}

    /// How long finished runs are kept: the newest `runs` of the job, none older than `age`.
    public record Retention(int runs, Duration age) {
        public static final Retention DEFAULT = new Retention(200, Duration.ofDays(30));
    }

    /// A value a run may be given; it reaches shell jobs as an environment variable only.
    ///
    /// @param defaultValue null when the caller must give one; `${scheduledDate}` and
    ///     `${scheduledTime}` are filled in from the due time
    public record Parameter(
            String name,
            Type type,
            @Nullable String defaultValue,
            List<String> choices,
            String description) {
        public Parameter {
            choices = List.copyOf(choices);
        }

        public enum Type {
            STRING,
            NUMBER,
            BOOLEAN,
            DATE,
            CHOICE,
            /// Encrypted where it is stored, never shown, masked in output.
            SECRET
        }
    }
}
