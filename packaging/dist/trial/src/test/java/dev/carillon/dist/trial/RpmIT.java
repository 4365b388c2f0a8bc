package dev.carillon.dist.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The .rpms, on a machine whose other packages rpm does not know.
@ResourceLock(Machine.USER)
class RpmIT {
    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path folder;

    @Test
    void itIsInstalledInstalledAgainAndErased() throws IOException, InterruptedException {
        try (var machine = Machine.in(folder, "rpm", "chroot", "useradd")) {
            Files.copy(Packages.of(Packages.SERVER, ".rpm"), machine.path("/tmp/server.rpm"));

            machine.run("rpm", "--nodeps", "--install", "/tmp/server.rpm").orFail();
            assertThat(machine.run("carillon", "--version").orFail().out())
                    .isEqualTo("carillon " + Packages.VERSION + "\n");
            assertThat(
                            machine.run(
                                            "stat",
                                            "-c",
                                            "%U %G %a",
                                            "/etc/carillon/carillon.yaml",
                                            "/var/lib/carillon")
                                    .out())
                    .isEqualTo("root carillon 640\ncarillon carillon 700\n");
            assertThat(machine.path("/usr/lib/carillon-server/carillon.aot")).isNotEmptyFile();
            assertThat(machine.path("/usr/lib/systemd/system/carillon.service")).isNotEmptyFile();
            assertThat(machine.path("/usr/lib/systemd/user/carillon.service")).isNotEmptyFile();

            Files.writeString(machine.path("/etc/carillon/carillon.yaml"), "# mine\n");
            machine.run("rpm", "--nodeps", "--upgrade", "--replacepkgs", "/tmp/server.rpm")
                    .orFail();
            assertThat(machine.path("/etc/carillon/carillon.yaml")).hasContent("# mine");
            assertThat(machine.run("carillon", "--version").code()).isZero();

            machine.run("rpm", "--erase", "carillon-server").orFail();
            assertThat(machine.path("/usr/lib/carillon-server")).doesNotExist();
            assertThat(machine.path("/usr/bin/carillon")).doesNotExist();
            assertThat(machine.path("/usr/lib/systemd/user/carillon.service")).doesNotExist();
        }
    }

    @Test
    void theConsoleRecommendsTheServerForANodeOfThisComputer()
            throws IOException, InterruptedException {
        try (var machine = Machine.in(folder, "rpm", "chroot")) {
            Files.copy(Packages.of(Packages.CONSOLE, ".rpm"), machine.path("/tmp/console.rpm"));

            assertThat(
                            machine.run(
                                            "rpm",
                                            "--query",
                                            "--package",
                                            "--recommends",
                                            "/tmp/console.rpm")
                                    .orFail()
                                    .out())
                    .isEqualTo("carillon-server\n");
        }
    }
}
