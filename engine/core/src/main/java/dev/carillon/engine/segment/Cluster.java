package dev.carillon.engine.segment;

import dev.carillon.engine.store.NodeTable.NodeRow;

import java.time.Duration;
import java.util.Collection;
import java.util.UUID;

/// How a node comes to its segments, learns of the end of others and tells them what they would else find
/// by polling. The port between the engine and membership: [SoleNode] is a node without others.
public interface Cluster extends AutoCloseable {
    /// Registers this start of the node and takes up its lease. What an earlier start of the same node had is
    /// given up; its processes were killed before.
    ///
    /// @throws dev.carillon.api.CarillonException CONFLICT when a node of this name works already
    void join(NodeRow self);

    /// Holds from [#join] on.
    Lease lease();

    /// How long the engine may rest that is told of each change of this process, and by [LocalNode#changed] of those of
    /// others, and looks again a second after it.
    Duration rest();

    /// Begins to give the node its segments.
    void start(LocalNode node);

    /// Tells the others that there are runs which a free slot anywhere could take.
    void runsQueued();

    /// Tells the others that queues, calendars or what nodes may take changed.
    void rulesChanged();

    /// Tells the others that runs were asked to stop.
    void stopping(Collection<UUID> runs);

    /// Gives the segments away, so that others fire while this node drains. Returns when none is left, or when
    /// nobody can take them.
    void handOver();

    /// Leaves.
    @Override
    void close();
}
