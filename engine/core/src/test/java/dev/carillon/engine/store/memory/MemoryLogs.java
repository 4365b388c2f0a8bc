package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.LogTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

final class MemoryLogs implements LogTable {
    private record Key(UUID run, long start) {}

    private final Rows<Key, LogRow> rows;

    MemoryLogs(Undo undo) {
        rows = new Rows<>(undo, Comparator.comparing(Key::run).thenComparing(Key::start));
    }

    @Override
    public void append(List<LogRow> pieces) {
        for (var piece : pieces) {
            var key = new Key(piece.run(), piece.start());
            if (rows.get(key).isEmpty()) {
                rows.insert(key, piece);
            }
        }
    }

    private Stream<LogRow> of(UUID run) {
        return rows.all().stream().filter(piece -> piece.run().equals(run));
    }

    @Override
    public List<LogRow> read(UUID run, long offset, int limit) {
        return of(run).filter(piece -> piece.start() + piece.sizeBytes() > offset)
                .limit(limit)
                .toList();
    }

    @Override
    public Map<UUID, Long> sizes(Collection<UUID> runs) {
        var sizes = new HashMap<UUID, Long>();
        for (var run : runs) {
            of(run).mapToLong(piece -> piece.start() + piece.sizeBytes())
                    .max()
                    .ifPresent(size -> sizes.put(run, size));
        }
        return sizes;
    }

    void delete(UUID run) {
        of(run).toList().forEach(piece -> rows.remove(new Key(run, piece.start())));
    }
}
