package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.client.HttpCarillon;
import dev.carillon.testkit.TestDatabase;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A node in a process of its own, on a database of its own, that can be armed to end at a crash
/// point and started again.
final class CrashNode implements AutoCloseable {
    private static final int CRASHED = 137;

    private final Path folder;
    private final Path arm;
    private final List<Process> processes = new ArrayList<>();

    CrashNode(Path folder, TestDatabase kind) throws IOException {
        this.folder = folder;
        arm = folder.resolve("armed");
        var database = kind.fresh();
        Files.writeString(
                folder.resolve("carillon.yaml"),
                """
                data: {folder: %s}
                api: {port: 0}
                node: {name: crash, slots: 16}
                """
                                .formatted(folder.resolve("data"))
                        + (kind == TestDatabase.H2
                                ? ""
                                : "database: {url: \"%s\", user: %s, password: %s}\n"
                                        .formatted(
                                                database.url(),
                                                database.user(),
                                                database.password())));
    }

    /// Starts it; with a point it ends at so many hits after [#arm].
    void start(String... options) throws IOException {
        Files.deleteIfExists(folder.resolve("data/api.address"));
        var all = new ArrayList<>(NodeCommandLine.SMALL);
        all.add("-Xmx128m");
        all.addAll(List.of(options));
        processes.add(
                NodeCommandLine.start(
                        all, folder.resolve("carillon.yaml"), folder.resolve("node.log")));
    }

    /// Starts a command instead, with its configuration.
    void command(String option, String... arguments) throws IOException {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", folder.resolve("carillon.yaml").toString()));
        processes.add(
                NodeCommandLine.builder(
                                List.of(),
                                List.of(option),
                                NodeCommandLine.PACKAGED,
                                all,
                                folder.resolve("node.log"))
                        .start());
    }

    String property(String point, int hits) {
        return "-Dcarillon.crash=" + point + ":" + hits + ":" + arm;
    }

    /// From now on hits count.
    void arm() throws IOException {
        Files.createFile(arm);
    }

    void terminate() {
        processes.getLast().destroy();
    }

    void kill() {
        processes.getLast().destroyForcibly().onExit().join();
    }

    /// @param name of a signal, such as `STOP`
    void signal(String name) throws IOException, InterruptedException {
        NodeCommandLine.signal(processes.getLast(), name);
    }

    boolean alive() {
        return processes.getLast().isAlive();
    }

    /// Waits until it ended at its crash point, and fails when it ended otherwise or not at all: then
    /// nothing was tested.
    void awaitCrash() throws IOException, InterruptedException {
        assertThat(processes.getLast().waitFor(40, TimeUnit.SECONDS))
                .as("the crash point was hit; log:%n%s", log())
                .isTrue();
        assertThat(processes.getLast().exitValue())
                .as("exit code; log:%n%s", log())
                .isEqualTo(CRASHED);
    }

    /// Asks it to stop, and waits for its end.
    void stop() throws InterruptedException {
        var process = processes.getLast();
        process.destroy();
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).as("the node ended").isTrue();
        assertThat(process.exitValue()).isZero();
    }

    HttpCarillon connect() throws IOException {
        var address = folder.resolve("data/api.address");
        await().atMost(40, TimeUnit.SECONDS)
                .until(() -> Files.exists(address) && !Files.readString(address).isBlank());
        return HttpCarillon.connect(
                URI.create(Files.readString(address).strip()),
                Files.readString(folder.resolve("data/admin.token")).strip());
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("node.log"));
    }

    /// How many processes of jobs there are that carry this text in their arguments.
    static long processesWith(String argument) {
        return ProcessHandle.allProcesses()
                .filter(
                        process ->
                                process.info().arguments().map(List::of).orElse(List.of()).stream()
                                        .anyMatch(each -> each.contains(argument)))
                .count();
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }
}
