package dev.carillon.engine.store;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The table `change`.
public interface ChangeTable {
    /// A change without what it changed.
    ///
    /// @param kind of what was changed, such as `job`
    /// @param subject its key
    /// @param undoes id of the change that this one takes back
    /// @param undoneBy id of the change that took this one back
    record ChangeRow(
            long id,
            long atUs,
            String actor,
            String action,
            String kind,
            String subject,
            @Nullable String note,
            @Nullable Long undoes,
            @Nullable Long undoneBy) {}

    /// A change with the state before and after it as JSON.
    record StoredChange(ChangeRow row, @Nullable String before, @Nullable String after) {}

    /// Which changes; null is any.
    record Wanted(
            @Nullable String kind,
            @Nullable String subject,
            @Nullable String actor,
            @Nullable Long sinceUs) {}

    /// Stores a change, whatever its row says of its id and of being taken back.
    ///
    /// @return its id, which is higher than that of each earlier change of the same subject
    long insert(StoredChange change);

    Optional<StoredChange> find(long id);

    /// The newest first.
    ///
    /// @param below ids are lower than that
    List<ChangeRow> list(Wanted wanted, long below, int limit);

    /// Changes of a subject by these actions after another one, the oldest first.
    List<ChangeRow> after(ChangeRow change, Set<String> actions);

    /// Notes that a change was taken back.
    ///
    /// @return false when it was so already, or is not there
    boolean undone(long id, long by);

    /// Notes that a change holds again, as what took it back was taken back.
    void holdsAgain(long id);

    /// Removes changes older than that.
    ///
    /// @return how many
    int prune(long beforeUs, int limit);
}
