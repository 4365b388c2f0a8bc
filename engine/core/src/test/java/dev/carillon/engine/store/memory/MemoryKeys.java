package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.KeyTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import java.util.Comparator;
import java.util.Optional;

final class MemoryKeys implements KeyTable {
    private record Name(String principal, String key) {}

    private final Rows<Name, KeyRow> rows;

    MemoryKeys(Undo undo) {
        rows = new Rows<>(undo, Comparator.comparing(Name::principal).thenComparing(Name::key));
    }

    @Override
    public Optional<KeyRow> find(String principal, String key) {
        return rows.get(new Name(principal, key));
    }

    @Override
    public void insert(KeyRow row) {
        rows.insert(new Name(row.principal(), row.key()), row);
    }

    @Override
    public void delete(String principal, String key) {
        rows.remove(new Name(principal, key));
    }

    @Override
    public int expire(long beforeUs) {
        var old = rows.all().stream().filter(row -> row.createdUs() < beforeUs).toList();
        old.forEach(row -> delete(row.principal(), row.key()));
        return old.size();
    }
}
