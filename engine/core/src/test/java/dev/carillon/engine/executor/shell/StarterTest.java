package dev.carillon.engine.executor.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/// What attempts begin by: the program and the chain do the same.
@EnabledOnOs(OS.LINUX)
class StarterTest {
    private static final AttemptTag TAG = AttemptTag.next(UUID.randomUUID(), false);

    @TempDir Path folder;

    enum Way {
        PROGRAM {
            @Override
            Starter starter(Path folder) {
                return Starter.in(folder);
            }
        },
        CHAIN {
            @Override
            Starter starter(Path folder) {
                return Starter.chain();
            }
        };

        abstract Starter starter(Path folder);
    }

    private record Said(int exitCode, String text) {}

    private Said run(Way way, @Nullable StartGate gate, String... command)
            throws IOException, InterruptedException {
        return run(way.starter(folder).before(List.of(command), TAG, gate));
    }

    private static Said run(List<String> words) throws IOException, InterruptedException {
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    private StartGate gate(long seconds) throws IOException {
        long now = System.nanoTime();
        return StartGate.until(now + seconds * 1_000_000_000, () -> now, folder.resolve("late"));
    }

    @Test
    void theProgramIsThereForThisProcessor() {
        assumeTrue(List.of("amd64", "aarch64").contains(System.getProperty("os.arch")));

        var words = Starter.in(folder).before(List.of("/bin/true"), TAG, null);

        assertThat(words.getFirst()).isEqualTo(folder.resolve("start").toString());
    }

    @ParameterizedTest
    @EnumSource
    void theCommandHasItsTagAndASessionOfItsOwn(Way way) throws Exception {
        var limits = run(way, null, "/bin/cat", "/proc/self/limits");
        var stat = run(way, null, "/bin/cat", "/proc/self/stat").text.split(" ");

        assertThat(SeenProcess.tagIn(limits.text)).isEqualTo(TAG);
        assertThat(stat[5]).as("session").isEqualTo(stat[0]);
        assertThat(stat[4]).as("process group").isEqualTo(stat[0]);
    }

    // In the last line of the limits nothing else than the tag may differ.
    @ParameterizedTest
    @EnumSource
    void theHardLimitIsNotChanged(Way way) throws Exception {
        var before = run(List.of("/bin/cat", "/proc/self/limits")).text;

        var after = run(way, null, "/bin/cat", "/proc/self/limits").text;

        assertThat(after.replaceAll(Long.toString(TAG.value()), "unlimited").replace(" ", ""))
                .isEqualTo(before.replace(" ", ""));
    }

    @ParameterizedTest
    @EnumSource
    void argumentsAndEnvironmentReachItUnchanged(Way way) throws Exception {
        String script = "printf '%s|' \"$@\"";

        var said = run(way, gate(60), "/bin/sh", "-c", script, "sh", "", "a b", "*", "-n", "a\nb");

        assertThat(said).isEqualTo(new Said(0, "|a b|*|-n|a\nb|"));
    }

    @ParameterizedTest
    @EnumSource
    void nothingElseIsOpenInIt(Way way) throws Exception {
        // No pipe, of which the shell itself has an end for a moment, and not the last command,
        // which it would become.
        var said = run(way, gate(60), "/bin/sh", "-c", "ls /proc/$$/fd; exit 0");

        assertThat(said.text).isEqualTo("0\n1\n2\n");
    }

    @ParameterizedTest
    @EnumSource
    void whoComesTooLateDoesNothing(Way way) throws Exception {
        var late = gate(-1);

        var said = run(way, late, "/bin/echo", "begun");

        assertThat(said.text).isEmpty();
        assertThat(late.refused(said.exitCode)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aCommandIsFoundInThePath(Way way) throws Exception {
        assertThat(run(way, null, "echo", "found")).isEqualTo(new Said(0, "found\n"));
        assertThat(run(way, gate(60), "echo", "found")).isEqualTo(new Said(0, "found\n"));
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeExecutedIsNamed(Way way) throws Exception {
        var file = Files.writeString(folder.resolve("text"), "text");

        var missing = run(way, gate(60), folder.resolve("nothing").toString());
        var forbidden = run(way, gate(60), file.toString());
        var unknown = run(way, gate(60), "no-such-command-here");

        assertThat(missing.exitCode).isEqualTo(127);
        assertThat(missing.text).contains(folder.resolve("nothing").toString());
        assertThat(forbidden.exitCode).isEqualTo(126);
        assertThat(forbidden.text).contains(file.toString());
        assertThat(unknown.exitCode).isEqualTo(127);
        assertThat(unknown.text).contains("no-such-command-here");
    }

    @ParameterizedTest
    @EnumSource
    void aScriptWithoutAnInterpreterIsRunByTheShell(Way way) throws Exception {
        var script = folder.resolve("script");
        // By another process: what this one has open to write, others that it forks meanwhile keep
        // open.
        String write = "echo 'echo \"$1 $#\"' > \"$0\"; chmod 700 \"$0\"";
        run(List.of("/bin/sh", "-c", write, script.toString()));

        var said = run(way, gate(60), script.toString(), "a b", "c");

        assertThat(said).isEqualTo(new Said(0, "a b 2\n"));
    }

    @Test
    void whenTheProgramIsGoneTheChainIsUsed() throws Exception {
        var starter = Starter.in(folder);
        Files.deleteIfExists(folder.resolve("start"));

        var said = run(starter.before(List.of("/bin/cat", "/proc/self/limits"), TAG, null));

        assertThat(SeenProcess.tagIn(said.text)).isEqualTo(TAG);
    }

    @Test
    void theProgramOfTheNodeBeforeIsReplaced() throws Exception {
        Files.writeString(folder.resolve("start"), "something else");

        var said = run(Starter.in(folder).before(List.of("/bin/echo", "begun"), TAG, null));

        assertThat(said).isEqualTo(new Said(0, "begun\n"));
    }
}
