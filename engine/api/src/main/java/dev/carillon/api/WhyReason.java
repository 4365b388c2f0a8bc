package dev.carillon.api;

/// The closed list of answers to "why is it not running?".
public enum WhyReason {
    /// Its time has not come.
    NOT_DUE,
    /// An attempt failed and the next has its time.
    RETRY_BACKOFF,
    /// The schedules of the job are paused.
    PAUSED,
    /// An operator holds the run.
    HELD,
    /// Its queue is paused.
    QUEUE_PAUSED,
    /// A calendar closes its queue.
    QUEUE_CLOSED,
    /// As many runs of its queue are under way as may be.
    QUEUE_LIMIT,
    /// Its queue may not start another one yet.
    RATE_LIMIT,
    /// As many runs with its key are admitted as may be.
    KEY_LIMIT,
    /// It is due and waits for a slot.
    NO_SLOT,
    /// No node that is up has the labels it wants.
    NO_NODE_WITH_LABELS,
    /// The nodes that fit take no runs.
    NODE_CORDONED,
    /// A job or a step it depends on has not ended.
    WAITING_FOR_PREDECESSOR,
    /// An earlier run of the job is not finished.
    OVERLAP,
    /// A calendar excludes the due times, or the schedule has none.
    CALENDAR,
    /// The schedule was set aside because it cannot be fired.
    SCHEDULE_ERROR,
    /// It was not started by its deadline.
    START_DEADLINE_PASSED,
    /// It waits for a node that owns its segment.
    SEGMENT_WITHOUT_OWNER,
    /// The database cannot be reached.
    DATABASE_UNREACHABLE,
    /// The job has no schedule and depends on nothing: it runs on demand.
    ON_DEMAND,
    /// It is running.
    RUNNING,
    /// It was asked to end and has not ended yet.
    STOPPING,
    /// It is finished.
    FINISHED,
    /// It was never run; the record says why.
    NOT_RUN
}
