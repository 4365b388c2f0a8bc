package dev.carillon.engine.executor.shell;

import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Output;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// A program under way. It is over when the process ended and its output was read; a grandchild that
/// holds the output open has two seconds, then it is killed with all others of the attempt.
final class ShellExecution implements Execution {
    private static final long OUTPUT_PATIENCE_SECONDS = 2;

    private final Process process;
    private final Attempt attempt;
    private final List<Integer> expected;
    private final Path folder;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final AtomicBoolean stopping = new AtomicBoolean();

    ShellExecution(
            Process process, Attempt attempt, List<Integer> expected, Path folder, Output output) {
        this.process = process;
        this.attempt = attempt;
        this.expected = expected;
        this.folder = folder;
        var read = new CompletableFuture<Void>();
        Thread.ofVirtual()
                .name("carillon-output-" + attempt.runId())
                .start(
                        () -> {
                            new OutputLines(output).readAll(process.getInputStream());
                            read.complete(null);
                        });
        process.onExit()
                .thenRun(
                        () ->
                                read.copy()
                                        .orTimeout(OUTPUT_PATIENCE_SECONDS, TimeUnit.SECONDS)
                                        .whenComplete((ok, late) -> end(read)));
    }

    @Override
    public CompletableFuture<Ending> ending() {
        return ending;
    }

    // The process ended; what it started and left behind ends now.
    private void end(CompletableFuture<Void> read) {
        Thread.ofVirtual()
                .name("carillon-end-" + attempt.runId())
                .start(
                        () -> {
                            if (!read.isDone()) {
                                Processes.kill(this::isOfThisAttempt);
                                read.completeOnTimeout(
                                                null, OUTPUT_PATIENCE_SECONDS, TimeUnit.SECONDS)
                                        .join();
                            } else if (process.descendants().findAny().isPresent()
                                    || stopping.get()) {
                                Processes.kill(this::isOfThisAttempt);
                            }
                            remove(folder);
                            int code = process.exitValue();
                            ending.complete(
                                    new Ending(
                                            expected.contains(code),
                                            code,
                                            "exit code " + code + meaning(code)));
                        });
    }

    private static String meaning(int code) {
        return switch (code) {
            case 126 -> " (found but not executable)";
            case 127 -> " (a command was not found)";
            case 137 -> " (killed)";
            case 143 -> " (ended by TERM)";
            default -> "";
        };
    }

    private boolean isOfThisAttempt(List<String> environment) {
        return environment.contains(ShellExecutor.MARK + "=" + attempt.mark());
    }

    @Override
    public void stop() {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        Thread.ofVirtual()
                .name("carillon-stop-" + attempt.runId())
                .start(
                        () -> {
                            Processes.ofAttempt(attempt.mark()).forEach(ProcessHandle::destroy);
                            process.destroy();
                            var over =
                                    process.onExit()
                                            .copy()
                                            .orTimeout(
                                                    attempt.killGrace().toMillis(),
                                                    TimeUnit.MILLISECONDS)
                                            .handle((ended, late) -> late == null)
                                            .join();
                            Processes.kill(this::isOfThisAttempt);
                            if (!over) {
                                process.destroyForcibly();
                            }
                        });
    }

    static void remove(@Nullable Path folder) {
        if (folder == null || !Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LoggerFactory.getLogger(ShellExecution.class)
                    .warn("cannot remove the work folder {}", folder, e);
        }
    }
}
