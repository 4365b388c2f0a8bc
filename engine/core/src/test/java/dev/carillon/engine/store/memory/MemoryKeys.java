package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.KeyTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

final class MemoryKeys implements KeyTable {
    private record Name(String principal, String key) {}

    private final Rows<Name, KeyRow> rows;

    MemoryKeys(Undo undo) {
        rows = new Rows<>(undo, Comparator.comparing(Name::principal).thenComparing(Name::key));
    }

    @Override
    public List<KeyRow> find(String principal, Collection<String> keys) {
        return keys.stream()
                .map(key -> rows.get(new Name(principal, key)))
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public void insert(List<KeyRow> all) {
        all.forEach(row -> rows.insert(name(row), row));
    }

    private static Name name(KeyRow row) {
        return new Name(row.principal(), row.key());
    }

    @Override
    public void expire(List<KeyRow> all, long beforeUs) {
        all.stream()
                .filter(
                        row ->
                                rows.get(name(row))
                                        .filter(stored -> stored.createdUs() < beforeUs)
                                        .isPresent())
                .forEach(row -> rows.remove(name(row)));
    }

    @Override
    public List<KeyRow> madeBefore(long beforeUs, int limit) {
        return rows.all().stream()
                .filter(row -> row.createdUs() < beforeUs)
                .sorted(Comparator.comparingLong(KeyRow::createdUs))
                .limit(limit)
                .toList();
    }
}
