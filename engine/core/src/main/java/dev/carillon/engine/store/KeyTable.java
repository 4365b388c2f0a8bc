package dev.carillon.engine.store;

import java.util.Optional;

/// The table `idempotency`.
public interface KeyTable {
    /// @param result id of the run that was made
    record KeyRow(String principal, String key, String bodyHash, String result, long createdUs) {}

    Optional<KeyRow> find(String principal, String key);

    /// @throws StoreFailure DUPLICATE when another transaction stored the key first
    void insert(KeyRow row);

    void delete(String principal, String key);

    /// Removes keys made before then.
    int expire(long beforeUs);
}
