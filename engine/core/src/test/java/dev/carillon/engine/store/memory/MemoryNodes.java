package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.NodeTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

final class MemoryNodes implements NodeTable {
    private final Rows<UUID, NodeRow> rows;

    MemoryNodes(Undo undo) {
        rows = new Rows<>(undo, Comparator.naturalOrder());
    }

    String name(UUID id) {
        return rows.get(id).map(NodeRow::name).orElse("-");
    }

    @Override
    public void insert(NodeRow node) {
        rows.insert(node.id(), node);
    }

    @Override
    public void end(UUID id) {
        change(id, "GONE", rows.get(id).map(NodeRow::cordonedUntilUs).orElse(null));
    }

    private void change(UUID id, String state, @Nullable Long cordonedUntilUs) {
        rows.get(id)
                .ifPresent(
                        node ->
                                rows.put(
                                        id,
                                        new NodeRow(
                                                id,
                                                node.name(),
                                                node.startedUs(),
                                                state,
                                                node.slots(),
                                                node.labels(),
                                                cordonedUntilUs)));
    }

    @Override
    public Optional<NodeRow> find(UUID id) {
        return rows.get(id);
    }

    @Override
    public Optional<NodeRow> newest(String name) {
        return rows.all().stream()
                .filter(node -> node.name().equals(name))
                .max(Comparator.comparingLong(NodeRow::startedUs));
    }

    @Override
    public void cordon(UUID id, @Nullable Long untilUs) {
        change(id, rows.get(id).map(NodeRow::state).orElse("GONE"), untilUs);
    }

    @Override
    public void endOthers(UUID id) {
        rows.all().stream().map(NodeRow::id).filter(other -> !other.equals(id)).forEach(this::end);
    }

    @Override
    public List<NodeRow> up() {
        return rows.all().stream()
                .filter(node -> !node.state().equals("GONE"))
                .sorted(Comparator.comparing(NodeRow::name).thenComparing(NodeRow::id))
                .toList();
    }
}
