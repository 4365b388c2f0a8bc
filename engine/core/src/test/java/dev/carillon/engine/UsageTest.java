package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.AttemptView;
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
import dev.carillon.engine.store.memory.MemoryStores.Fate;
import dev.carillon.testkit.ManualTime;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// What an attempt uses is stored while it runs, every few seconds at most, and with its result.
class UsageTest {
    private static final Usage SOME = new Usage(Duration.ofMillis(120), 1_000_000);
    private static final Usage MORE = new Usage(Duration.ofMillis(900), 2_000_000);
    private static final Usage ALL = new Usage(Duration.ofMillis(950), 3_000_000);

    private final ManualTime time = new ManualTime(Instant.parse("2026-11-26T12:00:00Z"));
    private final MemoryStores stores = new MemoryStores(time::micros);
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private volatile @Nullable Usage usage;
    private int commits;
    private SimulatedNode node;

    private final class OneRun implements Executor {
        @Override
        public Execution start(Attempt attempt, Output output) {
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
        stores.setFault(
                () -> {
                    commits++;
                    return Fate.DONE;
                });
    }

    private RunView run() {
        return new RunViews(stores).find(RunQuery.ALL, null, 10).items().getFirst();
    }

    private AttemptView attempt() {
        return new RunViews(stores).attempts(UUID.fromString(run().id())).getFirst();
    }

    private void used(Usage seen) {
        usage = seen;
        node.workers.outputOnce();
    }

    @Test
    void itIsStoredEveryThreeSecondsAndWhenItIsNews() {
        used(SOME);
        assertThat(attempt().usage()).isEqualTo(SOME);

        time.advance(Duration.ofMillis(2_900));
        used(MORE);
        assertThat(attempt().usage()).isEqualTo(SOME);
        time.advance(Duration.ofMillis(100));
        node.workers.outputOnce();
        assertThat(attempt().usage()).isEqualTo(MORE);

        int before = commits;
        time.advance(Duration.ofSeconds(10));
        node.workers.outputOnce();
        assertThat(commits).isEqualTo(before);
    }

    @Test
    void whatHasEndedKeepsWhatWasSeenLast() {
        used(SOME);
        usage = ALL;
        ending.complete(new Ending(true, 0, ""));
        node.workers.storeOnce();

        assertThat(run().state().finished()).isTrue();
        assertThat(attempt().usage()).isEqualTo(ALL);
    }

    @Test
    void itComesWithTheResultInTheSameCommit() {
        usage = ALL;
        ending.complete(new Ending(true, 0, ""));
        int before = commits;
        node.workers.storeOnce();

        assertThat(commits).isEqualTo(before + 1);
        assertThat(attempt().usage()).isEqualTo(ALL);
    }

    @Test
    void anAttemptThatWasNotMeasuredHasNone() {
        node.workers.outputOnce();
        ending.complete(new Ending(true, 0, ""));
        node.workers.storeOnce();

        assertThat(attempt().usage()).isNull();
    }
}
