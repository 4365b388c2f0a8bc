package dev.carillon.dist.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A process with what it says in files.
record Started(Process process, Path out, Path err) {
    private static final long PATIENCE_SECONDS = 240;

    /// A command of the machine that the tests run on.
    static Started of(List<String> command, Map<String, String> environment) throws IOException {
        Path out = Files.createTempFile("carillon-trial-", ".out");
        Path err = Files.createTempFile("carillon-trial-", ".err");
        var builder =
                new ProcessBuilder(command)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_"));
        builder.environment().putAll(environment);
        return new Started(builder.start(), out, err);
    }

    static Said run(String... command) throws IOException, InterruptedException {
        return of(List.of(command), Map.of()).await();
    }

    Said await() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            assertThat(process.isAlive())
                    .as("ended within %s s: %s", PATIENCE_SECONDS, Files.readString(err))
                    .isTrue();
        }
        var said = new Said(process.exitValue(), Files.readString(out), Files.readString(err));
        Files.delete(out);
        Files.delete(err);
        return said;
    }

    /// Sends TERM and waits.
    Said stop() throws IOException, InterruptedException {
        process.destroy();
        return await();
    }
}
