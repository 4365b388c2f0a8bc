package dev.carillon.engine.queue;

import dev.carillon.engine.store.QueueTable.QueueRow;

import java.util.Map;

/// What a claim asks about the node and the calendars.
public interface ClaimRules {
    /// Whether the node takes runs at all.
    default boolean takesRuns(long nowUs) {
        return true;
    }

    /// Slots of the node; a run that needs more takes all of them.
    int slots();

    /// Labels of the node.
    Map<String, String> labels();

    /// Until when the queue is paused or closed by a calendar; a time that has passed when it is open.
    long closedUntil(QueueRow queue, long nowUs);
}
