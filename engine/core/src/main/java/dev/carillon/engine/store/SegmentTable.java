package dev.carillon.engine.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The table `segment`: owner and epoch of each, and the lock that serialises firing and editing.
public interface SegmentTable {
    /// Makes the rows, if there are none yet.
    void create(int count);

    /// Gives all segments to one owner with a new epoch.
    ///
    /// @return the epochs, in order of segment id
    List<Long> takeAll(UUID owner);

    /// Locks the row until the transaction ends if it still has this owner and epoch.
    ///
    /// @return false when it has another, now or as soon as a change under way commits
    boolean fence(int id, UUID owner, long epoch);

    /// Who owns it; empty when nobody does.
    Optional<UUID> owner(int id);

    /// Locks the row until the transaction ends, whoever owns it.
    void lock(int id);
}
