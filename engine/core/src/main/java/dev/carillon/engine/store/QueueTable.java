package dev.carillon.engine.store;

import dev.carillon.api.QueueDefinition;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/// The tables `queue` and `waiting_line`.
public interface QueueTable {
    /// A queue that somebody defined.
    ///
    /// @param pausedUntilUs null when it is not paused, [#FOR_EVER] without end
    /// @param changed what holds instead of `own` until `changedUntilUs`
    /// @param tatUs theoretical arrival time of its token bucket
    record QueueRow(
            QueueDefinition own,
            @Nullable Long pausedUntilUs,
            @Nullable QueueDefinition changed,
            @Nullable Long changedUntilUs,
            long tatUs,
            int version,
            long updatedUs,
            String updatedBy) {
        public static final long FOR_EVER = 253_402_300_799_000_000L;

        public String name() {
            return own.name();
        }

        /// The limits that hold at a time.
        public QueueDefinition at(long nowUs) {
            return changed != null && changedUntilUs != null && nowUs < changedUntilUs
                    ? changed
                    : own;
        }

        public boolean pausedAt(long nowUs) {
            return pausedUntilUs != null && nowUs < pausedUntilUs;
        }
    }

    /// @param placement labels as `name=value`, sorted and joined by commas; empty is anywhere
    record LineRow(int id, String queue, String placement) {}

    /// In order of name.
    List<QueueRow> all();

    /// Locks the row until the transaction ends.
    Optional<QueueRow> lock(String name);

    /// Stores all columns.
    void save(QueueRow queue);

    void delete(String name);

    /// Stores how far the bucket was used.
    void use(String name, long tatUs);

    List<LineRow> lines();

    Optional<LineRow> line(String queue, String placement);

    /// @throws StoreFailure DUPLICATE when another transaction made it first
    void insert(LineRow line);
}
