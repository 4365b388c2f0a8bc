package dev.carillon.engine.store;

import dev.carillon.engine.store.GateTable.GateRow;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The tables `limit_key` and `unique_key`.
public interface LimitTable {
    /// Reads and locks the row until the transaction ends, made if there is none.
    GateRow lock(String name);

    /// The same for many at once.
    Map<String, GateRow> lock(Collection<String> names);

    /// Reads it.
    Optional<GateRow> find(String name);

    /// Writes rows that are locked; one that counts nothing is removed.
    void save(Map<String, GateRow> limits);

    /// The run that has the unique key.
    Optional<UUID> holder(String uniqueKey);

    /// @throws StoreFailure DUPLICATE when another transaction took the key first
    void take(String uniqueKey, UUID run);

    /// Gives the key back, if the run has it.
    void giveBack(String uniqueKey, UUID run);
}
