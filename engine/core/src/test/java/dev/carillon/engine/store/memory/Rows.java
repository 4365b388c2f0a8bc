package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.StoreFailure;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Rows of one table by primary key, each change of which can be undone. Rows are immutable.
final class Rows<K, R> {
    private final Undo undo;
    private final TreeMap<K, R> rows;

    Rows(Undo undo, Comparator<? super K> order) {
        this.undo = undo;
        rows = new TreeMap<>(order);
    }

    Optional<R> get(K key) {
        return Optional.ofNullable(rows.get(key));
    }

    /// In order of key.
    Collection<R> all() {
        return List.copyOf(rows.values());
    }

    Collection<Map.Entry<K, R>> entries() {
        return List.copyOf(new TreeMap<>(rows).entrySet());
    }

    Collection<R> descending() {
        return List.copyOf(rows.descendingMap().values());
    }

    void insert(K key, R row) {
        if (rows.containsKey(key)) {
            throw new StoreFailure(StoreFailure.Kind.DUPLICATE, "key " + key + " is there already");
        }
        put(key, row);
    }

    void put(K key, R row) {
        restoreLater(key, rows.put(key, row));
    }

    void remove(K key) {
        var before = rows.remove(key);
        if (before != null) {
            restoreLater(key, before);
        }
    }

    private void restoreLater(K key, @Nullable R before) {
        undo.add(
                () -> {
                    if (before == null) {
                        rows.remove(key);
                    } else {
                        rows.put(key, before);
                    }
                });
    }
}
