package dev.carillon.console.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// `carillon demo --console` as it is started from a terminal.
class DemoJourney {
    private static final Path LAUNCHER =
            Path.of("..", "bin", "carillon").toAbsolutePath().normalize();

    @TempDir Path folder;
    private @Nullable Process demo;

    private Process demo(String javaOptions) throws IOException {
        var builder =
                new ProcessBuilder(
                        LAUNCHER.toString(),
                        "demo",
                        "--console",
                        "--port",
                        "0",
                        "--folder",
                        folder.resolve("demo").toString());
        var environment = builder.environment();
        environment.remove("DISPLAY");
        environment.remove("WAYLAND_DISPLAY");
        environment.put("HOME", folder.toString());
        environment.put("JAVA25_HOME", System.getProperty("java.home"));
        environment.put("CARILLON_CONSOLE_JAVA_OPTS", javaOptions);
        // Like a job: it never builds, which would replace what the running tests stand on.
        environment.put("CARILLON_JOB", "default/demo-journey");
        demo =
                builder.redirectErrorStream(true)
                        .redirectOutput(folder.resolve("out").toFile())
                        .start();
        return demo;
    }

    @Test
    void theConsoleIsOpenedOnTheDemoAndTheDemoEndsWithIt() throws Exception {
        var demo = demo("-Dglass.platform=Headless -Dprism.order=sw");
        await().atMost(60, TimeUnit.SECONDS)
                .failFast("the demo ended", () -> !demo.isAlive())
                .until(() -> console(demo).isPresent() && said().contains("SUCCEEDED"));

        console(demo).orElseThrow().destroy();

        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).as(said()).isZero();
        assertThat(said()).contains("stopped; runs ended: ").doesNotContain("the console ended");
    }

    @Test
    void withoutADisplayItSaysWhatToDoBeforeAnythingBegins() throws Exception {
        var demo = demo("-Xmx100m");

        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        if (System.getProperty("os.name").contains("Linux")) {
            assertThat(demo.exitValue()).as(said()).isEqualTo(ConsoleMain.NO_DISPLAY);
            assertThat(said()).startsWith("carillon: the console needs a display");
            assertThat(folder.resolve("demo")).doesNotExist();
        }
    }

    private static Optional<ProcessHandle> console(Process demo) {
        return demo.descendants()
                .filter(
                        process ->
                                process.info()
                                        .commandLine()
                                        .orElse("")
                                        .contains(ConsoleMain.class.getName()))
                .findFirst();
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    @AfterEach
    void end() throws InterruptedException {
        Objects.requireNonNull(demo).destroy();
        Objects.requireNonNull(demo).waitFor();
    }
}
