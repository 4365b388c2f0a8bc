package dev.carillon.engine.executor.shell;

import dev.carillon.api.Usage;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Output;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// A program under way. It is over when its process ended, its output was read, and nothing is left of
/// what it started: a grandchild that holds the output open has [#OUTPUT_PATIENCE], then all that is
/// left is killed. One that was asked to stop is over when all its processes ended or were killed.
final class ShellExecution implements Execution {
    private static final Duration OUTPUT_PATIENCE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(ShellExecution.class);

    /// What is known of an attempt's processes.
    ///
    /// @param readers runs what reads the output, on a thread that may block in the kernel, which would hold a carrier
    ///     of virtual ones
    record Started(
            Process process,
            TagSearch search,
            AttemptUsage usage,
            AttemptFolder folder,
            @Nullable StartGate gate,
            Watcher watcher,
            Executor readers) {
        AttemptTag tag() {
            return search.tag();
        }

        private boolean tooLate() throws IOException {
            return gate != null && gate.refused(process.exitValue());
        }
    }

    private final Started started;
    private final Process process;
    private final Attempt attempt;
    private final List<Integer> expected;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    // Set by who asked it to stop; done with what could not be killed.
    private final AtomicReference<@Nullable CompletableFuture<List<SeenProcess>>> stopping =
            new AtomicReference<>();

    ShellExecution(Started started, Attempt attempt, List<Integer> expected, Output output) {
        this.started = started;
        this.process = started.process;
        this.attempt = attempt;
        this.expected = expected;
        var read = new CompletableFuture<Void>();
        started.readers.execute(
                () -> {
                    try {
                        new OutputLines(output).readAll(process.getInputStream());
                    } finally {
                        read.complete(null);
                    }
                });
        process.onExit()
                .thenRun(() -> onVirtualThread("carillon-end-", () -> end(read)))
                .whenComplete(
                        (_, error) -> {
                            if (error != null) {
                                endUncleared(error);
                            }
                        });
    }

    // For want of a thread: whatever the process has left behind stays until the node ends.
    private void endUncleared(Throwable error) {
        var ended = Ending.UNKNOWN;
        try {
            LOG.error("cannot clear up after attempt {}", attempt.mark(), error);
            ended = ending(process.exitValue(), "");
        } finally {
            ending.complete(ended);
        }
    }

    private void onVirtualThread(String name, Runnable step) {
        Thread.ofVirtual().name(name + attempt.runId()).start(step);
    }

    @Override
    public CompletableFuture<Ending> ending() {
        return ending;
    }

    @Override
    public @Nullable Usage usage() {
        return started.usage.last();
    }

    // The process ended; what it started and left behind ends now.
    private void end(CompletableFuture<Void> read) {
        var ended = Ending.UNKNOWN;
        try {
            ended = clearUp(read);
        } finally {
            ending.complete(ended);
        }
    }

    private Ending clearUp(CompletableFuture<Void> read) {
        String left = "";
        boolean tooLate = false;
        try {
            await(read);
            var stopped = stopping.get();
            left = described(stopped == null ? killLeftovers(read) : stopped.join());
            await(read);
            tooLate = started.tooLate();
            started.folder.remove();
        } catch (RuntimeException | Error | IOException e) {
            LOG.error("cannot clear up after attempt {}", attempt.mark(), e);
        }
        return tooLate ? Ending.tooLate() : ending(process.exitValue(), left);
    }

    private Ending ending(int code, String left) {
        boolean success = expected.contains(code);
        if (!success && stopping.get() == null && started.watcher.killed(started.tag())) {
            return Ending.cutOff(code);
        }
        return new Ending(success, code, "exit code " + code + meaning(code) + left);
    }

    private static void await(CompletableFuture<Void> read) {
        read.copy()
                .completeOnTimeout(null, OUTPUT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private List<SeenProcess> killLeftovers(CompletableFuture<Void> read) {
        try {
            boolean clean = read.isDone() && started.search.findsNone();
            return clean ? List.of() : Processes.kill(this::isOfThisAttempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Processes.kill(this::isOfThisAttempt);
        }
    }

    private String described(List<SeenProcess> left) {
        if (left.isEmpty()) {
            return "";
        }
        var pids = left.stream().map(each -> Long.toString(each.pid())).toList();
        LOG.error(
                "attempt {} left the processes {}, which cannot be killed",
                attempt.mark(),
                String.join(", ", pids));
        return "; it left processes that cannot be killed: " + String.join(", ", pids);
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

    // Its own number counts only while Java has not seen its end: until then nobody else can have
    // it.
    private boolean isOfThisAttempt(SeenProcess seen) {
        return seen.tag().equals(started.tag())
                || seen.environment().contains(ShellExecutor.MARK + "=" + attempt.mark())
                || seen.pid() == process.pid() && process.isAlive();
    }

    @Override
    public void stop() {
        var stopped = new CompletableFuture<List<SeenProcess>>();
        if (!stopping.compareAndSet(null, stopped)) {
            return;
        }
        try {
            onVirtualThread("carillon-stop-", () -> endAll(stopped));
        } catch (RuntimeException | Error e) {
            // For want of a thread. Whoever asked may ask again; nobody is to wait for this time.
            stopping.set(null);
            stopped.complete(List.of());
            throw e;
        }
    }

    // What Java knows as descendants is all there is on a system without /proc.
    private void endAll(CompletableFuture<List<SeenProcess>> stopped) {
        try {
            var grace = attempt.killGrace();
            var known = process.descendants().toList();
            if (grace.isPositive()) {
                known.forEach(ProcessHandle::destroy);
                process.destroy();
            }
            var left = Processes.end(this::isOfThisAttempt, grace);
            known.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            stopped.complete(left);
        } finally {
            stopped.complete(List.of());
        }
    }
}
