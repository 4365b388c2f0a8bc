package dev.carillon.engine.store.memory;

import dev.carillon.api.RunState;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.store.RunTable.OpenRun;
import dev.carillon.engine.store.RunTable.RunRow;
import dev.carillon.engine.store.RunTable.Wait;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/// A row of the table `run`: how it was made, and what changed since. The methods are the changes.
record MemoryRun(
        RunRow made,
        RunState state,
        long dueUs,
        long rank,
        int attempt,
        int failures,
        int losses,
        long fence,
        @Nullable UUID node,
        @Nullable Long startedUs,
        @Nullable Long finishedUs,
        @Nullable String message,
        @Nullable Integer exitCode,
        @Nullable Double progress,
        @Nullable String result,
        long version,
        int waitsIn,
        @Nullable Wait waitsFor,
        String parameters,
        @Nullable Long handledUs,
        @Nullable Long deadlineUs) {

    static MemoryRun of(RunRow made) {
        return new MemoryRun(
                made,
                made.state(),
                made.dueUs(),
                made.rank(),
                made.attempt(),
                0,
                0,
                made.attempt(),
                made.beginsOn(),
                made.startedUs(),
                made.finishedUs(),
                made.message(),
                null,
                null,
                made.result(),
                1,
                made.waitsIn(),
                made.waitsFor(),
                made.parameters(),
                null,
                made.traits().deadlineUs());
    }

    /// What changes; the rest stays.
    private final class Change {
        private RunState to = state;
        private long due = dueUs;
        private long newRank = rank;
        private int newAttempt = attempt;
        private int newFailures = failures;
        private int newLosses = losses;
        private long newFence = fence;
        private @Nullable UUID by = node;
        private @Nullable Long started = startedUs;
        private @Nullable Long finished = finishedUs;
        private @Nullable String text = message;
        private @Nullable Integer code = exitCode;
        private @Nullable Double done = progress;
        private @Nullable String gave = result;
        private int place = waitsIn;
        private @Nullable Wait wait = waitsFor;
        private String values = parameters;
        private @Nullable Long dealtWith = handledUs;
        private @Nullable Long end = deadlineUs;
        private long number = version + 1;

        private MemoryRun made() {
            return new MemoryRun(
                    made,
                    to,
                    due,
                    newRank,
                    newAttempt,
                    newFailures,
                    newLosses,
                    newFence,
                    by,
                    started,
                    finished,
                    text,
                    code,
                    done,
                    gave,
                    number,
                    place,
                    wait,
                    values,
                    dealtWith,
                    end);
        }
    }

    MemoryRun come(double percent) {
        var change = new Change();
        change.done = percent;
        return change.made();
    }

    boolean handled() {
        return handledUs != null;
    }

    MemoryRun queued(long toRank) {
        var change = new Change();
        change.text = state == RunState.HELD ? null : message;
        change.to = RunState.QUEUED;
        change.newRank = toRank;
        change.place = made.traits().line();
        change.wait = null;
        return change.made();
    }

    MemoryRun parked(Wait waitFor, int waitIn, long toRank) {
        var change = new Change();
        change.text = state == RunState.HELD ? null : message;
        change.to = RunState.WAITING;
        change.newRank = toRank;
        change.place = waitIn;
        change.wait = waitFor;
        return change.made();
    }

    MemoryRun delayed(long toDueUs) {
        var change = new Change();
        change.text = state == RunState.HELD ? null : message;
        change.to = RunState.DELAYED;
        change.due = toDueUs;
        change.newRank = toDueUs;
        change.place = 0;
        change.wait = null;
        return change.made();
    }

    MemoryRun held(String why) {
        var change = new Change();
        change.to = RunState.HELD;
        change.newRank = 0;
        change.place = 0;
        change.text = why;
        return change.made();
    }

    MemoryRun stopping(@Nullable String why) {
        var change = new Change();
        change.to = RunState.STOPPING;
        change.text = why;
        return change.made();
    }

    MemoryRun claimed(boolean running, UUID claimer, long nowUs) {
        var change = new Change();
        change.to = running ? RunState.RUNNING : RunState.CLAIMED;
        change.newRank = 0;
        change.place = 0;
        change.newAttempt = attempt + 1;
        change.newFence = fence + 1;
        change.by = claimer;
        change.started = running ? nowUs : null;
        change.text = null;
        change.code = null;
        change.done = null;
        change.gave = null;
        return change.made();
    }

    MemoryRun startedFlow(long nowUs) {
        var change = new Change();
        change.to = RunState.RUNNING;
        change.newRank = 0;
        change.place = 0;
        change.newAttempt = attempt + 1;
        change.newFence = fence + 1;
        change.started = nowUs;
        change.text = null;
        return change.made();
    }

    MemoryRun begun(long nowUs) {
        var change = new Change();
        change.to = RunState.RUNNING;
        change.started = nowUs;
        return change.made();
    }

    MemoryRun finished(Finish finish, long nowUs) {
        var change = new Change();
        change.to = finish.state() == null ? RunState.CANCELLED : finish.state();
        change.started = finish.startedUs();
        change.finished = nowUs;
        change.text = finish.message();
        change.code = finish.exitCode();
        change.done = finish.progress();
        change.gave = finish.result();
        return change.made();
    }

    MemoryRun endedFlow(RunState as, @Nullable String why, long nowUs) {
        var change = new Change();
        change.to = as;
        change.finished = nowUs;
        change.text = why;
        return change.made();
    }

    MemoryRun retried(Finish finish) {
        var change = new Change();
        change.to = RunState.DELAYED;
        change.due = finish.retryAtUs();
        change.newRank = finish.retryAtUs();
        change.newFailures = failures + 1;
        change.by = null;
        change.text = finish.message();
        change.code = finish.exitCode();
        return change.made();
    }

    MemoryRun ended(RunState as, String why, long nowUs) {
        var change = new Change();
        change.to = as;
        change.newRank = 0;
        change.place = 0;
        change.finished = nowUs;
        change.text = why;
        return change.made();
    }

    MemoryRun handedBack(long toRank) {
        var change = new Change();
        change.to = RunState.QUEUED;
        change.newRank = toRank;
        change.place = made.traits().line();
        change.newAttempt = attempt - 1;
        change.by = null;
        change.started = null;
        return change.made();
    }

    MemoryRun requeued(long toRank, int toLosses, @Nullable String why) {
        var change = new Change();
        change.to = RunState.QUEUED;
        change.newRank = toRank;
        change.place = made.traits().line();
        change.newLosses = toLosses;
        change.by = null;
        change.text = why;
        return change.made();
    }

    MemoryRun withParameters(String json) {
        var change = new Change();
        change.values = json;
        return change.made();
    }

    MemoryRun resealed(String json) {
        var change = new Change();
        change.values = json;
        change.number = version;
        return change.made();
    }

    MemoryRun shifted(boolean due, long byUs) {
        var change = new Change();
        if (due) {
            change.due = dueUs + byUs;
            change.newRank = rank + byUs;
        }
        change.end = deadlineUs == null ? null : deadlineUs + byUs;
        return change.made();
    }

    MemoryRun dealtWith(@Nullable Long yes) {
        var change = new Change();
        change.dealtWith = yes;
        return change.made();
    }

    OpenRun open() {
        return new OpenRun(
                made.id(),
                made.traits().until(deadlineUs),
                state,
                fence,
                losses,
                attempt,
                dueUs,
                startedUs,
                node,
                waitsFor,
                result,
                parameters);
    }
}
