package dev.carillon.engine;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.Why;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.queue.RunViews;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/// The closed list of answers to "why is it not running?".
final class Reasons {
    private Reasons() {}

    static Why why(RunView run, int busy, RunViews runs, Instant now) {
        return switch (run.state()) {
            case DELAYED, CLAIMED -> notDue(run, now);
            case QUEUED ->
                    new Why(
                            "NO_FREE_SLOT",
                            "it is due and waits for a free slot; " + busy + " runs are under way");
            case WAITING -> waiting(run, runs);
            case HELD -> new Why("HELD", "an operator holds it");
            case RUNNING ->
                    new Why(
                            "RUNNING",
                            "it is running as attempt " + run.attempt() + " on node " + run.node());
            case STOPPING -> new Why("STOPPING", "it was asked to end and has not ended yet");
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, LOST ->
                    new Why("FINISHED", "it is finished: " + run.state() + text(run));
            case MISSED, SKIPPED -> new Why(run.state().name(), "it was never run" + text(run));
        };
    }

    private static Why notDue(RunView run, Instant now) {
        var left = Duration.between(now, run.due());
        String when =
                left.isNegative()
                        ? "now"
                        : "in " + left.toSeconds() + "." + left.toMillisPart() / 100 + " s";
        return run.attempt() > 0 && run.state() == RunState.DELAYED
                ? new Why(
                        "RETRY_BACKOFF",
                        "attempt " + run.attempt() + " failed; the next is due " + when)
                : new Why("NOT_DUE", "it is due " + when + ", at " + run.due());
    }

    private static Why waiting(RunView run, RunViews runs) {
        var before =
                runs.find(
                                new RunQuery(
                                        Set.of(
                                                RunState.RUNNING,
                                                RunState.STOPPING,
                                                RunState.QUEUED,
                                                RunState.DELAYED),
                                        run.job(),
                                        null,
                                        null),
                                null,
                                1)
                        .items();
        return new Why(
                "OVERLAP",
                before.isEmpty()
                        ? "it waits for an earlier run of the job"
                        : "it waits for run "
                                + before.getFirst().id()
                                + " of the same job, which is "
                                + before.getFirst().state());
    }

    private static String text(RunView run) {
        return run.message() == null ? "" : "; " + run.message();
    }
}
