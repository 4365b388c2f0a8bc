package dev.carillon.engine.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The table `run_log`.
public interface LogTable {
    /// A piece of the output of a run.
    ///
    /// @param start position of its first byte in the whole
    /// @param sizeBytes before compression
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record LogRow(UUID run, long start, int sizeBytes, byte[] content) {}

    /// Stores the pieces; one that is there already, by a commit whose answer was lost, stays.
    void append(List<LogRow> pieces);

    /// Pieces that hold the position or come after it, in order.
    List<LogRow> read(UUID run, long offset, int limit);

    /// Where the next piece of each begins; of those alone that have any.
    Map<UUID, Long> sizes(Collection<UUID> runs);
}
