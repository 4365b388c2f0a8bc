package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.NodeTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

final class MemoryNodes implements NodeTable {
    private final Rows<UUID, NodeRow> rows;
    private final Rows<String, String> shared;
    private final MemorySegments segments;
    private Predicate<UUID> sessions = node -> true;

    MemoryNodes(Undo undo, MemorySegments segments) {
        this.segments = segments;
        rows = new Rows<>(undo, Comparator.naturalOrder());
        shared = new Rows<>(undo, Comparator.naturalOrder());
    }

    /// Which processes hold their session.
    void setSessions(Predicate<UUID> sessions) {
        this.sessions = sessions;
    }

    String name(UUID id) {
        return rows.get(id).map(NodeRow::name).orElse("-");
    }

    boolean isGone(UUID id) {
        return rows.get(id).map(node -> node.state() == State.GONE).orElse(true);
    }

    @Override
    public void insert(NodeRow node) {
        rows.insert(node.id(), node);
    }

    @Override
    public void end(UUID id) {
        change(id, node -> with(node, State.GONE, node.beat(), node.cordonedUntilUs()));
    }

    private boolean change(UUID id, UnaryOperator<NodeRow> change) {
        var found = rows.get(id);
        found.ifPresent(node -> rows.put(id, change.apply(node)));
        return found.isPresent();
    }

    private static NodeRow with(
            NodeRow node, State state, long beat, @Nullable Long cordonedUntilUs) {
        return new NodeRow(
                node.id(),
                node.name(),
                node.startedUs(),
                state,
                beat,
                node.slots(),
                node.labels(),
                cordonedUntilUs,
                node.presence());
    }

    @Override
    public boolean beat(UUID id) {
        return lockLive(id)
                && change(
                        id,
                        node -> with(node, node.state(), node.beat() + 1, node.cordonedUntilUs()));
    }

    @Override
    public boolean giveUp(UUID id, long beat) {
        boolean same = lockLive(id) && rows.get(id).filter(node -> node.beat() == beat).isPresent();
        if (same) {
            end(id);
        }
        return same;
    }

    @Override
    public void awaitClaims(UUID id) {
        // One transaction after the other.
    }

    @Override
    public boolean lockLive(UUID id) {
        return !isGone(id);
    }

    @Override
    public boolean drain(UUID id) {
        return rows.get(id).filter(node -> node.state() == State.UP).isPresent()
                && change(
                        id,
                        node -> with(node, State.DRAINING, node.beat(), node.cordonedUntilUs()));
    }

    @Override
    public void answersAt(UUID id, String apiUrl) {
        change(
                id,
                node ->
                        new NodeRow(
                                id,
                                node.name(),
                                node.startedUs(),
                                node.state(),
                                node.beat(),
                                node.slots(),
                                node.labels(),
                                node.cordonedUntilUs(),
                                new Presence(
                                        node.presence().version(),
                                        node.presence().machine(),
                                        node.presence().clusterAddress(),
                                        apiUrl,
                                        node.presence().capacity(),
                                        node.presence().roles())));
    }

    @Override
    public void lockJoin() {
        // Transactions run one after the other.
    }

    @Override
    public Sight sight() {
        var nodes = up();
        return new Sight(
                nodes,
                nodes.stream()
                        .map(NodeRow::id)
                        .filter(sessions)
                        .collect(Collectors.toUnmodifiableSet()),
                segments.version(),
                null);
    }

    @Override
    public Optional<String> shared(String name) {
        return shared.get(name);
    }

    @Override
    public void share(String name, String content) {
        shared.insert(name, content);
    }

    @Override
    public boolean shareInstead(String name, String before, String content) {
        if (!shared(name).equals(Optional.of(before))) {
            return false;
        }
        shared.put(name, content);
        return true;
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
        change(id, node -> with(node, node.state(), node.beat(), untilUs));
    }

    @Override
    public void endOthers(UUID id) {
        up().stream().map(NodeRow::id).filter(other -> !other.equals(id)).forEach(this::end);
    }

    @Override
    public List<NodeRow> up() {
        return rows.all().stream()
                .filter(node -> node.state() != State.GONE)
                .sorted(Comparator.comparing(NodeRow::name).thenComparing(NodeRow::id))
                .toList();
    }
}
