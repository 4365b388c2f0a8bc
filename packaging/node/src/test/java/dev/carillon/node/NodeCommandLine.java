package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How tests start a node as a process of its own: what was packaged, as the launcher starts it.
final class NodeCommandLine {
    /// What the launcher gives a node, but for its heap.
    static final List<String> SMALL =
            List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1");

    private static final Path BUILT = Path.of("target").toAbsolutePath();

    /// The class path that the cache is of.
    static final String PACKAGED =
            BUILT.resolve("lib/*") + ":" + BUILT.resolve("carillon-node.jar");

    private NodeCommandLine() {}

    /// @param options of its virtual machine
    /// @param log to which all it prints is added
    static Process start(List<String> options, Path config, Path log) throws IOException {
        return builder(List.of(), options, PACKAGED, config, log).start();
    }

    /// @param signal such as `STOP`
    static void signal(Process process, String signal) throws IOException, InterruptedException {
        var sent = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        assertThat(sent.waitFor()).isZero();
    }

    /// @param prefix of the command
    static ProcessBuilder builder(
            List<String> prefix, List<String> options, String classPath, Path config, Path log) {
        return builder(
                prefix, options, classPath, List.of("server", "--config", config.toString()), log);
    }

    /// @param arguments of the command line
    static ProcessBuilder builder(
            List<String> prefix,
            List<String> options,
            String classPath,
            List<String> arguments,
            Path log) {
        var command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        // With another class path the virtual machine was seen to run classes of the cache all the
        // same.
        if (classPath.equals(PACKAGED)) {
            command.addAll(
                    List.of("-XX:AOTCache=" + BUILT.resolve("carillon.aot"), "-Xlog:disable"));
        }
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        NodeMain.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    }
}
