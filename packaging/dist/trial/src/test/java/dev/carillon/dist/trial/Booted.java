package dev.carillon.dist.trial;

import static org.awaitility.Awaitility.await;

import org.awaitility.core.ConditionTimeoutException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// A copy on write of this machine that was booted: systemd is its first process and starts nothing but what is tried. It
/// needs root, overlayfs and systemd-nspawn; without them the test is left out.
final class Booted implements AutoCloseable {
    private static final long BOOT_SECONDS = 120;

    private final Path root;
    private final Started container;
    private final ProcessHandle init;

    private Booted(Path root, Started container, ProcessHandle init) {
        this.root = root;
        this.container = container;
        this.init = init;
    }

    /// @param folder for what is changed
    static Booted in(Path folder, String... tools) throws IOException, InterruptedException {
        Machine.need("systemd-nspawn", "systemctl", "nsenter");
        Machine.need(tools);
        Machine.copyTo(folder);
        Path root = folder.resolve("root");
        // Another machine than this one; without an id it would be its first boot, which enables
        // services.
        Files.writeString(
                root.resolve("etc/machine-id"),
                UUID.randomUUID().toString().replace("-", "") + "\n");
        var container =
                Started.of(
                        List.of(
                                "systemd-nspawn",
                                "--directory=" + root,
                                "--machine=carillon-trial-" + ProcessHandle.current().pid(),
                                "--register=no",
                                "--keep-unit",
                                "--private-network",
                                "--boot",
                                "systemd.unit=basic.target"),
                        Map.of());
        try {
            await().atMost(BOOT_SECONDS, TimeUnit.SECONDS)
                    .until(() -> init(container).isPresent() || !container.process().isAlive());
            var booted = new Booted(root, container, init(container).orElseThrow());
            await().atMost(BOOT_SECONDS, TimeUnit.SECONDS)
                    .until(
                            () ->
                                    booted.run("systemctl", "is-active", "basic.target")
                                            .out()
                                            .equals("active\n"));
            return booted;
        } catch (ConditionTimeoutException | NoSuchElementException e) {
            container.process().destroyForcibly().waitFor();
            String said = Files.readString(container.out()) + Files.readString(container.err());
            Started.run("umount", "--lazy", root.toString()).orFail();
            Machine.leaveOut("systemd does not boot in a container here: " + said);
            throw e;
        }
    }

    private static Optional<ProcessHandle> init(Started container) {
        return container
                .process()
                .children()
                .filter(
                        each ->
                                each.info()
                                        .command()
                                        .map(command -> command.endsWith("/systemd"))
                                        .orElse(false))
                .findFirst();
    }

    /// Of a path as it is in the machine.
    Path path(String inside) {
        return root.resolve(inside.substring(1));
    }

    /// By root.
    Said run(String... command) throws IOException, InterruptedException {
        var whole =
                new ArrayList<>(
                        List.of(
                                "nsenter",
                                "--target=" + init.pid(),
                                "--all",
                                "env",
                                "-i",
                                "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                                "HOME=/root",
                                "LANG=C.UTF-8",
                                "DEBIAN_FRONTEND=noninteractive"));
        whole.addAll(Arrays.asList(command));
        return Started.of(whole, Map.of()).await();
    }

    /// What systemd says of the service.
    String property(String name) throws IOException, InterruptedException {
        return run("systemctl", "show", "--property=" + name, "--value", "carillon.service")
                .orFail()
                .out()
                .strip();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        container.process().destroy();
        if (!container.process().waitFor(60, TimeUnit.SECONDS)) {
            container.process().destroyForcibly().waitFor();
        }
        Files.delete(container.out());
        Files.delete(container.err());
        Started.run("umount", "--lazy", root.toString()).orFail();
    }
}
