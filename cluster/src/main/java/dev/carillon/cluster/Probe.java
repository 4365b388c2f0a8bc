package dev.carillon.cluster;

import dev.carillon.engine.store.NodeTable.NodeRow;

/// Finds out whether a process is dead while its machine lives.
@FunctionalInterface
public interface Probe {
    /// Whether the machine of the node answers that nobody listens where the node would. False when nothing can
    /// be told, as when nothing answers. Takes at most a few hundred milliseconds.
    boolean refused(NodeRow node);
}
