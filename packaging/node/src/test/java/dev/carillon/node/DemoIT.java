package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The demo as the launcher starts it, in a process of its own.
@Isolated
class DemoIT {
    private final Path folder;
    private final List<Process> started = new ArrayList<>();

    DemoIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    private Process demo(String output, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Launcher.ORIGINAL.toString());
        command.add("demo");
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        Launcher.sober(builder, folder);
        // Like a job: it never builds, which would replace what the running tests stand on.
        builder.environment().put("CARILLON_JOB", "default/demo-it");
        Process process =
                builder.directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(output).toFile())
                        .start();
        started.add(process);
        return process;
    }

    @Test
    void everyRunDueInItsTimeRunsAndASecondOneIsRefused() throws IOException, InterruptedException {
        Process demo = demo("out", "--for", "15s", "--port", "0");
        await().atMost(90, TimeUnit.SECONDS)
                .until(() -> Files.exists(folder.resolve("carillon-demo/api.address")));
        Process second = demo("second", "--port", "0");
        assertThat(second.waitFor(90, TimeUnit.SECONDS)).isTrue();

        assertThat(second.exitValue()).isEqualTo(Exit.WRONG_CONFIGURATION);
        assertThat(folder.resolve("second"))
                .content()
                .contains("Another node works in the folder", "(process ");
        assertThat(demo.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).as(Files.readString(folder.resolve("out"))).isZero();
        assertThat(folder.resolve("out"))
                .content()
                .contains("Every run due in this time ran")
                .containsPattern("contended-lock +\\S+ +DELAYED")
                .containsPattern("(?m)^node-health +3 +3 +3 +0 +0 +0$")
                .containsPattern("(?m)^slow-archive +3 +[12] +[12] +0 +[12] +0$")
                .doesNotContain("\u001b");
        assertThat(folder.resolve("carillon-demo/api.address")).doesNotExist();
    }

    @Test
    void askedToEndItEndsWithZeroAndGoesOnInTheSameFolderLater()
            throws IOException, InterruptedException {
        for (String output : List.of("first", "again")) {
            Process demo = demo(output, "--port", "0");
            await().atMost(90, TimeUnit.SECONDS)
                    .until(() -> Files.readString(folder.resolve(output)).contains("SUCCEEDED"));

            demo.destroy();

            assertThat(demo.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(demo.exitValue()).isZero();
            assertThat(folder.resolve(output)).content().contains("stopped; runs ended: ");
        }
    }
}
