package dev.carillon.engine.queue;

import dev.carillon.engine.run.ClaimedRun;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// What one [RunQueue#turn] brought.
///
/// @param claimed in the order in which they were taken
/// @param flows runs of several that are due; nothing was changed about them yet
/// @param nextUs when the next run that is in the queue already may be claimed; empty when none is
///     known
/// @param empty whether no run at all is in the queue
/// @param more whether there may be runs that only a free slot is missing for
/// @param openSinceUs since when nothing keeps the runs of a queue, of those that were closed or limited while this
///     process looked; [Long#MAX_VALUE] while something does
public record Turn(
        List<ClaimedRun> claimed,
        List<ClaimedRun> flows,
        OptionalLong nextUs,
        boolean empty,
        boolean more,
        Map<String, Long> openSinceUs) {
    static final Turn NOTHING =
            new Turn(List.of(), List.of(), OptionalLong.empty(), false, false, Map.of());
    static final Turn EMPTY =
            new Turn(List.of(), List.of(), OptionalLong.empty(), true, false, Map.of());
}
