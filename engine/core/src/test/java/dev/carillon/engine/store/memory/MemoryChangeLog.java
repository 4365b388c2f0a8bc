package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.ChangeTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class MemoryChangeLog implements ChangeTable {
    private final Rows<Long, StoredChange> changes;
    private long last;

    MemoryChangeLog(Undo undo) {
        changes = new Rows<>(undo, Comparator.naturalOrder());
    }

    @Override
    public long insert(StoredChange change) {
        long id = ++last;
        changes.insert(
                id,
                new StoredChange(with(change.row(), id, null), change.before(), change.after()));
        return id;
    }

    private static ChangeRow with(ChangeRow row, long id, @Nullable Long undoneBy) {
        return new ChangeRow(
                id,
                row.atUs(),
                row.actor(),
                row.action(),
                row.kind(),
                row.subject(),
                row.note(),
                row.undoes(),
                undoneBy);
    }

    @Override
    public Optional<StoredChange> find(long id) {
        return changes.get(id);
    }

    @Override
    public List<ChangeRow> list(Wanted wanted, long below, int limit) {
        return changes.descending().stream()
                .map(StoredChange::row)
                .filter(row -> row.id() < below)
                .filter(row -> is(wanted.kind(), row.kind()) && is(wanted.subject(), row.subject()))
                .filter(row -> is(wanted.actor(), row.actor()))
                .filter(row -> wanted.sinceUs() == null || row.atUs() >= wanted.sinceUs())
                .limit(limit)
                .toList();
    }

    private static boolean is(@Nullable String wanted, String found) {
        return wanted == null || wanted.equals(found);
    }

    @Override
    public List<ChangeRow> after(ChangeRow change, Set<String> actions) {
        return changes.all().stream()
                .map(StoredChange::row)
                .filter(row -> row.id() > change.id() && row.kind().equals(change.kind()))
                .filter(row -> row.subject().equals(change.subject()))
                .filter(row -> actions.contains(row.action()))
                .toList();
    }

    @Override
    public boolean undone(long id, long by) {
        var open = changes.get(id).filter(each -> each.row().undoneBy() == null);
        open.ifPresent(each -> put(each, by));
        return open.isPresent();
    }

    @Override
    public void holdsAgain(long id) {
        changes.get(id).ifPresent(each -> put(each, null));
    }

    private void put(StoredChange change, @Nullable Long undoneBy) {
        changes.put(
                change.row().id(),
                new StoredChange(
                        with(change.row(), change.row().id(), undoneBy),
                        change.before(),
                        change.after()));
    }

    @Override
    public int prune(long beforeUs, int limit) {
        var old =
                changes.all().stream()
                        .map(StoredChange::row)
                        .filter(row -> row.atUs() < beforeUs)
                        .sorted(Comparator.comparing(ChangeRow::atUs))
                        .limit(limit)
                        .toList();
        old.forEach(row -> changes.remove(row.id()));
        return old.size();
    }
}
