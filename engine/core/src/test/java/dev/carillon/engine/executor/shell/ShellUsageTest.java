package dev.carillon.engine.executor.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Task;
import dev.carillon.api.Usage;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Said;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// What real programs use.
@EnabledOnOs(OS.LINUX)
class ShellUsageTest {
    private static final long MIB = 1024 * 1024;

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

    private Execution start(String script) {
        var task = new Task.Shell(List.of(), script, Map.of(), null, List.of(0));
        return executor.start(
                new Attempt(
                        "run",
                        1,
                        1,
                        "default/job",
                        task,
                        Map.of(),
                        null,
                        Duration.ZERO,
                        true,
                        null),
                new Said());
    }

    private static @Nullable Usage end(Execution execution) throws Exception {
        assertThat(execution.ending().get(60, TimeUnit.SECONDS).success()).isTrue();
        return execution.usage();
    }

    // A text of 64 MiB in memory, and counting, in a process that the first one did not start
    // itself.
    @Test
    void itsProcessorTimeAndItsHighestMemoryAreThoseOfAllItsProcesses() throws Exception {
        var stop = folder.resolve("stop");
        String text =
                "s = \"0123456789abcdef\"; while (length(s) < %d) s = s s".formatted(64 * MIB);
        String count =
                "while (system(\"test -e %s\")) for (i = 0; i < 100000; i++) n++".formatted(stop);
        var execution = start("(awk 'BEGIN {%s; %s}'; true) & wait".formatted(text, count));

        await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                execution.usage() instanceof Usage used
                                        && used.processorTime().toMillis() >= 500
                                        && used.peakMemoryBytes() >= 64 * MIB);
        var during = Objects.requireNonNull(execution.usage());
        Files.createFile(stop);
        var after = Objects.requireNonNull(end(execution));

        assertThat(after.processorTime()).isGreaterThanOrEqualTo(during.processorTime());
        assertThat(after.peakMemoryBytes()).isGreaterThanOrEqualTo(during.peakMemoryBytes());
        assertThat(after.peakMemoryBytes()).isLessThan(1_024 * MIB);
    }

    @Test
    void aProgramThatWaitsUsesHardlyAnyProcessorTime() throws Exception {
        var execution = start("sleep 60 & wait");

        await().atMost(Duration.ofSeconds(30)).until(() -> execution.usage() != null);
        var used = Objects.requireNonNull(execution.usage());
        execution.stop();

        assertThat(used.processorTime()).isLessThan(Duration.ofSeconds(1));
        assertThat(used.peakMemoryBytes()).isBetween(100_000L, 64 * MIB);
    }

    @Test
    void aShortProgramHasNone() throws Exception {
        assertThat(end(start("true"))).isNull();
    }
}
