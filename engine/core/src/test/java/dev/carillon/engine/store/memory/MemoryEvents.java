package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.EventTable;

import java.util.List;
import java.util.Optional;

/// The model keeps no events: what is simulated does not follow them.
final class MemoryEvents implements EventTable {
    @Override
    public Part after(Position position, int mostRows, int mostRuns) {
        return new Part(List.of(), false);
    }

    @Override
    public Position last() {
        return Position.START;
    }

    @Override
    public Optional<Position> prune(Position after, long keptFromUs, long keptUntilUs, int most) {
        return Optional.empty();
    }
}
