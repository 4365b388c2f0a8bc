package dev.carillon.dist.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import javax.imageio.ImageIO;

/// The .deb of the console, opened on a screen that nobody sees. What it shows is in `target/console.png`.
class ConsolePackageIT {
    private static final String SCREEN = ":93";
    private static final int COLOURS_OF_A_WINDOW = 50;

    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path folder;

    @Test
    void installedConsoleOpensItsWindowAndIsRemovedWhole()
            throws IOException, InterruptedException {
        try (var machine =
                Machine.in(
                        folder,
                        "dpkg",
                        "Xvfb",
                        "import",
                        "chroot",
                        "setpriv",
                        "update-mime-database",
                        "desktop-file-validate")) {
            Files.copy(Packages.of(Packages.CONSOLE, ".deb"), machine.path("/tmp/console.deb"));
            machine.run("dpkg", "--install", "/tmp/console.deb").orFail();
            // For a node of this computer.
            assertThat(
                            machine.run(
                                            "dpkg-query",
                                            "-W",
                                            "-f",
                                            "${Recommends}",
                                            "carillon-console")
                                    .out())
                    .isEqualTo("carillon-server");
            assertThat(machine.path("/usr/lib/carillon-console/carillon-console.aot"))
                    .isNotEmptyFile();

            isOfferedForJobs(machine);
            Files.writeString(machine.path("/tmp/a.carillon.yaml"), "name: a\n");

            var screen =
                    Started.of(
                            List.of(
                                    "Xvfb",
                                    SCREEN,
                                    "-screen",
                                    "0",
                                    "1600x1000x24",
                                    "-nolisten",
                                    "unix",
                                    "-listen",
                                    "tcp",
                                    "-ac"),
                            Map.of());
            var console =
                    machine.startAs(
                            "daemon",
                            "env",
                            "DISPLAY=localhost" + SCREEN,
                            "HOME=/tmp/daemon",
                            "/usr/bin/carillon-console",
                            "/tmp/a.carillon.yaml");
            Path picture = Path.of("target/console.png").toAbsolutePath();
            await().atMost(90, TimeUnit.SECONDS)
                    .pollInterval(1, TimeUnit.SECONDS)
                    .until(
                            () ->
                                    !console.process().isAlive()
                                            || colours(picture) > COLOURS_OF_A_WINDOW);
            assertThat(console.process().isAlive()).as(Files.readString(console.err())).isTrue();
            console.stop();
            screen.stop();

            machine.run("dpkg", "--purge", "carillon-console").orFail();
            assertThat(machine.files()).noneMatch(file -> file.contains("carillon-console"));
        }
    }

    private static void isOfferedForJobs(Machine machine) throws IOException, InterruptedException {
        machine.run("update-mime-database", "/usr/share/mime").orFail();
        assertThat(machine.path("/usr/share/mime/globs2"))
                .content()
                .contains("80:application/vnd.carillon.job+yaml:*.carillon.yaml\n");
        machine.run("desktop-file-validate", "/usr/share/applications/carillon-console.desktop")
                .orFail();
        assertThat(machine.path("/usr/share/applications/carillon-console.desktop"))
                .content()
                .contains(
                        "Exec=carillon-console %f\n",
                        "MimeType=application/vnd.carillon.job+yaml;");
    }

    private static int colours(Path picture) throws IOException, InterruptedException {
        Said said =
                Started.of(
                                List.of("import", "-window", "root", picture.toString()),
                                Map.of("DISPLAY", "localhost" + SCREEN))
                        .await();
        if (said.code() != 0) {
            return 0;
        }
        BufferedImage image = ImageIO.read(picture.toFile());
        var colours = new HashSet<Integer>();
        for (int y = 0; y < image.getHeight(); y += 2) {
            for (int x = 0; x < image.getWidth(); x += 2) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours.size();
    }
}
