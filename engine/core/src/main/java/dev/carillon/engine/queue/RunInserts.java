package dev.carillon.engine.queue;

import dev.carillon.api.JobDefinition.Delivery;
import dev.carillon.api.JobDefinition.Overlap;
import dev.carillon.api.Json;
import dev.carillon.api.RunState;
import dev.carillon.engine.run.NewRun;
import dev.carillon.engine.run.Rank;
import dev.carillon.engine.store.RunTable.RunRow;
import dev.carillon.engine.store.Tx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Puts runs into the queue inside the transaction of whoever makes them, so that a due time and its
/// run, or a submission and its key, are stored together or not at all.
public final class RunInserts {
    /// What became of the runs.
    ///
    /// @param rows as inserted, by id
    /// @param refusals why runs were not made, by id
    public record Inserted(Map<UUID, RunRow> rows, Map<UUID, String> refusals) {}

    private RunInserts() {}

    /// Inserts the runs; overlap policies are applied under the gates of their jobs. A scheduled run
    /// that is refused becomes a SKIPPED record; one that somebody asked for is not made.
    ///
    /// @param aheadUs runs due later than this wait as DELAYED
    public static Inserted insert(Tx tx, List<NewRun> runs, long nowUs, long aheadUs) {
        if (runs.isEmpty()) {
            return new Inserted(Map.of(), Map.of());
        }
        var gates =
                Gates.lock(
                        tx,
                        runs.stream()
                                .filter(run -> Gates.gated(run) && run.finalState() == null)
                                .map(run -> run.job().id())
                                .toList());
        var rows = new ArrayList<RunRow>(runs.size());
        var inserted = new Inserted(new HashMap<>(), new HashMap<>());
        for (var run : runs) {
            if (run.job().definition().overlap() == Overlap.REPLACE) {
                // It may replace one of those before it, which must be there to be found.
                insert(tx, rows, inserted);
            }
            var admission = gates.admit(run, nowUs);
            var refusal = admission.refusal();
            if (refusal == null) {
                rows.add(row(run, state(run, admission.waiting(), aheadUs), nowUs));
            } else if (run.scheduleId() == null) {
                inserted.refusals.put(run.id(), refusal);
            } else {
                rows.add(row(run.recorded(RunState.SKIPPED, refusal), RunState.SKIPPED, nowUs));
            }
        }
        insert(tx, rows, inserted);
        gates.save();
        return inserted;
    }

    private static void insert(Tx tx, List<RunRow> rows, Inserted inserted) {
        tx.runs().insert(rows);
        rows.forEach(row -> inserted.rows.put(row.id(), row));
        rows.clear();
    }

    private static RunRow row(NewRun run, RunState state, long nowUs) {
        var definition = run.job().definition();
        return new RunRow(
                run.id(),
                run.job().id(),
                run.job().version(),
                definition.key(),
                run.scheduleId(),
                run.scheduleKey(),
                run.nominalUs(),
                run.cause().name(),
                state,
                run.dueUs(),
                definition.queue(),
                rank(state, run.dueUs(), definition.priority()),
                definition.priority(),
                definition.retry().attempts(),
                definition.delivery() == Delivery.AT_MOST_ONCE,
                Gates.gated(run),
                run.keyed(),
                nowUs,
                state.finished() ? nowUs : null,
                run.message(),
                run.parameters().isEmpty()
                        ? "{}"
                        : Json.mapper().writeValueAsString(run.parameters()));
    }

    private static long rank(RunState state, long dueUs, int priority) {
        return switch (state) {
            case QUEUED -> Rank.of(dueUs, priority);
            case DELAYED -> dueUs;
            default -> 0;
        };
    }

    private static RunState state(NewRun run, boolean waiting, long aheadUs) {
        var finalState = run.finalState();
        if (finalState != null) {
            return finalState;
        }
        if (waiting) {
            return RunState.WAITING;
        }
        return run.dueUs() > aheadUs ? RunState.DELAYED : RunState.QUEUED;
    }
}
