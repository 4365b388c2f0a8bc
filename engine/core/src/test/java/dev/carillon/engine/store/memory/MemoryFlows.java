package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.FlowTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

final class MemoryFlows implements FlowTable {
    private record Step(UUID flow, String name) {}

    private final Rows<UUID, FlowRow> flows;
    private final Rows<Step, UUID> steps;
    private final MemoryRuns runs;

    MemoryFlows(Undo undo, MemoryRuns runs) {
        flows = new Rows<>(undo, Comparator.naturalOrder());
        steps = new Rows<>(undo, Comparator.comparing(Step::flow).thenComparing(Step::name));
        this.runs = runs;
    }

    @Override
    public void insert(UUID flow, @Nullable UUID rerunOf, Collection<String> rerunSteps) {
        flows.insert(flow, new FlowRow(rerunOf, List.copyOf(rerunSteps)));
    }

    @Override
    public Optional<FlowRow> lock(UUID flow) {
        return flows.get(flow);
    }

    @Override
    public void insertStep(UUID flow, String step, UUID run) {
        steps.insert(new Step(flow, step), run);
    }

    @Override
    public List<StepRun> steps(UUID flow) {
        return steps.entries().stream()
                .filter(step -> step.getKey().flow().equals(flow))
                .flatMap(
                        step ->
                                runs
                                        .open(step.getValue())
                                        .map(run -> new StepRun(step.getKey().name(), run))
                                        .stream())
                .toList();
    }
}
