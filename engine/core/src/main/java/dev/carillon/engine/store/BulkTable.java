package dev.carillon.engine.store;

import dev.carillon.api.BulkAction;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The tables `bulk`, a row for each plan, and `bulk_run`, a row for each run that it came to. A plan is locked before
/// all else in a transaction that goes on with it, so that each run has its turn once.
public interface BulkTable {
    /// A plan.
    ///
    /// @param runs in the order in which they have their turn
    /// @param skipped reasons as text, a line each
    /// @param done how many had their turn
    /// @param undone how many of these had their turn to be undone; null while nobody undid it
    record Plan(
            UUID id,
            BulkAction action,
            long createdUs,
            String createdBy,
            List<UUID> runs,
            boolean more,
            String skipped,
            int done,
            @Nullable Integer undone) {}

    /// A run that had its turn.
    ///
    /// @param made the new run of one that was retried
    /// @param refusal why nothing was done to it, null when it was
    record Turn(UUID run, @Nullable UUID made, @Nullable String refusal) {}

    void insert(Plan plan);

    Optional<Plan> find(UUID id);

    /// The same, locked until the transaction ends.
    Optional<Plan> lock(UUID id);

    /// Stores what became of the next runs of a plan.
    ///
    /// @param from how many had their turn before
    void keep(UUID plan, int from, List<Turn> turns);

    /// What became of the runs, in order.
    List<Turn> turns(UUID plan, int from, int limit);

    /// Notes how many had their turn to be undone.
    void undone(UUID plan, int count);

    /// Removes plans made before then.
    void prune(long beforeUs, int limit);
}
