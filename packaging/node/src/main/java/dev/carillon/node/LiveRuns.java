package dev.carillon.node;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The newest view of each run seen since the start. Views may come in any order and repeatedly.
final class LiveRuns {
    private static final int KEPT = 5_000;

    private final Object lock = new Object();
    // guarded by lock
    private final Map<String, RunView> runs = new HashMap<>();
    // guarded by lock
    private final Map<RunState, Integer> ended = new EnumMap<>(RunState.class);

    /// @return true when the state is news
    boolean saw(RunView run) {
        synchronized (lock) {
            RunView before = runs.get(run.id());
            if (before != null && before.version() >= run.version()) {
                return false;
            }
            runs.put(run.id(), run);
            if (run.state().finished() && (before == null || !before.state().finished())) {
                ended.merge(run.state(), 1, Integer::sum);
            }
            if (runs.size() > KEPT) {
                runs.values().stream()
                        .filter(old -> old.state().finished())
                        .min(Comparator.comparing(RunView::due))
                        .ifPresent(old -> runs.remove(old.id()));
            }
            return before == null
                    || before.state() != run.state()
                    || before.attempt() != run.attempt();
        }
    }

    /// How many runs ended since the start, by how they ended.
    Map<RunState, Integer> ended() {
        synchronized (lock) {
            return new EnumMap<>(ended);
        }
    }

    List<RunView> newest(int count) {
        synchronized (lock) {
            return runs.values().stream()
                    .sorted(
                            Comparator.comparing(RunView::due)
                                    .thenComparing(RunView::id)
                                    .reversed())
                    .limit(count)
                    .toList();
        }
    }
}
