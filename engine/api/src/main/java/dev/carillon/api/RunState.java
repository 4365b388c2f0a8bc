package dev.carillon.api;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

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

    /// Those of a run that did not do what it was for, and that somebody should look at.
    public static final Set<RunState> PROBLEMS =
            Collections.unmodifiableSet(EnumSet.of(FAILED, TIMED_OUT, LOST));

    /// A finished run never changes again, except that a person may dismiss a failure.
    public boolean finished() {
        return compareTo(SUCCEEDED) >= 0;
    }
}
