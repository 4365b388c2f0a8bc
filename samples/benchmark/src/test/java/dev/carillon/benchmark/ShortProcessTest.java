package dev.carillon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Set;

@EnabledOnOs(value = OS.LINUX, disabledReason = "the benchmark needs Linux")
class ShortProcessTest {
    @TempDir Path folder;

    private int run(String name) throws Exception {
        var builder = new ProcessBuilder(ShortProcess.COMMAND).redirectErrorStream(true);
        builder.environment().put(ShortProcess.FOLDER, folder.toString());
        builder.environment().put(ShortProcess.NAME, name);
        var process = builder.start();
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }

    @Test
    void aProcessThatRunsTwiceFails() throws Exception {
        assertThat(run("one")).isZero();

        assertThat(run("one")).isNotZero();
    }

    @Test
    void aProcessThatDidNotRunIsMissed() throws Exception {
        run("one");

        assertThatCode(() -> ShortProcess.requireAll(folder, Set.of("one")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ShortProcess.requireAll(folder, Set.of("one", "two")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 processes left their file, 2 were to run");
    }
}
