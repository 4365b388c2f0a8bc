package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.SegmentTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

final class MemorySegments implements SegmentTable {
    private record Row(int id, @Nullable UUID owner, long epoch) {}

    private final Rows<Integer, Row> rows;

    MemorySegments(Undo undo) {
        rows = new Rows<>(undo, Comparator.naturalOrder());
    }

    @Override
    public void create(int count) {
        if (rows.all().isEmpty()) {
            for (int id = 0; id < count; id++) {
                rows.insert(id, new Row(id, null, 0));
            }
        }
    }

    @Override
    public List<Long> takeAll(UUID owner) {
        rows.all().forEach(row -> rows.put(row.id, new Row(row.id, owner, row.epoch + 1)));
        return rows.all().stream().map(Row::epoch).toList();
    }

    @Override
    public boolean fence(int id, UUID owner, long epoch) {
        return rows.get(id).filter(new Row(id, owner, epoch)::equals).isPresent();
    }

    @Override
    public Optional<UUID> owner(int id) {
        return rows.get(id).map(Row::owner);
    }

    @Override
    public void lock(int id) {
        // Transactions run one after the other.
    }
}
