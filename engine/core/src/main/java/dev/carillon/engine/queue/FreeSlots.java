package dev.carillon.engine.queue;

import dev.carillon.api.JobDefinition;
import dev.carillon.engine.run.ClaimedRun;

import java.util.List;

/// The slots of this node, for runs that are claimed by the transaction that makes them. Safe for several threads.
public interface FreeSlots {
    /// A run that is to begin here.
    record Start(ClaimedRun run, JobDefinition definition) {}

    /// How many may be taken, which can be fewer a moment later: none while a run in the queue may be waiting for them.
    int free();

    /// Takes slots for the first of the runs, as far as they go. These count as under way here from now on, so that
    /// nobody takes one for forgotten that is committed a moment later.
    ///
    /// @return for how many
    int take(List<Start> runs);

    /// Starts runs that have slots; what makes them RUNNING is committed.
    void begin(List<ClaimedRun> runs);

    /// Forgets runs that have slots: what was to make them RUNNING failed, perhaps after its commit.
    void giveBack(List<ClaimedRun> runs);
}
