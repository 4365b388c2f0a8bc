package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/// How far a run has come is stored while it runs, once a second at most.
class ProgressTest {
    private final ManualTime time = new ManualTime(Instant.parse("2026-11-26T12:00:00Z"));
    private final MemoryStores stores = new MemoryStores(time::micros);
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private @Nullable Output said;
    private SimulatedNode node;

    private final class OneRun implements Executor {
        @Override
        public Execution start(Attempt attempt, Output output) {
            said = output;
            return new Execution() {
                @Override
                public CompletableFuture<Ending> ending() {
                    return ending;
                }

                @Override
                public void stop() {
                    ending.complete(new Ending(false, null, "stopped"));
                }
            };
        }
    }

    @BeforeEach
    void start(@TempDir Path folder) {
        node = SimulatedNode.alone(stores, 1, time, new OneRun(), folder);
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

    private void say(double percent) {
        Objects.requireNonNull(said).progress(percent, "");
        node.workers.outputOnce();
    }

    private RunView run() {
        return new RunViews(stores).find(RunQuery.ALL, null, 10).items().getFirst();
    }

    @Test
    void itIsStoredOnceASecondAndWhenItIsNews() {
        say(10);
        assertThat(run().progress()).isNull();

        time.advance(Duration.ofSeconds(1));
        say(20);
        assertThat(run().progress()).isEqualTo(20);
        time.advance(Duration.ofMillis(900));
        say(30);
        assertThat(run().progress()).isEqualTo(20);
        time.advance(Duration.ofMillis(100));
        node.workers.outputOnce();
        assertThat(run().progress()).isEqualTo(30);

        long version = run().version();
        time.advance(Duration.ofSeconds(5));
        node.workers.outputOnce();
        assertThat(run().version()).isEqualTo(version);
    }

    @Test
    void whatHasEndedKeepsWhatWasSaidLast() {
        time.advance(Duration.ofSeconds(1));
        say(20);
        Objects.requireNonNull(said).progress(95, "");
        ending.complete(new Ending(true, 0, ""));
        node.workers.storeOnce();

        assertThat(run().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(run().progress()).isEqualTo(95);
        time.advance(Duration.ofSeconds(1));
        node.workers.outputOnce();
        assertThat(run().state()).isEqualTo(RunState.SUCCEEDED);
    }
}
