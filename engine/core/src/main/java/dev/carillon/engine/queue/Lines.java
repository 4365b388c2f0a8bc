package dev.carillon.engine.queue;

import dev.carillon.engine.store.QueueTable.LineRow;
import dev.carillon.engine.store.StoreFailure;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The waiting lines, one for each queue and placement. They are never removed, so those that were
/// read once are remembered.
public final class Lines {
    private record Name(String queue, String placement) {}

    private final Map<Name, Integer> known = new ConcurrentHashMap<>();
    private final Map<Integer, LineRow> rows = new ConcurrentHashMap<>();

    /// Makes the line in a transaction of its own, if there is none.
    public void make(Stores stores, String queue, String placement) {
        if (known.containsKey(new Name(queue, placement))) {
            return;
        }
        for (int tries = 0; ; tries++) {
            try {
                stores.transaction(
                        tx ->
                                find(tx, queue, placement)
                                        .orElseGet(() -> add(tx, queue, placement)));
                return;
            } catch (RuntimeException e) {
                if (tries == 5 || !StoreFailure.is(e, StoreFailure.Kind.DUPLICATE)) {
                    throw e;
                }
            }
        }
    }

    /// The line, made in this transaction if there is none.
    int of(Tx tx, String queue, String placement) {
        var line = known.get(new Name(queue, placement));
        return line != null
                ? line
                : find(tx, queue, placement).orElseGet(() -> add(tx, queue, placement));
    }

    private Optional<Integer> find(Tx tx, String queue, String placement) {
        var found = tx.queues().line(queue, placement);
        found.ifPresent(this::remember);
        return found.map(LineRow::id);
    }

    // Not remembered, since this transaction may fail yet.
    private static int add(Tx tx, String queue, String placement) {
        int id = tx.queues().lines().stream().mapToInt(LineRow::id).max().orElse(0) + 1;
        tx.queues().insert(new LineRow(id, queue, placement));
        return id;
    }

    private void remember(LineRow line) {
        known.put(new Name(line.queue(), line.placement()), line.id());
        rows.put(line.id(), line);
    }

    /// The line of an id that runs name.
    LineRow row(Tx tx, int id) {
        var row = rows.get(id);
        if (row != null) {
            return row;
        }
        tx.queues().lines().forEach(this::remember);
        return Optional.ofNullable(rows.get(id))
                .orElseThrow(() -> new IllegalStateException("there is no waiting line " + id));
    }
}
