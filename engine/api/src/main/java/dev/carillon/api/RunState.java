package dev.carillon.api;

/// Where a run stands, as users see it.
public enum RunState {
    WAITING,
    HELD,
    DELAYED,
    QUEUED,
    CLAIMED,
    RUNNING,
    STOPPING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    CANCELLED,
    LOST,
    MISSED,
    SKIPPED;

    /// A finished run never changes again, except that a person may dismiss a failure.
    public boolean finished() {
        return compareTo(SUCCEEDED) >= 0;
    }
}
