package dev.carillon.console.run;

import dev.carillon.api.AttemptView;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A part of the life of a run: it waits, an attempt works, it waits for the next one.
///
/// @param attempt that works, or that is waited for; from 1
/// @param state of the run in it: QUEUED and DELAYED while it waits, how the attempt stands or ended else
/// @param open whether it goes on
record Phase(int attempt, RunState state, Instant from, Instant until, boolean open) {
    private static final Texts TEXTS = Texts.of(Phase.class);

    Duration length() {
        return Duration.between(from, until);
    }

    boolean waits() {
        return state == RunState.QUEUED || state == RunState.DELAYED;
    }

    /// What it is, such as "waited" or "attempt 2".
    String name() {
        if (!waits()) {
            return TEXTS.get("phase.attempt", attempt);
        }
        return attempt == 1 ? TEXTS.get("phase.waited") : TEXTS.get("phase.between", attempt);
    }

    String text() {
        return TEXTS.get("phase", name(), Spans.length(length()));
    }

    /// From when it was due until it ended, or now.
    static List<Phase> of(RunView run, List<AttemptView> attempts, Instant now) {
        var phases = new ArrayList<Phase>();
        var at = run.due().isBefore(run.createdAt()) ? run.createdAt() : run.due();
        var order =
                attempts.stream().sorted(Comparator.comparingInt(AttemptView::attempt)).toList();
        for (var attempt : order) {
            var begun = attempt.startedAt();
            if (begun == null) {
                continue;
            }
            if (begun.isAfter(at)) {
                phases.add(
                        new Phase(attempt.attempt(), waiting(attempt.attempt()), at, begun, false));
            }
            boolean open = attempt.finishedAt() == null && !run.state().finished();
            var end = attempt.finishedAt();
            if (end == null) {
                end = open || run.finishedAt() == null ? now : run.finishedAt();
            }
            end = end.isBefore(begun) ? begun : end;
            phases.add(new Phase(attempt.attempt(), attempt.state(), begun, end, open));
            at = end;
        }
        boolean waits = !run.state().finished() && (phases.isEmpty() || !phases.getLast().open);
        if (waits && now.isAfter(at)) {
            int next = order.isEmpty() ? 1 : order.getLast().attempt() + 1;
            phases.add(new Phase(next, waiting(next), at, now, true));
        }
        return List.copyOf(phases);
    }

    private static RunState waiting(int attempt) {
        return attempt == 1 ? RunState.QUEUED : RunState.DELAYED;
    }
}
