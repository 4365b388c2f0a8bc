package dev.carillon.dist.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/// The .deb of the server on a machine with systemd: the unit as systemd runs it.
@ResourceLock(Machine.USER)
class ServiceIT {
    private static final String CONFIG = "/etc/carillon/carillon.yaml";

    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path folder;

    private Booted machine;

    @BeforeEach
    void install() throws IOException, InterruptedException {
        machine = Booted.in(folder, "dpkg", "useradd");
        installPackage();
    }

    @AfterEach
    void leave() throws IOException, InterruptedException {
        if (machine != null) {
            machine.close();
        }
    }

    // What is in /tmp before systemd mounts its own there is not seen.
    private void installPackage() throws IOException, InterruptedException {
        Files.copy(
                Packages.of(Packages.SERVER, ".deb"),
                machine.path("/root/carillon-server.deb"),
                StandardCopyOption.REPLACE_EXISTING);
        machine.run("dpkg", "--install", "/root/carillon-server.deb").orFail();
    }

    private void awaitActive() {
        await().atMost(120, TimeUnit.SECONDS)
                .until(() -> machine.property("ActiveState").equals("active"));
    }

    private void requireActive() throws IOException, InterruptedException {
        assertThat(machine.property("ActiveState"))
                .as(machine.run("journalctl", "--no-pager", "--lines=60").out())
                .isEqualTo("active");
    }

    private void applyJobs() throws IOException, InterruptedException {
        Files.writeString(
                machine.path("/root/jobs.yaml"),
                """
                name: who
                task: {shell: {command: [sh, -c, 'id -un; pwd']}}
                ---
                name: breaks-out
                task: {shell: {command: [sh, -c, '! touch /usr/lib/carillon-server/x /etc/x']}}
                """);
        machine.run("carillon", "apply", "/root/jobs.yaml").orFail();
    }

    @Test
    void serviceRunsOnceItIsInstalledAndIsGoneOnceItIsPurged()
            throws IOException, InterruptedException {
        // The installation has waited until the node told that it is ready.
        requireActive();
        assertThat(machine.property("StatusText")).contains("http://127.0.0.1:7180");
        assertThat(machine.run("systemctl", "is-enabled", "carillon.service").out())
                .isEqualTo("enabled\n");

        applyJobs();
        var run = machine.run("carillon", "run", "who", "--wait").orFail();
        String id = run.out().substring(0, run.out().indexOf(' '));
        assertThat(machine.run("carillon", "log", id).orFail().out())
                .startsWith("carillon\n/var/lib/carillon/work/");
        machine.run("carillon", "run", "breaks-out", "--wait").orFail();

        String process = machine.property("MainPID");
        installPackage();
        requireActive();
        assertThat(machine.property("MainPID")).isNotEqualTo(process);
        assertThat(machine.run("carillon", "runs").orFail().out()).contains("who", "SUCCEEDED");

        machine.run("systemctl", "stop", "carillon.service").orFail();
        assertThat(machine.property("Result")).isEqualTo("success");
        assertThat(machine.property("ExecMainStatus")).isEqualTo("0");
        assertThat(machine.run("journalctl", "--unit=carillon.service").orFail().out())
                .contains("carillon[");

        machine.run("dpkg", "--purge", "carillon-server").orFail();
        assertThat(machine.property("LoadState")).isEqualTo("not-found");
        assertThat(machine.path("/var/lib/carillon")).doesNotExist();
        assertThat(machine.path("/etc/carillon")).doesNotExist();
        assertThat(machine.run("getent", "passwd", "carillon").code()).isNotZero();
        assertThat(
                        machine.run(
                                        "find",
                                        "/etc/systemd",
                                        "/usr/lib/systemd",
                                        "-name",
                                        "carillon*")
                                .orFail()
                                .out())
                .isEmpty();
    }

    @Test
    void nodeThatHangsIsStartedAgainByTheWatchdog() throws IOException, InterruptedException {
        applyJobs();
        machine.run("carillon", "run", "who", "--wait").orFail();
        // As the unit has it, but sooner.
        Path more = machine.path("/etc/systemd/system/carillon.service.d/trial.conf");
        Files.createDirectories(more.getParent());
        Files.writeString(more, "[Service]\nWatchdogSec=6\nTimeoutAbortSec=2\n");
        machine.run("systemctl", "daemon-reload").orFail();
        machine.run("systemctl", "restart", "carillon.service").orFail();
        String process = machine.property("MainPID");

        machine.run("kill", "-STOP", process).orFail();

        await().atMost(120, TimeUnit.SECONDS)
                .until(() -> machine.property("NRestarts").equals("1"));
        awaitActive();
        assertThat(machine.property("MainPID")).isNotEqualTo(process);
        assertThat(machine.run("carillon", "runs").orFail().out()).contains("who", "SUCCEEDED");
        assertThat(machine.run("journalctl", "--unit=carillon.service").orFail().out())
                .contains("Watchdog timeout");
    }

    @Test
    void wrongConfigurationFailsTheServiceForGoodAndTheJournalSaysWhy()
            throws IOException, InterruptedException {
        machine.run("systemctl", "stop", "carillon.service").orFail();
        Path config = machine.path(CONFIG);
        Files.writeString(config, Files.readString(config) + "node: {slot: 1}\n");

        assertThat(machine.run("systemctl", "start", "carillon.service").code()).isNotZero();

        assertThat(machine.property("ActiveState")).isEqualTo("failed");
        assertThat(machine.property("ExecMainStatus")).isEqualTo("78");
        assertThat(machine.property("NRestarts")).isEqualTo("0");
        assertThat(machine.run("journalctl", "--unit=carillon.service").orFail().out())
                .contains("unknown key \"slot\", did you mean \"slots\"?");
    }
}
