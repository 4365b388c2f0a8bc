package dev.carillon.engine.executor.shell;

import dev.carillon.api.Task;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Executor;
import dev.carillon.engine.executor.Output;
import dev.carillon.engine.service.Loop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Runs programs. Parameters reach them as environment variables only; nothing of the node's own
/// environment but a short list is passed on. Each process carries the mark of its attempt and the id
/// of this node's session in its environment, and the same in its [AttemptTag], by which it is found again
/// whatever it did.
public final class ShellExecutor implements Executor, AutoCloseable {
    static final String MARK = "CARILLON_ATTEMPT";
    static final String SESSION = "CARILLON_NODE";
    static final String CONTINUE = "CARILLON_CONTINUE";
    static final String TAG = "CARILLON_TAG";

    private static final Logger LOG = LoggerFactory.getLogger(ShellExecutor.class);
    private static final Set<String> PASSED_ON =
            Set.of(
                    "PATH",
                    "HOME",
                    "LANG",
                    "LC_ALL",
                    "TZ",
                    "USER",
                    "LOGNAME",
                    "TMPDIR",
                    "JAVA_HOME",
                    "JAVA25_HOME");

    // Names that change what a program is, rather than what it works on.
    private static final Pattern LOADER_NAMES =
            Pattern.compile(
                    "PATH|IFS|ENV|BASH_ENV|SHELLOPTS|BASHOPTS|PS4|LD_.*|DYLD_.*|GCONV_PATH"
                            + "|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|NODE_OPTIONS"
                            + "|PYTHON(PATH|HOME|STARTUP)|PERL5(OPT|LIB)|RUBY(OPT|LIB)|BASH_FUNC_.*");

    private final Path workFolder;
    private final UUID session;
    private final Watcher watcher;
    private final Starter starter;
    private final LivingTags living = new LivingTags(Processes.PROC, System::nanoTime);
    // A thread is used again by another attempt, which costs less than a new one, and ends when it
    // was idle for a minute.
    private final ExecutorService readers =
            Executors.newCachedThreadPool(
                    Thread.ofPlatform().name("carillon-output-", 1).daemon(true).factory());
    private final UsageSampler usages;
    private final Loop looks;
    private volatile boolean closed;
    private volatile boolean contactLost;

    private ShellExecutor(Path workFolder, UUID session, Starter starter) {
        this.workFolder = workFolder;
        this.session = session;
        this.starter = starter;
        this.watcher = new Watcher(session);
        this.usages = new UsageSampler(Processes.PROC, session, ProcessHandle.current().pid());
        this.looks = new Loop("carillon-usage", this::look);
    }

    private Duration look() {
        usages.look(System.nanoTime());
        return UsageSampler.AGE;
    }

    /// Kills what the process before this one left, by the session id it wrote down.
    public static ShellExecutor open(Path workFolder) {
        try {
            Files.createDirectories(workFolder);
            var file = workFolder.resolve("node-session");
            if (Files.exists(file)) {
                killLeftovers(UUID.fromString(Files.readString(file).strip()), workFolder);
            }
            var starter = Starter.in(workFolder);
            if (!starter.tags()) {
                LOG.warn(
                        "there is no /usr/bin/prlimit on this system; a job's process with a cleared environment may outlive its attempt");
            }
            var session = UUID.randomUUID();
            Files.writeString(file, session.toString());
            var executor = new ShellExecutor(workFolder, session, starter);
            executor.looks.start();
            return executor;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to the work folder " + workFolder, e);
        }
    }

    private static void killLeftovers(UUID earlier, Path workFolder) throws IOException {
        Predicate<SeenProcess> leftover = seen -> seen.endsWithNode(earlier);
        int count = Processes.find(leftover).size();
        if (count > 0) {
            LOG.warn(
                    "killing {} processes that an earlier process of this node left running",
                    count);
        }
        var left = Processes.kill(leftover);
        if (!left.isEmpty()) {
            LOG.error("{} of them cannot be killed: {}", left.size(), left);
        }
        var going =
                Processes.find(seen -> seen.isOf(earlier)).stream()
                        .flatMap(seen -> seen.environment().stream())
                        .filter(entry -> entry.startsWith(MARK + "="))
                        .map(entry -> entry.substring(MARK.length() + 1))
                        .collect(Collectors.toSet());
        AttemptFolder.removeAll(workFolder, going);
    }

    public void mayRunUntil(long untilNanos) {
        watcher.mayRunUntil(untilNanos);
    }

