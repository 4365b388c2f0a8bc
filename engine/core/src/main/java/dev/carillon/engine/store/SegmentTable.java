package dev.carillon.engine.store;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The table `segment`: owner and epoch of each, and the lock that serialises firing and editing. Every
/// change of an owner raises the epoch.
public interface SegmentTable {
    /// @param wanted to whom the owner shall hand it over; null when it may keep it
    record SegmentRow(int id, @Nullable UUID owner, long epoch, @Nullable UUID wanted) {}

    int count();

    /// Replaces the rows by so many, which nobody owns, each with an epoch above all there were.
    void replaceAll(int count);

    /// All of them, in order of id.
    List<SegmentRow> all();

    /// Gives all segments to one owner with a new epoch.
    ///
    /// @return the epochs, in order of segment id
    List<Long> takeAll(UUID owner);

    /// Gives a segment to an owner, if it still has the epoch that was read.
    boolean assign(int id, long epoch, UUID owner);

    /// Says to whom its owner shall hand it over, if it still has the epoch that was read.
    boolean want(int id, long epoch, @Nullable UUID wanted);

    /// Locks the row until the transaction ends if it still has this owner and epoch.
    ///
    /// @return false when it has another, now or as soon as a change under way commits
    boolean fence(int id, UUID owner, long epoch);

    /// Who owns it; empty when nobody does.
    Optional<UUID> owner(int id);

    /// Locks the row until the transaction ends, whoever owns it.
    void lock(int id);
}
