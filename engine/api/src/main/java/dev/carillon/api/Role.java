package dev.carillon.api;

import java.util.Locale;

/// What the bearer of a token may do. Each role may do all that those before it may.
public enum Role {
    /// Read everything, and follow the feed of events.
    VIEWER,
    /// Run, cancel, hold, release, retry and dismiss; skip, backfill, pause and resume; cordon nodes, and change limits
    /// of queues for a while.
    OPERATOR,
    /// Define and remove jobs, calendars and limits of queues.
    AUTHOR,
    /// Make and revoke tokens, and back up.
    ADMIN;

    /// Whether this role may do what the other one may.
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /// Its name as people write it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
