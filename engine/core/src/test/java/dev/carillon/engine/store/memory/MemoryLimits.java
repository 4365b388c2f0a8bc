package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.GateTable.GateRow;
import dev.carillon.engine.store.LimitTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

final class MemoryLimits implements LimitTable {
    private final Rows<String, GateRow> limits;
    private final Rows<String, UUID> unique;

    MemoryLimits(Undo undo) {
        limits = new Rows<>(undo, Comparator.naturalOrder());
        unique = new Rows<>(undo, Comparator.naturalOrder());
    }

    @Override
    public GateRow lock(String name) {
        return limits.get(name).orElse(new GateRow(0, 0));
    }

    @Override
    public Map<String, GateRow> lock(Collection<String> names) {
        var locked = new HashMap<String, GateRow>();
        names.forEach(name -> locked.put(name, lock(name)));
        return locked;
    }

    @Override
    public Optional<GateRow> find(String name) {
        return limits.get(name);
    }

    @Override
    public void save(Map<String, GateRow> rows) {
        rows.forEach(
                (name, row) -> {
                    if (row.equals(new GateRow(0, 0))) {
                        limits.remove(name);
                    } else {
                        limits.put(name, row);
                    }
                });
    }

    @Override
    public Optional<UUID> holder(String uniqueKey) {
        return unique.get(uniqueKey);
    }

    @Override
    public void take(String uniqueKey, UUID run) {
        unique.insert(uniqueKey, run);
    }

    @Override
    public void giveBack(String uniqueKey, UUID run) {
        unique.get(uniqueKey).filter(run::equals).ifPresent(holder -> unique.remove(uniqueKey));
    }
}
