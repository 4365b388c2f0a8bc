package dev.carillon.engine.segment;

import java.util.List;
import java.util.UUID;

/// What a [Cluster] asks of the engine of this process. Nothing here waits for another node.
public interface LocalNode {
    /// The segments it owns now; said again and again, and whenever it changes.
    void own(List<OwnedSegment> segments);

    /// Settles the runs of nodes that are gone.
    void settleGone();

    /// Runs were queued, also ones that are not due.
    void runsQueued();

    /// Queues, calendars or what nodes may take changed.
    void rulesChanged();

    /// Something that the engine looks for may have changed in the database.
    void changed();

    /// Somebody asked a run to stop that may be here.
    void stop(UUID run);

    /// The lease is over: whatever may not go on without contact is ended.
    void loseContact();

    /// The processes of this node may run until then, by the monotonic clock; what is not renewed is killed
    /// by the watcher.
    void processesMayRunUntil(long nanos);

    /// It takes no more runs.
    void drain();

    /// The other nodes gave this one up: nothing it does counts any more, and it has to start anew.
    void givenUp();
}
