package dev.carillon.engine.policy;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import java.util.List;

/// Whether the runs of a job are regularly under way still when the next is due.
public final class Outlasting {
    private static final int LOOKED_AT = 10;
    private static final int REGULARLY = 3;

    private Outlasting() {}

    /// @param newestFirst runs of the job
    public static boolean is(List<RunView> newestFirst) {
        var scheduled =
                newestFirst.stream()
                        .filter(run -> run.nominal() != null && run.flow() == null)
                        .limit(LOOKED_AT + 1L)
                        .toList();
        int late = 0;
        for (int i = 0; i + 1 < scheduled.size(); i++) {
            if (outlasted(scheduled.get(i + 1), scheduled.get(i))) {
                late++;
            }
        }
        return late >= REGULARLY;
    }

    private static boolean outlasted(RunView run, RunView next) {
        String why = next.message();
        if (next.state() == RunState.SKIPPED && why != null && why.contains("(overlap: ")) {
            return true;
        }
        var nominal = next.nominal();
        var finished = run.finishedAt();
        return run.startedAt() != null
                && nominal != null
                && (finished == null || finished.isAfter(nominal));
    }
}
