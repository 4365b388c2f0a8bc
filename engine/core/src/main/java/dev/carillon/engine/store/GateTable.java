package dev.carillon.engine.store;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The table `job_gate`: how many runs of a job are active and how many wait.
public interface GateTable {
    /// @param active not finished and not waiting
    record GateRow(int active, int waiting) {}

    void create(UUID job);

    /// Reads and locks the row until the transaction ends.
    Optional<GateRow> lock(UUID job);

    /// The same for many at once. Those that take several locks this way wait for each other, and none in a circle.
    ///
    /// @return the rows that are there
    Map<UUID, GateRow> lock(Collection<UUID> jobs);

    void save(Map<UUID, GateRow> gates);
}
