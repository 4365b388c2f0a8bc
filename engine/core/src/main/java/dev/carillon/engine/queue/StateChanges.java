package dev.carillon.engine.queue;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunState;
import dev.carillon.engine.store.RunTable.OpenRun;
import dev.carillon.engine.store.RunTable.Wait;

/// What a person does to a run that has not ended, within the moves of a transaction. Each answers false when the run
/// changed between the read and the write.
final class StateChanges {
    private StateChanges() {}

    static boolean cancel(Moves moves, OpenRun run) {
        return moves.cancel(
                run,
                RunState.CANCELLED,
                run.state() == RunState.RUNNING
                        ? "cancelled while running"
                        : "cancelled before it started");
    }

    /// @throws CarillonException CONFLICT for a run that has begun or ended
    static boolean hold(Moves moves, OpenRun run, String by) {
        switch (run.state()) {
            case HELD -> {
                return true;
            }
            case DELAYED, QUEUED, WAITING -> {}
            default ->
                    throw new CarillonException(
                            ErrorCode.CONFLICT,
                            "run "
                                    + run.id()
                                    + " is "
                                    + run.state()
                                    + "; only a run that has not begun can be held");
        }
        if (!moves.tx.runs().hold(run, "held by " + by)) {
            return false;
        }
        if (run.holdsKey()) {
            moves.keys.giveBack(run.traits());
        } else if (run.waitsFor() == Wait.KEY) {
            moves.keys.leave(run.traits());
        }
        return true;
    }

    /// @throws CarillonException CONFLICT for a run that is not held
    static boolean release(Moves moves, OpenRun run) {
        if (run.state() != RunState.HELD) {
            throw new CarillonException(
                    ErrorCode.CONFLICT, "run " + run.id() + " is " + run.state() + ", not HELD");
        }
        var waitsFor = run.waitsFor();
        var flow = run.traits().flow();
        if (waitsFor == Wait.STEP && flow != null) {
            moves.park(run, Wait.STEP);
            moves.look(flow);
        } else if (waitsFor == Wait.GATE && !moves.gates.enter(run.jobId())) {
            moves.park(run, Wait.GATE);
        } else {
            moves.enter(run);
        }
        return true;
    }
}
