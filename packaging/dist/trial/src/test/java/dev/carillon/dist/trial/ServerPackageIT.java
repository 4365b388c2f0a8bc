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
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The .deb of the server, installed where no systemd is, as in a container.
@ResourceLock(Machine.USER)
class ServerPackageIT {
    private static final String CONFIG = "/etc/carillon/carillon.yaml";
    private static final String DATA = "/var/lib/carillon";

    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path folder;

    private Machine machine;

    @BeforeEach
    void install() throws IOException, InterruptedException {
        machine = Machine.in(folder, "dpkg", "dpkg-deb", "chroot", "setpriv", "useradd");
        install(Packages.of(Packages.SERVER, ".deb"));
        useAnyPort();
    }

    @AfterEach
    void leave() throws IOException, InterruptedException {
        if (machine != null) {
            machine.close();
        }
    }

    private void install(Path file) throws IOException, InterruptedException {
        Files.copy(
                file,
                machine.path("/tmp/carillon-server.deb"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        machine.run("dpkg", "--force-confold", "--install", "/tmp/carillon-server.deb").orFail();
    }

    // Others may use the usual one on the machine that the tests run on.
    private void useAnyPort() throws IOException {
        Path config = machine.path(CONFIG);
        Files.writeString(config, Files.readString(config) + "\napi: {port: 0}\n");
    }

    private Started startNode() throws IOException {
        var node = machine.startAs("carillon", "/usr/bin/carillon", "server", "--config", CONFIG);
        await().atMost(60, TimeUnit.SECONDS)
                .until(
                        () ->
                                Files.exists(machine.path(DATA + "/api.address"))
                                        || !node.process().isAlive());
        return node;
    }

    private void applyJob() throws IOException, InterruptedException {
        Files.writeString(
                machine.path("/tmp/job.yaml"),
                "name: who\ntask: {shell: {command: [sh, -c, 'id -un; pwd']}}\n");
        machine.run("carillon", "apply", "/tmp/job.yaml").orFail();
    }

    @Test
    void nodeRunsJobsAsItsUserAndEndsOnTermWithZero() throws IOException, InterruptedException {
        var node = startNode();
        applyJob();

        var run = machine.run("carillon", "run", "who", "--wait").orFail();
        String id = run.out().substring(0, run.out().indexOf(' '));
        assertThat(machine.run("carillon", "log", id).orFail().out())
                .startsWith("carillon\n" + DATA + "/work/");
        assertThat(machine.runAs("daemon", "carillon", "jobs").code()).isEqualTo(5);
        assertThat(machine.run("stat", "-c", "%U %G %a", DATA, CONFIG).out())
                .isEqualTo("carillon carillon 700\nroot carillon 640\n");

        assertThat(node.stop().code()).isZero();
    }

    @Test
    void aUserHasANodeOfTheirOwnAsTheUnitOfTheUserStartsIt()
            throws IOException, InterruptedException {
        Files.createDirectories(machine.path("/tmp/daemon"));
        machine.run("chown", "daemon", "/tmp/daemon").orFail();
        String command =
                Files.readString(machine.path("/usr/lib/systemd/user/carillon.service"))
                        .lines()
                        .filter(line -> line.startsWith("ExecStart="))
                        .findFirst()
                        .orElseThrow()
                        .substring("ExecStart=".length());

        var node =
                machine.startAs(
                        "daemon",
                        "env",
                        "XDG_DATA_HOME=/tmp/daemon",
                        "sh",
                        "-c",
                        "exec " + command);
        await().atMost(60, TimeUnit.SECONDS)
                .until(
                        () ->
                                Files.exists(machine.path("/tmp/daemon/carillon/api.address"))
                                        || !node.process().isAlive());

        assertThat(
                        machine.runAs(
                                        "daemon",
                                        "env",
                                        "XDG_DATA_HOME=/tmp/daemon",
                                        "carillon",
                                        "nodes")
                                .orFail()
                                .out())
                .contains("UP");
        assertThat(machine.run("stat", "-c", "%U %a", "/tmp/daemon/carillon").out())
                .isEqualTo("daemon 700\n");
        assertThat(node.stop().code()).isZero();
    }

    @Test
    void upgradeKeepsConfigurationAndHistoryAndPurgeLeavesNothing()
            throws IOException, InterruptedException {
        var node = startNode();
        applyJob();
        machine.run("carillon", "run", "who", "--wait").orFail();
        assertThat(node.stop().code()).isZero();
        String config = Files.readString(machine.path(CONFIG));

        install(newer());
        assertThat(machine.run("dpkg-query", "-W", "-f", "${Version}", "carillon-server").out())
                .isEqualTo(Packages.VERSION + "+1");
        assertThat(machine.path(CONFIG)).hasContent(config);
        var upgraded = startNode();
        assertThat(machine.run("carillon", "runs").orFail().out()).contains("who", "SUCCEEDED");
        assertThat(upgraded.stop().code()).isZero();

        machine.run("dpkg", "--remove", "carillon-server").orFail();
        assertThat(machine.path("/usr/lib/carillon-server")).doesNotExist();
        assertThat(machine.path("/usr/bin/carillon")).doesNotExist();
        assertThat(machine.path(CONFIG)).hasContent(config);
        assertThat(machine.path(DATA + "/carillon.mv.db")).exists();

        machine.run("dpkg", "--purge", "carillon-server").orFail();
        assertThat(machine.files()).noneMatch(file -> file.contains("carillon"));
        assertThat(machine.path("/etc/carillon")).doesNotExist();
        assertThat(machine.path(DATA)).doesNotExist();
        assertThat(machine.run("getent", "passwd", "carillon").code()).isNotZero();
    }

    // The same files with another number.
    private Path newer() throws IOException, InterruptedException {
        Path unpacked = folder.resolve("newer");
        Started.run(
                        "dpkg-deb",
                        "--raw-extract",
                        Packages.of(Packages.SERVER, ".deb").toString(),
                        unpacked.toString())
                .orFail();
        Path control = unpacked.resolve("DEBIAN/control");
        Files.writeString(
                control,
                Files.readString(control)
                        .replace(
                                "Version: " + Packages.VERSION,
                                "Version: " + Packages.VERSION + "+1"));
        Path file = folder.resolve("newer.deb");
        Started.run(
                        "dpkg-deb",
                        "-Zgzip",
                        "-z1",
                        "--root-owner-group",
                        "--build",
                        unpacked.toString(),
                        file.toString())
                .orFail();
        return file;
    }

    @Test
    void whatIsWrongAtTheStartIsToldWithCode78() throws IOException, InterruptedException {
        Path config = machine.path(CONFIG);
        String right = Files.readString(config);

        Files.writeString(config, right + "node: {slot: 1}\n");
        assertRefused(
                "%s:%d:8: unknown key \"slot\", did you mean \"slots\"?"
                        .formatted(CONFIG, right.lines().count() + 1));

        Files.writeString(config, right.replace("folder: " + DATA, "folder: /usr/lib/data"));
        assertRefused(
                "The folder /usr/lib/data cannot be written: access to /usr/lib/data is denied");

        try (var taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            Files.writeString(config, right.replace("port: 0", "port: " + taken.getLocalPort()));
            assertRefused("Port " + taken.getLocalPort() + " on 127.0.0.1 cannot be used");
        }
    }

    private void assertRefused(String why) throws IOException, InterruptedException {
        var said = machine.runAs("carillon", "carillon", "server", "--config", CONFIG);

        assertThat(said.code()).isEqualTo(78);
        assertThat(said.err()).contains(why);
    }

    @Test
    void startUsesTheCacheThatTheInstallationMade() throws IOException, InterruptedException {
        assertThat(machine.path("/usr/lib/carillon-server/carillon.aot")).isNotEmptyFile();
        String launcher = Files.readString(machine.path("/usr/lib/carillon-server/bin/carillon"));
        // Without the cache it would end with an error then, and not do without.
        Files.writeString(
                machine.path("/tmp/strict"),
                launcher.replace("-Xlog:disable \"$@\"\nfi", "-XX:AOTMode=on \"$@\"\nfi")
                        .replace("$(dirname \"$self\")/..", "/usr/lib/carillon-server"));
        assertThat(Files.readString(machine.path("/tmp/strict"))).contains("-XX:AOTMode=on");

        var said = machine.run("sh", "/tmp/strict", "--version").orFail();

        assertThat(said.out()).endsWith("carillon " + Packages.VERSION + "\n");
    }

    @Test
    void consoleIsNamedAsAPackageOfItsOwn() throws IOException, InterruptedException {
        machine.run("rm", "-f", "/usr/bin/carillon-console").orFail();

        var said = machine.run("carillon", "console");

        assertThat(said.code()).isEqualTo(69);
        assertThat(said.err()).contains("install carillon-console");
        assertThat(machine.path("/usr/lib/carillon-server/lib"))
                .isDirectoryNotContaining(jar -> jar.getFileName().toString().contains("javafx"));
    }
}
