package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The launcher is a script here, which does what a console does that is closed, cannot open, or stays.
@DisabledOnOs(OS.WINDOWS)
class DemoConsoleTest {
    @TempDir Path folder;
    private final CountDownLatch closed = new CountDownLatch(1);

    private DemoConsole open(String script) throws IOException {
        Path launcher = folder.resolve("carillon");
        Files.writeString(launcher, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        return DemoConsole.open(launcher, folder, closed::countDown);
    }

    @Test
    void itIsOpenedOnTheFolderOfTheDemoAndClosingItIsTold() throws Exception {
        try (var console = open("echo \"$@\" > \"$3/asked\"")) {
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();

            assertThat(console.troubles()).isEmpty();
            assertThat(folder.resolve("asked")).hasContent("console --node " + folder);
        }
    }

    @Test
    void oneThatCannotOpenIsToldWithWhatItSaid() throws Exception {
        try (var console = open("echo starting; echo 'no display here' >&2; exit 69")) {
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();

            assertThat(console.troubles())
                    .singleElement()
                    .asString()
                    .contains("ended with code 69", "no display here", "console.log");
        }
    }

    @Test
    void oneThatIsOpenEndsWithTheDemo() throws Exception {
        var console = open("exec sleep 600");
        assertThat(console.troubles()).isEmpty();

        console.close();

        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(console.troubles()).isEmpty();
    }

    @Test
    void aLauncherThatIsNotThereIsSaid() {
        assertThatThrownBy(
                        () ->
                                DemoConsole.open(
                                        folder.resolve("nothing"), folder, closed::countDown))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageContaining("The console cannot be started by " + folder);
    }
}
