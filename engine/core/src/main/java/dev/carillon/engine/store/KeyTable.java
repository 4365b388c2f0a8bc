package dev.carillon.engine.store;

import java.util.Collection;
import java.util.List;

/// The table `idempotency`.
public interface KeyTable {
    /// @param result id of the run that was made
    record KeyRow(String principal, String key, String bodyHash, String result, long createdUs) {}

    /// Those of the keys that are stored, in any order.
    ///
    /// @param keys none of them twice
    List<KeyRow> find(String principal, Collection<String> keys);

    /// @throws StoreFailure DUPLICATE when another transaction stored one of the keys first
    void insert(List<KeyRow> rows);

    /// Removes them, unless they were made anew since.
    ///
    /// @param rows made before then
    void expire(List<KeyRow> rows, long beforeUs);

    /// Keys made before then, the oldest first.
    List<KeyRow> madeBefore(long beforeUs, int limit);
}
