package dev.carillon.engine.queue;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunState;
import dev.carillon.engine.run.Rank;
import dev.carillon.engine.service.CrashPoint;
import dev.carillon.engine.store.RunTable.AttemptRow;
import dev.carillon.engine.store.RunTable.OpenRun;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/// What a person or the start of a node does to runs: cancel, and recover after a crash.
public final class RunChanges {
    private static final int MOST_LOSSES = 5;

    /// What recovery found.
    public record Recovered(int requeued, int lost, int cancelled) {}

    private final Stores stores;

    public RunChanges(Stores stores) {
        this.stores = stores;
    }

    /// Ends a run that has not begun; asks a running one to stop. Cancelling a finished run changes
    /// nothing.
    ///
    /// @return the state after it
    public RunState cancel(UUID id, long nowUs) {
        for (int tries = 0; tries < 10; tries++) {
            var after = stores.transaction(tx -> tryCancel(tx, id, nowUs));
            if (after.isPresent()) {
                return after.get();
            }
        }
        throw new CarillonException(
                ErrorCode.CHANGED_MEANWHILE, "run " + id + " keeps changing; try again");
    }

    // Empty when the run changed between the read and the write.
    private static Optional<RunState> tryCancel(Tx tx, UUID id, long nowUs) {
        var run =
                tx.runs()
                        .open(id)
                        .orElseThrow(
                                () ->
                                        new CarillonException(
                                                ErrorCode.NOT_FOUND, "there is no run " + id));
        if (run.state().finished() || run.state() == RunState.STOPPING) {
            return Optional.of(run.state());
        }
        if (run.state() == RunState.RUNNING) {
            return tx.runs().stop(run) ? Optional.of(RunState.STOPPING) : Optional.empty();
        }
        return end(tx, run, RunState.CANCELLED, "cancelled before it started", nowUs)
                ? Optional.of(RunState.CANCELLED)
                : Optional.empty();
    }

    /// Settles what an ended process left open: claimed but not begun runs and at-least-once runs go
    /// back to the queue, at-most-once runs end as LOST. Call it only when the other process is known
    /// to be gone and its processes are killed. Running it twice changes nothing the second time.
    ///
    /// @param node this process
    public Recovered recover(UUID node, long nowUs) {
        int requeued = 0;
        int lost = 0;
        int cancelled = 0;
        for (var run : stores.transaction(tx -> tx.runs().openElsewhere(node))) {
            CrashPoint.RECOVERING.hit();
            switch (stores.transaction(tx -> settle(tx, run, nowUs))) {
                case QUEUED -> requeued++;
                case LOST -> lost++;
                case CANCELLED -> cancelled++;
                default -> {}
            }
        }
        return new Recovered(requeued, lost, cancelled);
    }

    /// Gives back what this node has by the table and not in fact, because the answer to a claim was
    /// lost: such a run was never started, so it is queued again whatever its delivery. Call it from
    /// the thread that claims.
    ///
    /// @param here which runs the node has in fact
    public void giveBack(UUID node, Predicate<UUID> here, long nowUs) {
        for (var run : stores.transaction(tx -> tx.runs().openOn(node))) {
            if (here.test(run.id())) {
                continue;
            }
            stores.transaction(
                    tx ->
                            run.state() == RunState.STOPPING
                                    ? end(
                                            tx,
                                            run,
                                            RunState.CANCELLED,
                                            "cancelled before it started",
                                            nowUs)
                                    : requeue(tx, run, run.losses(), null));
        }
    }

    private static boolean requeue(Tx tx, OpenRun run, int losses, @Nullable String why) {
        return tx.runs().requeue(run, Rank.of(run.dueUs(), run.priority()), losses, why);
    }

    private static RunState settle(Tx tx, OpenRun run, long nowUs) {
        if (run.state() == RunState.STOPPING) {
            end(tx, run, RunState.CANCELLED, "its node ended while it was stopping", nowUs);
            return RunState.CANCELLED;
        }
        boolean begun = run.state() == RunState.RUNNING;
        int losses = run.losses() + (begun ? 1 : 0);
        if (begun && (run.atMostOnce() || losses > MOST_LOSSES)) {
            String why =
                    run.atMostOnce()
                            ? "its node ended while it was running; at-most-once is not started again"
                            : "its node ended while it was running, for the " + losses + "th time";
            end(tx, run, RunState.LOST, why, nowUs);
            return RunState.LOST;
        }
        String why = begun ? "its node ended while it was running; queued again" : null;
        if (requeue(tx, run, losses, why) && begun) {
            tx.runs().keepAttempts(List.of(lost(run, nowUs)));
        }
        return RunState.QUEUED;
    }

    private static AttemptRow lost(OpenRun run, long nowUs) {
        return new AttemptRow(
                run.id(),
                run.attempt(),
                run.fence(),
                run.node(),
                RunState.LOST,
                run.startedUs(),
                nowUs,
                null,
                "the node ended while the attempt was running");
    }

    /// Runs of this node that somebody asked to stop.
    public List<UUID> stopping(UUID node) {
        return stores.transaction(tx -> tx.runs().stopping(node));
    }

    // Lock order: gate, then run.
    private static boolean end(Tx tx, OpenRun run, RunState state, String why, long nowUs) {
        var gates = Gates.lock(tx, run.gated() ? List.of(run.jobId()) : List.of());
        if (!tx.runs().end(run, state, why, nowUs)) {
            return false;
        }
        if (run.gated()) {
            gates.ended(run.jobId(), run.state() == RunState.WAITING);
        }
        gates.save();
        return true;
    }
}
