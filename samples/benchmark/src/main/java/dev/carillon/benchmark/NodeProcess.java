package dev.carillon.benchmark;

import dev.carillon.api.client.HttpCarillon;
import dev.carillon.benchmark.job.PluginJar;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A node as a process of its own, with the class path and the main class of `packaging/bin/carillon`.
final class NodeProcess implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(5);
    private static final Duration LONGEST_END = Duration.ofSeconds(30);
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final long POLL_NANOS = 2_000_000;

    private final Path folder;
    private final Process process;
    private final URI url;
    private final Duration startToReady;

    private NodeProcess(Path folder, Process process, URI url, Duration startToReady) {
        this.folder = folder;
        this.process = process;
        this.url = url;
        this.startToReady = startToReady;
    }

    /// What a node is started with.
    ///
    /// @param java options of its virtual machine
    /// @param slots how many runs it executes at a time
    /// @param name of the node
    /// @param more lines of its configuration
    record Setting(
            Path folder,
            Store.Place database,
            List<String> java,
            String classPath,
            int slots,
            String name,
            String more) {
        /// The same with another largest heap.
        Setting withHeap(int megabytes) {
            var others = java.stream().filter(option -> !option.startsWith("-Xmx"));
            return new Setting(
                    folder,
                    database,
                    Stream.concat(others, Stream.of("-Xmx" + megabytes + "m")).toList(),
                    classPath,
                    slots,
                    name,
                    more);
        }

        /// The same as one of several nodes on its database.
        Setting member(int number) throws IOException {
            Path own = folder.resolveSibling(folder.getFileName() + "-" + number);
            PluginJar.write(Files.createDirectories(own.resolve("plugins")));
            return new Setting(
                    own,
                    database,
                    java,
                    classPath,
                    slots,
                    "measured-" + number,
                    "cluster: {secret: of the benchmark alone, port: " + freePort() + "}\n");
        }
    }

    /// Starts the node and returns when `/health/ready` answers 200.
    static NodeProcess start(Setting setting) throws IOException {
        Files.createDirectories(setting.folder);
        int port = freePort();
        Path config = setting.folder.resolve("node.yaml");
        Files.writeString(config, configuration(setting, port));
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(setting.java);
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        setting.classPath,
                        "dev.carillon.node.NodeMain",
                        "server",
                        "--config",
                        config.toString()));
        var url = URI.create("http://127.0.0.1:" + port);
        var log = setting.folder.resolve("node.log").toFile();
        long began = System.nanoTime();
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                        .start();
        Leftovers.watch(process);
        try {
            awaitReady(process, url, began, log.toPath());
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
        var took = Duration.ofNanos(System.nanoTime() - began);
        return new NodeProcess(setting.folder, process, url, took);
    }

    private static String configuration(Setting setting, int port) {
        return """
        data: {folder: "%s"}
        database: {url: "%s", user: "%s", password: "%s"}
        api: {port: %d}
        node: {name: %s, slots: %d}
        quota: {schedules: 10000000}
        %s"""
                .formatted(
                        setting.folder.toAbsolutePath(),
                        setting.database.url(),
                        setting.database.user(),
                        setting.database.password(),
                        port,
                        setting.name,
                        setting.slots,
                        setting.more);
    }

    /// Bytes of its heap that are in use after a collection.
    long heapBytes() throws IOException {
        jcmd("GC.run");
        // The collection ends after the answer.
        LockSupport.parkNanos(1_000_000_000);
        String shown = jcmd("GC.heap_info");
        // A line for each generation, and two for what is not in the heap.
        long used = 0;
        for (String line : shown.lines().toList()) {
            var found = USED.matcher(line);
            if (found.find() && !line.contains("Metaspace") && !line.contains("class space")) {
                used += Long.parseLong(found.group(1)) * 1024;
            }
        }
        if (used == 0) {
            throw new IOException("no used heap in: " + shown);
        }
        return used;
    }

    private String jcmd(String command) throws IOException {
        var asked =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(process.pid()),
                                command)
                        .redirectErrorStream(true)
                        .start();
        try (var answer = asked.getInputStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitReady(Process process, URI url, long began, Path log)
            throws IOException {
        while (!ready(url)) {
            if (!process.isAlive()) {
                throw new IOException(
                        "the node ended with "
                                + process.exitValue()
                                + ": "
                                + Files.readString(log));
            }
            if (System.nanoTime() - began > LONGEST_START.toNanos()) {
                throw new IOException("the node was not ready after " + LONGEST_START);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static boolean ready(URI url) throws IOException {
        var connection = (HttpURLConnection) url.resolve("/health/ready").toURL().openConnection();
        connection.setReadTimeout(5_000);
        try {
            return connection.getResponseCode() == 200;
        } catch (SocketException | SocketTimeoutException _) {
            // Not listening yet, or it has just tried the port and closed it again.
            return false;
        } finally {
            connection.disconnect();
        }
    }

    Duration startToReady() {
        return startToReady;
    }

    Path folder() {
        return folder;
    }

    /// The node and its watcher.
    ProcessUsage usage() {
        return ProcessUsage.ofTree(process.toHandle());
    }

    /// The time of processors of the node, its watcher and all processes they started and waited for, in hundredths of a
    /// second.
    long cpuTicksWithEnded() throws IOException {
        return ProcessUsage.ticksOfTrees(Stream.of(process.toHandle()));
    }

    /// The watcher alone.
    ProcessUsage childrenUsage() {
        var node = ProcessUsage.of(process.pid());
        var tree = usage();
        return new ProcessUsage(
                tree.rssBytes() - node.rssBytes(),
                tree.pssBytes() - node.pssBytes(),
                tree.cpuTicks() - node.cpuTicks());
    }

    HttpCarillon connect() throws IOException {
        return HttpCarillon.connect(url, token());
    }

    WireClient wire() throws IOException {
        return new WireClient(url, token());
    }

    URI url() {
        return url;
    }

    String token() throws IOException {
        return Files.readString(folder.resolve("admin.token")).strip();
    }

    /// Asks the node to end and waits for it and its watcher.
    @Override
    public void close() {
        var children = process.descendants().toList();
        process.destroy();
        await(process.onExit(), "the node");
        children.forEach(child -> await(child.onExit(), "the node's process " + child.pid()));
    }

    private void await(java.util.concurrent.Future<?> exit, String who) {
        try {
            exit.get(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | InterruptedException e) {
            process.destroyForcibly();
            throw new IllegalStateException(who + " did not end within " + LONGEST_END, e);
        }
    }
}
