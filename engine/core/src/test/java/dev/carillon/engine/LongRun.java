package dev.carillon.engine;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Definitions;
import dev.carillon.api.RunView;
import dev.carillon.api.Usage;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Executor;
import dev.carillon.engine.executor.Output;
import dev.carillon.engine.queue.RunViews;
import dev.carillon.engine.queue.Submissions;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.store.memory.MemoryStores;
import dev.carillon.testkit.ManualTime;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/// One run under way on a node, which says, uses and ends what a test wants.
final class LongRun {
    final ManualTime time = new ManualTime(Instant.parse("2026-11-26T12:00:00Z"));
    final MemoryStores stores = new MemoryStores(time::micros);
    final CompletableFuture<Ending> ending = new CompletableFuture<>();
    final SimulatedNode node;
    volatile @Nullable Usage usage;
    private @Nullable Output said;

    LongRun(Path folder) {
        node = SimulatedNode.alone(stores, 1, time, new Held(), folder);
        node.catalog.put(
                Definitions.parse("{name: long, task: {shell: {command: [x]}}}", "test"),
                "test",
                null,
                false);
        node.submissions.submit(
                "test",
                new Submissions.Wanted("default", "long", Map.of(), null, null, Cause.MANUAL));
        node.workers.claimOnce();
    }

    /// Where it says something.
    Output output() {
        return Objects.requireNonNull(said);
    }

    RunView view() {
        return new RunViews(stores).find(RunQuery.ALL, null, 10).items().getFirst();
    }

    private final class Held implements Executor {
        @Override
        public Execution start(Attempt attempt, Output output) {
            said = output;
            return new Execution() {
                @Override
                public CompletableFuture<Ending> ending() {
                    return ending;
                }

                @Override
                public @Nullable Usage usage() {
                    return usage;
                }

                @Override
                public void stop() {
                    ending.complete(new Ending(false, null, "stopped"));
                }
            };
        }
    }
}
