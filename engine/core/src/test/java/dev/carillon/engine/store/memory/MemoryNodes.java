package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.NodeTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import java.util.Comparator;
import java.util.List;
import java.util.UUID;

final class MemoryNodes implements NodeTable {
    private final Rows<UUID, NodeRow> rows;

    MemoryNodes(Undo undo) {
        rows = new Rows<>(undo, Comparator.naturalOrder());
    }

    String name(UUID id) {
        return rows.get(id).map(NodeRow::name).orElse("null");
    }

    @Override
    public void insert(NodeRow node) {
        rows.insert(node.id(), node);
    }

    @Override
    public void end(UUID id) {
        rows.get(id)
                .ifPresent(
                        node ->
                                rows.put(
                                        id,
                                        new NodeRow(
                                                id,
                                                node.name(),
                                                node.startedUs(),
                                                "GONE",
                                                node.slots())));
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
