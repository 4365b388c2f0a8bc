package dev.carillon.engine.store;

import dev.carillon.engine.store.RunTable.OpenRun;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The tables `flow` and `flow_step`: runs of several and their parts.
public interface FlowTable {
    /// @param rerunOf a run whose parts that succeeded are taken over, null for none
    /// @param rerunSteps those that are not taken over
    record FlowRow(@Nullable UUID rerunOf, List<String> rerunSteps) {}

    /// A part of a run of several.
    record StepRun(String step, OpenRun run) {}

    void insert(UUID flow, @Nullable UUID rerunOf, Collection<String> rerunSteps);

    /// Reads and locks it until the transaction ends.
    Optional<FlowRow> lock(UUID flow);

    void insertStep(UUID flow, String step, UUID run);

    /// The parts, in order of name.
    List<StepRun> steps(UUID flow);
}
