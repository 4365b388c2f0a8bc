package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Usage;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.queue.RunViews;
import dev.carillon.engine.store.memory.MemoryStores.Fate;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/// What an attempt uses is stored while it runs, every few seconds at most, and with its result.
class UsageTest {
    private static final Usage SOME = new Usage(Duration.ofMillis(120), 1_000_000);
    private static final Usage MORE = new Usage(Duration.ofMillis(900), 2_000_000);
    private static final Usage ALL = new Usage(Duration.ofMillis(950), 3_000_000);

    private LongRun run;
    private int commits;

    @BeforeEach
    void start(@TempDir Path folder) {
        run = new LongRun(folder);
        run.stores.setFault(
                () -> {
                    commits++;
                    return Fate.DONE;
                });
    }

    private AttemptView attempt() {
        return new RunViews(run.stores).attempts(UUID.fromString(run.view().id())).getFirst();
    }

    private void used(Usage seen) {
        run.usage = seen;
        run.node.workers.outputOnce();
    }

    @Test
    void itIsStoredEveryThreeSecondsAndWhenItIsNews() {
        used(SOME);
        assertThat(attempt().usage()).isEqualTo(SOME);

        run.time.advance(Duration.ofMillis(2_900));
        used(MORE);
        assertThat(attempt().usage()).isEqualTo(SOME);
        run.time.advance(Duration.ofMillis(100));
        run.node.workers.outputOnce();
        assertThat(attempt().usage()).isEqualTo(MORE);

        int before = commits;
        run.time.advance(Duration.ofSeconds(10));
        run.node.workers.outputOnce();
        assertThat(commits).isEqualTo(before);
    }

    @Test
    void whatHasEndedKeepsWhatWasSeenLast() {
        used(SOME);
        run.usage = ALL;
        run.ending.complete(new Ending(true, 0, ""));
        run.node.workers.storeOnce();

        assertThat(run.view().state().finished()).isTrue();
        assertThat(attempt().usage()).isEqualTo(ALL);
    }

    @Test
    void itComesWithTheResultInTheSameCommit() {
        run.usage = ALL;
        run.ending.complete(new Ending(true, 0, ""));
        int before = commits;
        run.node.workers.storeOnce();

        assertThat(commits).isEqualTo(before + 1);
        assertThat(attempt().usage()).isEqualTo(ALL);
    }

    @Test
    void anAttemptThatWasNotMeasuredHasNone() {
        run.node.workers.outputOnce();
        run.ending.complete(new Ending(true, 0, ""));
        run.node.workers.storeOnce();

        assertThat(attempt().usage()).isNull();
    }
}
