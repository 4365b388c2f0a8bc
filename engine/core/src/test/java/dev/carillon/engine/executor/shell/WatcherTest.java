package dev.carillon.engine.executor.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Task;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Ending.How;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Said;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The watcher kills what runs while its node hangs, and the node hears of it.
class WatcherTest {
    @TempDir Path folder;
    private ShellExecutor executor;

    @BeforeEach
    void open() {
        executor = ShellExecutor.open(folder.resolve("work"));
    }

    @AfterEach
    void close() {
        executor.close();
    }

    private Execution start(String mark, String script) {
        return start(mark, script, true);
    }

    private Execution start(String mark, String script, boolean killOnContactLost) {
        var task = new Task.Shell(List.of(), script, Map.of(), null, List.of(0));
        return executor.start(
                new Attempt(
                        mark,
                        1,
                        1,
                        "default/job",
                        task,
                        Map.of(),
                        null,
                        Duration.ZERO,
                        killOnContactLost,
                        null),
                new Said());
    }

    private static Ending end(Execution execution) throws Exception {
        return execution.ending().get(20, TimeUnit.SECONDS);
    }

    @Test
    void whatItKilledIsCutOffAndNotFailed() throws Exception {
        var quiet = start("quiet", "exec sleep 60");
        var telling = start("telling", "sleep 60; exit 3");

        executor.mayRunUntil(System.nanoTime());

        assertThat(end(quiet).how()).isEqualTo(How.CUT_OFF);
        assertThat(end(telling).how()).isEqualTo(How.CUT_OFF);
    }

    @Test
    void whatKilledItselfFailed() throws Exception {
        var ending = end(start("run", "kill -9 $$"));

        assertThat(ending).isEqualTo(new Ending(false, 137, "exit code 137 (killed)"));
    }

    @Test
    void whatIsStartedAfterAnotherTimeWasSaidGoesOn() throws Exception {
        for (int i = 0; i < 20; i++) {
            var before = start("before-" + i, "exec sleep 60");
            executor.mayRunUntil(System.nanoTime());
            assertThat(end(before).how()).isEqualTo(How.CUT_OFF);

            executor.mayRunUntil(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
            var after = end(start("after-" + i, "exit 0"));

            assertThat(after.success()).as("%s", after).isTrue();
        }
    }

    @Test
    void whatMayGoOnWithoutItsNodeDoesSoWhenTheNodeIsGivenUp() throws Exception {
        var go = folder.resolve("go");
        var kept = start("kept", "until [ -e '" + go + "' ]; do sleep 0.05; done", false);
        try {
            var killed = start("killed", "exec sleep 60");

            executor.mayRunUntil(System.nanoTime());
            executor.loseContact();
            executor.close();

            assertThat(end(killed).success()).isFalse();
            assertThat(kept.ending()).isNotDone();
        } finally {
            Files.createFile(go);
        }
        assertThat(end(kept).success()).isTrue();
    }

    @Test
    void aNodeThatIsStoppedEndsAlsoWhatMayGoOnWithoutIt() throws Exception {
        var kept = start("kept", "exec sleep 60", false);

        executor.close();

        assertThat(end(kept).success()).isFalse();
    }
}
