package dev.carillon.engine.store;

import java.util.List;
import java.util.UUID;

/// The table `node`: one row for each start of a process.
public interface NodeTable {
    /// @param state `UP` or `GONE`
    record NodeRow(UUID id, String name, long startedUs, String state, int slots) {}

    void insert(NodeRow node);

    void end(UUID id);

    /// Ends all others; a node that starts alone on a database knows them to be gone.
    void endOthers(UUID id);

    /// Those not gone, in order of name.
    List<NodeRow> up();
}
