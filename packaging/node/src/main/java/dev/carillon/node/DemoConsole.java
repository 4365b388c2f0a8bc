package dev.carillon.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The console beside the demo: a program of its own, signed in by the token in the demo's folder.
final class DemoConsole implements AutoCloseable {
    private static final String LOG = "console.log";

    /// Shells count a process that a signal ended from here on: Ctrl+C ends both.
    private static final int BY_SIGNAL = 128;

    private final Path log;
    private final Process process;

    private DemoConsole(Path log, Process process) {
        this.log = log;
        this.process = process;
    }

    /// @param launcher the program `carillon`
    /// @param folder of the demo, whose node answers
    /// @param closed is called when the console was closed, or could not be opened; on any thread
    static DemoConsole open(Path launcher, Path folder, Runnable closed) {
        Path log = folder.resolve(LOG);
        try {
            Process process =
                    new ProcessBuilder(launcher.toString(), "console", "--node", folder.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            process.getOutputStream().close();
            process.onExit().thenRun(closed);
            return new DemoConsole(log, process);
        } catch (IOException e) {
            throw new WrongConfiguration(
                    "The console cannot be started by " + launcher + ": " + DataFolder.reason(e));
        }
    }

    /// What became of it: nothing to say while it is open, or when it was closed or ended by a signal.
    ///
    /// @return sentences
    List<String> troubles() {
        if (process.isAlive() || process.exitValue() == 0 || process.exitValue() >= BY_SIGNAL) {
            return List.of();
        }
        try (var lines = Files.lines(log)) {
            String last = lines.reduce("nothing", (_, later) -> later);
            return List.of(
                    "the console ended with code %d; it said last, in %s: %s"
                            .formatted(process.exitValue(), log, PlainText.line(last)));
        } catch (IOException e) {
            throw new UncheckedIOException("the output of the console cannot be read: " + log, e);
        }
    }

    /// Ends it when it is still open.
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
