package dev.carillon.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A node that is started with a configuration whose database is not there: it says so, or what is wrong with the
/// configuration.
record StartedNode(int code, String said) {
    /// Codes of the program.
    static final int UNREACHABLE = 5;

    static final int WRONG_CONFIGURATION = 78;

    static StartedNode with(Path configuration, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path said = configuration.resolveSibling("said");
        var builder =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin/java")
                                                .toString(),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        "dev.carillon.node.NodeMain",
                                        "server",
                                        "--config",
                                        configuration.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        boolean ended = process.waitFor(240, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        assertThat(ended).as("ended: %s", Files.readString(said)).isTrue();
        return new StartedNode(process.exitValue(), Files.readString(said));
    }
}
