package dev.carillon.engine.store;

import dev.carillon.api.AttemptView;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The tables `run`, `attempt` and `attempt_usage` as people read them. Reading locks nothing.
public interface RunReads {
    /// Those of the runs that exist, in order of the ids given; one statement reads them all.
    List<RunView> views(Collection<UUID> ids);

    /// All attempts of a run, in order.
    List<AttemptView> attempts(UUID id);

    /// How long runs of a job took that succeeded, in microseconds, of its newest ones.
    ///
    /// @param most how many of the newest are looked at
    List<Long> durationsUs(UUID job, int most);

    /// How many runs are in each state that has any. It passes an entry of an index for each run there is.
    Map<RunState, Long> counts();

    /// The same of the states in which a run is not finished; no finished one is passed.
    Map<RunState, Long> openCounts();

    /// How many runs each node has under way, claimed ones included.
    Map<UUID, Integer> busy();
}
