package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.SegmentTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

final class MemorySegments implements SegmentTable {
    private final Rows<Integer, SegmentRow> rows;

    MemorySegments(Undo undo) {
        rows = new Rows<>(undo, Comparator.naturalOrder());
    }

    @Override
    public int count() {
        return rows.all().size();
    }

    @Override
    public void replaceAll(int count) {
        long epoch = all().stream().mapToLong(SegmentRow::epoch).max().orElse(-1) + 1;
        all().forEach(row -> rows.remove(row.id()));
        for (int id = 0; id < count; id++) {
            rows.insert(id, new SegmentRow(id, null, epoch, null));
        }
    }

    @Override
    public List<SegmentRow> all() {
        return List.copyOf(rows.all());
    }

    // As the databases tell it.
    String version() {
        var wanted =
                rows.all().stream()
                        .filter(row -> row.wanted() != null)
                        .map(row -> row.id() + "=" + row.wanted())
                        .toList();
        return rows.all().size()
                + ":"
                + rows.all().stream().mapToLong(SegmentRow::epoch).sum()
                + ":"
                + String.join(",", wanted);
    }

    @Override
    public List<Long> takeAll(UUID owner) {
        all().forEach(row -> assign(row.id(), row.epoch(), owner));
        return rows.all().stream().map(SegmentRow::epoch).toList();
    }

    @Override
    public boolean assign(int id, long epoch, UUID owner) {
        return change(id, epoch, new SegmentRow(id, owner, epoch + 1, null));
    }

    @Override
    public boolean want(int id, long epoch, @Nullable UUID wanted) {
        return change(
                id,
                epoch,
                new SegmentRow(
                        id, rows.get(id).map(SegmentRow::owner).orElse(null), epoch, wanted));
    }

    private boolean change(int id, long epoch, SegmentRow changed) {
        boolean same = rows.get(id).filter(row -> row.epoch() == epoch).isPresent();
        if (same) {
            rows.put(id, changed);
        }
        return same;
    }

    @Override
    public boolean fence(int id, UUID owner, long epoch) {
        return rows.get(id)
                .filter(row -> owner.equals(row.owner()) && row.epoch() == epoch)
                .isPresent();
    }

    @Override
    public Optional<UUID> owner(int id) {
        return rows.get(id).map(SegmentRow::owner);
    }

    @Override
    public void lock(int id) {
        // Transactions run one after the other.
    }
}
