package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.BulkTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

final class MemoryBulk implements BulkTable {
    private final Rows<UUID, Plan> plans;
    private final Rows<UUID, List<Turn>> turns;

    MemoryBulk(Undo undo) {
        plans = new Rows<>(undo, Comparator.naturalOrder());
        turns = new Rows<>(undo, Comparator.naturalOrder());
    }

    @Override
    public void insert(Plan plan) {
        plans.insert(plan.id(), plan);
    }

    @Override
    public Optional<Plan> find(UUID id) {
        return plans.get(id);
    }

    @Override
    public Optional<Plan> lock(UUID id) {
        return plans.get(id);
    }

    private void change(UUID id, int done, @Nullable Integer undone) {
        var plan = plans.get(id).orElseThrow();
        plans.put(
                id,
                new Plan(
                        id,
                        plan.action(),
                        plan.createdUs(),
                        plan.createdBy(),
                        plan.runs(),
                        plan.more(),
                        plan.skipped(),
                        done,
                        undone));
    }

    @Override
    public void keep(UUID plan, int from, List<Turn> more) {
        var all = new ArrayList<>(turns.get(plan).orElse(List.of()));
        all.addAll(more);
        turns.put(plan, all);
        change(plan, from + more.size(), null);
    }

    @Override
    public List<Turn> turns(UUID plan, int from, int limit) {
        return turns.get(plan).orElse(List.of()).stream().skip(from).limit(limit).toList();
    }

    @Override
    public void undone(UUID plan, int count) {
        change(plan, plans.get(plan).orElseThrow().done(), count);
    }

    @Override
    public void prune(long beforeUs, int limit) {
        plans.all().stream()
                .filter(plan -> plan.createdUs() < beforeUs)
                .limit(limit)
                .forEach(
                        plan -> {
                            plans.remove(plan.id());
                            turns.remove(plan.id());
                        });
    }
}
