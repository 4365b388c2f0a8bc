package dev.carillon.console.frame;

import org.jspecify.annotations.Nullable;

/// Where one can be in the console. Every number and name that is shown leads to one of these.
public sealed interface Place {
    record Now() implements Place {}

    /// @param from and until as a query would say it, such as `-12h` and `+12h`; null for what the screen showed last
    record Tonight(@Nullable String from, @Nullable String until) implements Place {}

    /// @param query in the language of the runs screen; empty for all, null for what was shown last
    record Runs(@Nullable String query) implements Place {}

    record Run(String id) implements Place {}

    /// Two runs beside each other.
    record Compare(String left, String right) implements Place {}

    /// @param fingerprint of the group that is opened, null for the list
    record Failures(@Nullable String fingerprint) implements Place {}

    /// @param text that the names hold; empty for all, null for what was shown last
    record Jobs(@Nullable String text) implements Place {}

    /// @param key `namespace/name`
    record Job(String key) implements Place {}

    /// @param key `namespace/name`, null for a new job
    /// @param text that somebody brought for a new job, such as that of a file; null for the usual one
    record Editor(@Nullable String key, @Nullable String text) implements Place {
        public Editor(@Nullable String key) {
            this(key, null);
        }
    }

    /// @param run of a flow that is shown, null for the list
    record Flows(@Nullable String run) implements Place {}

    /// @param name of the queue that is opened, null for the list
    record Queues(@Nullable String name) implements Place {}

    /// @param name of the node that is opened, null for the list
    record Nodes(@Nullable String name) implements Place {}

    /// @param name of the calendar that is opened, null for the list
    record Calendars(@Nullable String name) implements Place {}

    /// @param what whose changes are shown, such as `job default/report`; null for all
    record Changes(@Nullable String what) implements Place {}
}
