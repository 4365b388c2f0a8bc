package dev.carillon.engine.store.memory;

import dev.carillon.api.RunState;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.store.RunTable.OpenRun;
import dev.carillon.engine.store.RunTable.RunRow;

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
        long version) {

    static MemoryRun of(RunRow made) {
        return new MemoryRun(
                made,
                made.state(),
                made.dueUs(),
                made.rank(),
                0,
                0,
                0,
                0,
                null,
                null,
                made.finishedUs(),
                made.message(),
                null,
                null,
                null,
                1);
    }

    private MemoryRun with(RunState to, long newRank, @Nullable String newMessage) {
        return new MemoryRun(
                made,
                to,
                dueUs,
                newRank,
                attempt,
                failures,
                losses,
                fence,
                node,
                startedUs,
                finishedUs,
                newMessage,
                exitCode,
                progress,
                result,
                version + 1);
    }

    MemoryRun queued(long newRank) {
        return with(RunState.QUEUED, newRank, message);
    }

    MemoryRun stopping(@Nullable String why) {
        return with(RunState.STOPPING, rank, why);
    }

    MemoryRun claimed(boolean running, UUID by, long nowUs) {
        return new MemoryRun(
                made,
                running ? RunState.RUNNING : RunState.CLAIMED,
                dueUs,
                0,
                attempt + 1,
                failures,
                losses,
                fence + 1,
                by,
                running ? nowUs : null,
                finishedUs,
                null,
                null,
                null,
                null,
                version + 1);
    }

    MemoryRun begun(long nowUs) {
        return new MemoryRun(
                made,
                RunState.RUNNING,
                dueUs,
                rank,
                attempt,
                failures,
                losses,
                fence,
                node,
                nowUs,
                finishedUs,
                message,
                exitCode,
                progress,
                result,
                version + 1);
    }

    MemoryRun finished(Finish finish, long nowUs) {
        return new MemoryRun(
                made,
                finish.state() == null ? RunState.CANCELLED : finish.state(),
                dueUs,
                rank,
                attempt,
                failures,
                losses,
                fence,
                node,
                finish.startedUs(),
                nowUs,
                finish.message(),
                finish.exitCode(),
                finish.progress(),
                finish.result(),
                version + 1);
    }

    MemoryRun retried(Finish finish) {
        return new MemoryRun(
                made,
                RunState.DELAYED,
                finish.retryAtUs(),
                finish.retryAtUs(),
                attempt,
                failures + 1,
                losses,
                fence,
                null,
                startedUs,
                finishedUs,
                finish.message(),
                finish.exitCode(),
                progress,
                result,
                version + 1);
    }

    MemoryRun ended(RunState to, String why, long nowUs) {
        return new MemoryRun(
                made,
                to,
                dueUs,
                0,
                attempt,
                failures,
                losses,
                fence,
                node,
                startedUs,
                nowUs,
                why,
                exitCode,
                progress,
                result,
                version + 1);
    }

    MemoryRun requeued(long newRank, int newLosses, @Nullable String why) {
        return new MemoryRun(
                made,
                RunState.QUEUED,
                dueUs,
                newRank,
                attempt,
                failures,
                newLosses,
                fence,
                null,
                startedUs,
                finishedUs,
                why,
                exitCode,
                progress,
                result,
                version + 1);
    }

    OpenRun open() {
        return new OpenRun(
                made.id(),
                made.jobId(),
                state,
                fence,
                made.gated(),
                made.atMostOnce(),
                losses,
                attempt,
                dueUs,
                made.priority(),
                startedUs,
                node);
    }
}
