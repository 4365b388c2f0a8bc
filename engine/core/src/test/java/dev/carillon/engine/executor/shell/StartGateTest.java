package dev.carillon.engine.executor.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Task;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
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

class StartGateTest {
    @TempDir Path folder;
    private ShellExecutor executor;
    private final Said said = new Said();

    @BeforeEach
    void open() {
        executor = ShellExecutor.open(folder.resolve("work"));
    }

    @AfterEach
    void close() {
        executor.close();
    }

    private Ending run(Duration left, String... command) throws Exception {
        return executor.start(attempt(left, List.of(command)), said)
                .ending()
                .get(20, TimeUnit.SECONDS);
    }

    private static Attempt attempt(Duration left, List<String> command) {
        var task =
                new Task.Shell(
                        command, null, Map.of("GREETING", "a\nb 'c' \"d\" $e"), null, List.of(0));
        return new Attempt(
                "run",
                1,
                1,
                "default/job",
                task,
                Map.of("p", "v"),
                null,
                Duration.ZERO,
                true,
                System.nanoTime() + left.toNanos());
    }

    @Test
    void aProcessThatComesTooLateDoesNothing() throws Exception {
        var trace = folder.resolve("trace");

        var ending = run(Duration.ofMillis(-1), "/bin/sh", "-c", "touch " + trace);

        assertThat(ending).isEqualTo(Ending.tooLate());
        assertThat(trace).doesNotExist();
        try (var left = Files.list(folder.resolve("work"))) {
            assertThat(left.filter(Files::isDirectory)).isEmpty();
        }
    }

    @Test
    void oneInTimeGetsItsCommandAndEnvironmentUnchanged() throws Exception {
        String script = "printf '%s|' \"$@\"; printf '%s' \"$GREETING$p\"";

        var ending =
                run(Duration.ofSeconds(5), "/bin/sh", "-c", script, "sh", "", "a b", "*", "-n");

        assertThat(ending.success()).isTrue();
        assertThat(said.text()).startsWith("|a b|*|-n|a\nb 'c' \"d\" $ev");
    }

    @Test
    void theSameExitCodeOfTheProgramIsAFailureLikeAnyOther() throws Exception {
        var ending = run(Duration.ofSeconds(5), "/bin/sh", "-c", "exit 75");

        assertThat(ending).isEqualTo(new Ending(false, 75, "exit code 75"));
    }

    @Test
    void aPauseWhileItIsMadeOnlyMakesItEarlier() throws Exception {
        var file = folder.resolve("late");
        long now = System.nanoTime();
        long until = now + 1_000_000_000;

        var prompt = StartGate.until(until, () -> now, file);
        var paused = StartGate.until(until, () -> now + 900_000_000, file);

        assertThat(paused.untilHundredths()).isLessThan(prompt.untilHundredths());
    }
}
