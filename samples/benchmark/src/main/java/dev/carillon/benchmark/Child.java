package dev.carillon.benchmark;

import dev.carillon.benchmark.contender.ContenderMain;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A process of the benchmark in which something is measured. It prints a name, a tab and a value in each line.
final class Child implements AutoCloseable {
    private static final long LONGEST_MINUTES = 15;

    private final String name;
    private final Path errors;
    private final Process process;
    private final BufferedReader out;

    private Child(String name, Path errors, Process process) {
        this.name = name;
        this.errors = errors;
        this.process = process;
        out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /// @param name of its folder
    static Child start(Bench bench, String name, Class<?> main, List<String> arguments)
            throws IOException {
        Path folder = Files.createDirectories(bench.work().resolve(name));
        Path errors = folder.resolve("errors");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(bench.java());
        bench.recording(name).ifPresent(command::add);
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath(bench),
                        main.getName()));
        command.addAll(arguments);
        var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        Leftovers.watch(process);
        return new Child(name, errors, process);
    }

    /// What a process prints until it ends, in its order.
    static Map<String, String> figures(
            Bench bench, String name, Class<?> main, List<String> arguments) throws Exception {
        try (var child = start(bench, name, main, arguments)) {
            return child.figures();
        }
    }

    /// The arguments of one of several processes in which an entrant works on a database.
    static List<String> arguments(
            Entrant entrant, Store.Place place, Path folder, int number, int of, int threads) {
        // The engine asks H2 for it by itself, and refuses to be told.
        String url = entrant.ours() ? place.url() : durable(place.url());
        return List.of(
                entrant.id(),
                url,
                place.user(),
                place.password(),
                folder.toString(),
                "" + number,
                "" + of,
                "" + threads);
    }

    static Child member(
            Bench bench, Entrant entrant, Store.Place place, Path folder, int number, int of)
            throws Exception {
        var arguments =
                new ArrayList<>(arguments(entrant, place, folder, number, of, bench.threads()));
        arguments.add("member");
        var child =
                start(
                        bench,
                        folder.getFileName() + "-member-" + number,
                        ContenderMain.class,
                        arguments);
        String ready = child.answer();
        if (!ready.equals("ready")) {
            throw child.failure("is not ready but " + ready);
        }
        return child;
    }

    private Map<String, String> figures() throws Exception {
        var figures = new LinkedHashMap<String, String>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            String[] parts = line.split("\t", 2);
            if (parts.length == 2) {
                figures.put(parts[0], parts[1]);
            }
        }
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw failure("failed or was too slow");
        }
        return figures;
    }

    /// Has a member do something.
    String ask(String command) throws IOException {
        process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return answer();
    }

    private String answer() throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("answer\t")) {
                return line.substring("answer\t".length());
            }
        }
        throw failure("ended");
    }

    private IOException failure(String how) throws IOException {
        return new IOException(name + " " + how + ": " + Files.readString(errors).strip());
    }

    // What a node asks of H2, so that a commit costs the same.
    static String durable(String url) {
        return url.startsWith("jdbc:h2:")
                ? url + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000"
                : url + (url.contains("?") ? "&" : "?") + "reWriteBatchedInserts=true";
    }

    // The engine is on the class path of the node alone, the others are among the benchmark's own
    // libraries.
    private static String classPath(Bench bench) {
        var own =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList();
        return String.join(File.pathSeparator, own) + File.pathSeparator + bench.nodeClassPath();
    }

    /// Ends the process: a member ends when its input does.
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
