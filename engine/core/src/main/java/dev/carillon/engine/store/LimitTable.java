package dev.carillon.engine.store;

import dev.carillon.engine.store.GateTable.GateRow;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The tables `limit_key` and `unique_key`.
public interface LimitTable {
    /// Reads and locks the row until the transaction ends, made if there is none.
    GateRow lock(String name);

    /// Reads it.
    Optional<GateRow> find(String name);

    void save(Map<String, GateRow> limits);

    /// The run that has the unique key.
    Optional<UUID> holder(String uniqueKey);

    /// @throws StoreFailure DUPLICATE when another transaction took the key first
    void take(String uniqueKey, UUID run);

    /// Gives the key back, if the run has it.
    void giveBack(String uniqueKey, UUID run);
}
