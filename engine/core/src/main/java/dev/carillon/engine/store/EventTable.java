package dev.carillon.engine.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The table `event`: a row for each transaction that changed runs, jobs, failures or the log of changes, written by the
/// stores themselves within it.
/// Rows are read in an order in which none appears before one that was read already, whatever commits first.
public interface EventTable {
    /// A place in that order.
    record Position(long tx, long id) implements Comparable<Position> {
        public static final Position START = new Position(0, -1);

        @Override
        public int compareTo(Position other) {
            int byTx = Long.compare(tx, other.tx);
            return byTx != 0 ? byTx : Long.compare(id, other.id);
        }
    }

    /// @param jobs as `namespace/name`
    /// @param changes ids in the log of changes
    /// @param failures fingerprints
    /// @param overflow whether more changed than is told
    record EventRow(
            Position position,
            long atUs,
            List<UUID> runs,
            List<String> jobs,
            List<Long> changes,
            List<String> failures,
            boolean overflow) {}

    /// The next rows after a position.
    ///
    /// @param more whether there may be others after them
    record Part(List<EventRow> rows, boolean more) {}

    /// What may be read after a position; nothing will ever appear before the last one answered.
    ///
    /// @param mostRows of one part
    /// @param mostRuns that all rows of it name together; a row that alone names more is `overflow` and names none
    Part after(Position position, int mostRows, int mostRuns);

    /// The last row that may be read, or the start.
    Position last();

    /// Removes the rows after a position up to the first one whose time is in a range. Reads no more than `most`, in the
    /// order of positions.
    ///
    /// @return the last one removed, empty when nothing was
    Optional<Position> prune(Position after, long keptFromUs, long keptUntilUs, int most);
}
