package dev.carillon.engine.store;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The table `node`: one row for each start of a process.
public interface NodeTable {
    /// @param state `UP` or `GONE`
    /// @param cordonedUntilUs until when it takes no runs; null when it does
    record NodeRow(
            UUID id,
            String name,
            long startedUs,
            String state,
            int slots,
            Map<String, String> labels,
            @Nullable Long cordonedUntilUs) {}

    /// Until when the node takes no runs; null for none.
    void cordon(UUID id, @Nullable Long untilUs);

    Optional<NodeRow> find(UUID id);

    /// The newest start of a node of this name.
    Optional<NodeRow> newest(String name);

    void insert(NodeRow node);

    void end(UUID id);

    /// Ends all others; a node that starts alone on a database knows them to be gone.
    void endOthers(UUID id);

    /// Those not gone, in order of name.
    List<NodeRow> up();
}
