package dev.carillon.console.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

class ConsoleMainTest {
    @Test
    void withoutADisplayItSaysSoInsteadOfFailing() throws Exception {
        var builder =
                new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                ConsoleMain.class.getName()));
        builder.environment().remove("DISPLAY");
        builder.environment().remove("WAYLAND_DISPLAY");
        var process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        if (System.getProperty("os.name").contains("Linux")) {
            assertThat(process.exitValue()).isEqualTo(ConsoleMain.NO_DISPLAY);
            assertThat(said).startsWith("carillon: the console needs a display");
        }
    }

    @Test
    void onlyLinuxTellsByTheEnvironment() {
        assertThat(ConsoleMain.hasDisplay("Mac OS X", Map.of())).isTrue();
        assertThat(ConsoleMain.hasDisplay("Linux", Map.of("DISPLAY", ":0"))).isTrue();
        assertThat(ConsoleMain.hasDisplay("Linux", Map.of("WAYLAND_DISPLAY", "w"))).isTrue();
    }
}
