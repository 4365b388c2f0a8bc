package dev.carillon.cluster;

import java.util.UUID;

/// What nodes tell each other. Each is only a reason to look earlier at what is in the database; one that is lost,
/// held back or doubled changes nothing. Only [DatabaseGone] is more: it lets processes live on.
public sealed interface Hint {
    /// There are runs which a free slot anywhere could take.
    record RunsQueued() implements Hint {}

    /// Queues, calendars, schedules or what nodes may take changed.
    record RulesChanged() implements Hint {}

    /// Owners of segments, or nodes, changed.
    record SegmentsChanged() implements Hint {}

    /// Somebody asked the run to stop.
    record Stop(UUID run) implements Hint {}

    /// Is the database away for you too?
    ///
    /// @param question a number of the one who asks
    record DatabaseAsked(long question) implements Hint {}

    /// It is.
    record DatabaseGone(long question) implements Hint {}
}
