package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.QueueTable;
import dev.carillon.engine.store.StoreFailure;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

final class MemoryQueues implements QueueTable {
    private static final LineRow DEFAULT = new LineRow(1, "default", "");

    private final Rows<String, QueueRow> queues;
    private final Rows<Integer, LineRow> lines;

    MemoryQueues(Undo undo) {
        queues = new Rows<>(undo, Comparator.naturalOrder());
        lines = new Rows<>(undo, Comparator.naturalOrder());
    }

    @Override
    public List<QueueRow> all() {
        return List.copyOf(queues.all());
    }

    @Override
    public Optional<QueueRow> lock(String name) {
        return queues.get(name);
    }

    @Override
    public void save(QueueRow queue) {
        queues.put(queue.name(), queue);
    }

    @Override
    public void delete(String name) {
        queues.remove(name);
    }

    @Override
    public void use(String name, long tatUs) {
        queues.get(name)
                .ifPresent(
                        row ->
                                queues.put(
                                        name,
                                        new QueueRow(
                                                row.own(),
                                                row.pausedUntilUs(),
                                                row.changed(),
                                                row.changedUntilUs(),
                                                tatUs,
                                                row.version(),
                                                row.updatedUs(),
                                                row.updatedBy())));
    }

    // The migration makes the first one.
    @Override
    public List<LineRow> lines() {
        return Stream.concat(Stream.of(DEFAULT), lines.all().stream()).toList();
    }

    @Override
    public Optional<LineRow> line(String queue, String placement) {
        return lines().stream()
                .filter(line -> line.queue().equals(queue) && line.placement().equals(placement))
                .findFirst();
    }

    @Override
    public void insert(LineRow line) {
        if (line(line.queue(), line.placement()).isPresent()) {
            throw new StoreFailure(StoreFailure.Kind.DUPLICATE, "line " + line);
        }
        lines.insert(line.id(), line);
    }
}
