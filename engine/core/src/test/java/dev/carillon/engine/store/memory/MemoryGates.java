package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.GateTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

final class MemoryGates implements GateTable {
    private final Rows<UUID, GateRow> rows;

    MemoryGates(Undo undo) {
        rows = new Rows<>(undo, Comparator.naturalOrder());
    }

    @Override
    public void create(UUID job) {
        rows.insert(job, new GateRow(0, 0));
    }

    @Override
    public Optional<GateRow> lock(UUID job) {
        return rows.get(job);
    }

    @Override
    public Map<UUID, GateRow> lock(Collection<UUID> jobs) {
        var locked = new HashMap<UUID, GateRow>();
        jobs.forEach(job -> lock(job).ifPresent(row -> locked.put(job, row)));
        return locked;
    }

    @Override
    public void save(Map<UUID, GateRow> gates) {
        gates.forEach(rows::put);
    }
}
