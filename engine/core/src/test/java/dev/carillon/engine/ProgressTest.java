package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.engine.executor.Ending;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/// How far a run has come is stored while it runs, once a second at most.
class ProgressTest {
    private LongRun run;

    @BeforeEach
    void start(@TempDir Path folder) {
        run = new LongRun(folder);
    }

    private void say(double percent) {
        run.output().progress(percent, "");
        run.node.workers.outputOnce();
    }

    @Test
    void itIsStoredOnceASecondAndWhenItIsNews() {
        say(10);
        assertThat(run.view().progress()).isNull();

        run.time.advance(Duration.ofSeconds(1));
        say(20);
        assertThat(run.view().progress()).isEqualTo(20);
        run.time.advance(Duration.ofMillis(900));
        say(30);
        assertThat(run.view().progress()).isEqualTo(20);
        run.time.advance(Duration.ofMillis(100));
        run.node.workers.outputOnce();
        assertThat(run.view().progress()).isEqualTo(30);

        long version = run.view().version();
        run.time.advance(Duration.ofSeconds(5));
        run.node.workers.outputOnce();
        assertThat(run.view().version()).isEqualTo(version);
    }

    @Test
    void whatHasEndedKeepsWhatWasSaidLast() {
        run.time.advance(Duration.ofSeconds(1));
        say(20);
        run.output().progress(95, "");
        run.ending.complete(new Ending(true, 0, ""));
        run.node.workers.storeOnce();

        assertThat(run.view().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.view().progress()).isEqualTo(95);
        run.time.advance(Duration.ofSeconds(1));
        run.node.workers.outputOnce();
        assertThat(run.view().state()).isEqualTo(RunState.SUCCEEDED);
    }
}
