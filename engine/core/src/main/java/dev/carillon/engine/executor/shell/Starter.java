package dev.carillon.engine.executor.shell;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// What a new process does before it becomes the program of an attempt: it takes a session of its own, so that a signal
/// to the node's terminal does not reach it, and its [AttemptTag], and looks at the clock. One small program does all
/// of it (`src/main/c/start.c`), from a file in the work folder. Where that cannot be executed, as on another processor or
/// where the file system forbids it, `setsid`, `prlimit` and a shell are executed one after the other.
final class Starter {
    private static final Logger LOG = LoggerFactory.getLogger(Starter.class);
    private static final Duration LONGEST_TRIAL = Duration.ofSeconds(5);
    private static final int TRIALS = 20;
    private static final Duration BETWEEN_TRIALS = Duration.ofMillis(10);
    private static final String ANY_TIME = "0";

    private volatile @Nullable Path program;

    private Starter(@Nullable Path program) {
        this.program = program;
    }

    /// Puts the program into the folder and tries it.
    static Starter in(Path folder) {
        var file = folder.resolve("start");
        try (var found =
                Starter.class.getResourceAsStream("start-" + System.getProperty("os.arch"))) {
            if (found == null || !Files.isDirectory(Processes.PROC)) {
                return chain();
            }
            Files.deleteIfExists(file);
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Files.write(file, found.readAllBytes(), StandardOpenOption.WRITE);
            if (tagsWhatItStarts(file)) {
                return new Starter(file);
            }
            LOG.info("{} does not work here; setsid and prlimit start the attempts", file);
        } catch (IOException e) {
            LOG.info("{} cannot be executed; setsid and prlimit start the attempts", file, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return chain();
    }

    /// Without the program.
    static Starter chain() {
        return new Starter(null);
    }

    // A process that was forked meanwhile may have the file open for a moment, and then it cannot
    // be executed.
    private static boolean tagsWhatItStarts(Path file) throws IOException, InterruptedException {
        for (int trial = 1; ; trial++) {
            try {
                return tryOnce(file);
            } catch (IOException e) {
                if (trial == TRIALS) {
                    throw e;
                }
                TimeUnit.NANOSECONDS.sleep(BETWEEN_TRIALS.toNanos());
            }
        }
    }

    private static boolean tryOnce(Path file) throws IOException, InterruptedException {
        var tag = AttemptTag.next(UUID.randomUUID(), false);
        var limits = List.of("/bin/cat", "/proc/self/limits");
        var trial =
                new ProcessBuilder(words(file, tag, null, limits))
                        .redirectErrorStream(true)
                        .start();
        trial.getOutputStream().close();
        try {
            if (!trial.waitFor(LONGEST_TRIAL.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            var text = new String(trial.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return trial.exitValue() == 0 && SeenProcess.tagIn(text).equals(tag);
        } finally {
            trial.destroyForcibly();
        }
    }

    /// Whether processes get their tag; else only the environment marks them.
    boolean tags() {
        return program != null || AttemptTag.available();
    }

    /// What to execute so that the command begins.
    List<String> before(List<String> command, AttemptTag tag, @Nullable StartGate gate) {
        var file = program;
        if (file != null && !Files.isExecutable(file)) {
            LOG.warn("{} is gone; setsid and prlimit start the attempts", file);
            program = null;
            file = null;
        }
        return file == null
                ? tag.onto(gate == null ? command : gate.before(command))
                : words(file, tag, gate, command);
    }

    private static List<String> words(
            Path file, AttemptTag tag, @Nullable StartGate gate, List<String> command) {
        var words = new ArrayList<String>();
        words.add(file.toAbsolutePath().toString());
        words.add(Long.toString(tag.value()));
        words.add(gate == null ? ANY_TIME : Long.toString(gate.untilHundredths()));
        words.add(gate == null ? "" : gate.tooLate().toAbsolutePath().toString());
        words.addAll(command);
        return words;
    }
}