    @Override
    public Execution start(Attempt attempt, Output output) {
        var task = (Task.Shell) attempt.task();
        for (var name : attempt.parameters().keySet()) {
            if (LOADER_NAMES.matcher(name).matches()) {
                return new Failed(
                        "parameter "
                                + name
                                + " would change how programs are loaded; give it another name");
            }
        }
        AttemptFolder folder = null;
        try {
            folder = AttemptFolder.create(workFolder, attempt.mark());
            var tag = AttemptTag.next(session, !attempt.killOnContactLost());
            var gate = gate(attempt, folder);
            var command = starter.before(command(task), tag, gate);
            var search = new TagSearch(tag, starter.tags(), living.moment(), living);
            var process = process(attempt, task, command, tag, folder);
            var usage = new AttemptUsage(tag, System.nanoTime());
            var started =
                    new ShellExecution.Started(
                            process, search, usage, folder, gate, watcher, readers);
            var execution = follow(started, attempt, task, output);
            usages.add(usage);
            execution.ending().thenRun(() -> usages.remove(usage));
            if (closed) {
                execution.stop();
            }
            return execution;
        } catch (IOException | IllegalArgumentException e) {
            if (folder != null) {
                folder.remove();
            }
            return new Failed("cannot start " + command(task).getFirst() + ": " + e.getMessage());
        }
    }

    // A process that nobody follows, for want of a thread, is not to go on: its attempt counts as
    // not started.
    private static ShellExecution follow(
            ShellExecution.Started started, Attempt attempt, Task.Shell task, Output output) {
        try {
            return new ShellExecution(started, attempt, task.expect(), output);
        } catch (RuntimeException | Error e) {
            started.process().destroyForcibly();
            Processes.kill(seen -> seen.tag().equals(started.tag()));
            started.folder().remove();
            throw e;
        }
    }

    private @Nullable StartGate gate(Attempt attempt, AttemptFolder folder) throws IOException {
        Long until = attempt.startBeforeNanos();
        return until == null || !StartGate.available()
                ? null
                : StartGate.until(until, System::nanoTime, folder.path().resolve(".too-late"));
    }

    private Process process(
            Attempt attempt,
            Task.Shell task,
            List<String> command,
            AttemptTag tag,
            AttemptFolder folder)
            throws IOException {
        var given = task.workingDirectory();
        var directory = (given == null ? folder.path() : Path.of(given)).toAbsolutePath();
        var builder = new ProcessBuilder(command);
        builder.directory(directory.toFile());
        builder.redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().keySet().retainAll(PASSED_ON);
        // As a shell would say it.
        builder.environment().put("PWD", directory.toString());
        builder.environment().putAll(environment(attempt, task, tag));
        return builder.start();
    }

    private record Failed(CompletableFuture<Ending> ending) implements Execution {
        private Failed(String message) {
            this(CompletableFuture.completedFuture(new Ending(false, 127, message)));
        }

        @Override
        public void stop() {
            // It never started.
        }
    }

    private static List<String> command(Task.Shell task) {
        var script = task.script();
        return script == null ? task.command() : List.of("/bin/sh", "-c", script);
    }

    private Map<String, String> environment(Attempt attempt, Task.Shell task, AttemptTag tag) {
        var environment = new TreeMap<>(task.env());
        environment.putAll(attempt.parameters());
        environment.put("RUN_ID", attempt.runId());
        environment.put("ATTEMPT", Integer.toString(attempt.number()));
        environment.put("EPOCH", Long.toString(attempt.fence()));
        environment.put("CARILLON_JOB", attempt.jobKey());
        var nominal = attempt.nominal();
        if (nominal != null) {
            environment.put("CARILLON_SCHEDULED_AT", nominal.toString());
        }
        environment.put(MARK, attempt.mark());
        environment.put(TAG, Long.toString(tag.value()));
        environment.put(SESSION, session.toString());
        if (!attempt.killOnContactLost()) {
            environment.put(CONTINUE, "true");
        }
        return environment;
    }

    /// From now on [#close] leaves the processes of attempts that may go on without the node.
    public void loseContact() {
        contactLost = true;
    }

    /// Kills all processes of this session; what is started later ends at once.
    @Override
    public void close() {
        closed = true;
        looks.close();
        Processes.kill(seen -> contactLost ? seen.endsWithNode(session) : seen.isOf(session));
        watcher.close();
    }
}
