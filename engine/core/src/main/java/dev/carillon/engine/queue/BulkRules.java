package dev.carillon.engine.queue;

import dev.carillon.api.BulkAction;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

/// To which runs a bulk action is done. Pure.
final class BulkRules {
    private BulkRules() {}

    /// Why nothing is done to a run; null when something is.
    static @Nullable Refusal refusal(BulkAction action, RunView run) {
        return switch (action) {
            case RETRY ->
                    !isUnsuccessful(run.state())
                            ? Refusal.in(run.state())
                            : run.flow() != null
                                    ? Refusal.PART
                                    : run.handled() ? Refusal.HANDLED : null;
            case DISMISS ->
                    !isUnsuccessful(run.state())
                            ? Refusal.in(run.state())
                            : run.handled() ? Refusal.HANDLED : null;
            case CANCEL, HOLD, RELEASE -> refusal(action, run.state());
        };
    }

    /// The same, for those that go by the state alone.
    static @Nullable Refusal refusal(BulkAction action, RunState state) {
        boolean may =
                switch (action) {
                    case CANCEL -> !state.finished() && state != RunState.STOPPING;
                    case HOLD ->
                            switch (state) {
                                case DELAYED, QUEUED, WAITING -> true;
                                default -> false;
                            };
                    case RELEASE -> state == RunState.HELD;
                    case RETRY, DISMISS -> isUnsuccessful(state);
                };
        return may ? null : Refusal.in(state);
    }

    private static boolean isUnsuccessful(RunState state) {
        return state.finished() && state != RunState.SUCCEEDED;
    }
}
