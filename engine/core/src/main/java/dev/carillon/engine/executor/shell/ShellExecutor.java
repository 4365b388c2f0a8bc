package dev.carillon.engine.executor.shell;

import dev.carillon.api.Task;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Executor;
import dev.carillon.engine.executor.Output;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// Runs programs. Parameters reach them as environment variables only; nothing of the node's own
/// environment but a short list is passed on. Each process carries the mark of its attempt and the id
/// of this node's session, by which it is found again whatever it did.
public final class ShellExecutor implements Executor, AutoCloseable {
    static final String MARK = "CARILLON_ATTEMPT";
    static final String SESSION = "CARILLON_NODE";
    static final String CONTINUE = "CARILLON_CONTINUE";

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

    private final Path workFolder;
    private final String session;
    private final Watcher watcher;

    private ShellExecutor(Path workFolder, String session) {
        this.workFolder = workFolder;
        this.session = session;
        this.watcher = new Watcher(session);
    }

    /// Kills what the process before this one left, by the session id it wrote down.
    public static ShellExecutor open(Path workFolder) {
        try {
            Files.createDirectories(workFolder);
            var file = workFolder.resolve("node-session");
            if (Files.exists(file)) {
                String earlier = SESSION + "=" + Files.readString(file).strip();
                int killed =
                        Processes.kill(
                                environment ->
                                        environment.contains(earlier)
                                                && !environment.contains(CONTINUE + "=true"));
                if (killed > 0) {
                    LOG.warn(
                            "killed {} processes that an earlier process of this node left running",
                            killed);
                }
            }
            String session = UUID.randomUUID().toString();
            Files.writeString(file, session);
            return new ShellExecutor(workFolder, session);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to the work folder " + workFolder, e);
        }
    }

    public void renew() {
        watcher.renew();
    }

    @Override
    public Execution start(Attempt attempt, Output output) {
        var task = (Task.Shell) attempt.task();
        Path folder = null;
        try {
            folder = Files.createDirectories(workFolder.resolve(attempt.mark().replace(':', '-')));
            var builder = new ProcessBuilder(Sessions.own(command(task)));
            builder.directory(
                    task.workingDirectory() == null
                            ? folder.toFile()
                            : Path.of(task.workingDirectory()).toFile());
            builder.redirectErrorStream(true);
            builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.environment().keySet().retainAll(PASSED_ON);
            builder.environment().putAll(environment(attempt, task));
            return new ShellExecution(builder.start(), attempt, task.expect(), folder, output);
        } catch (IOException | IllegalArgumentException e) {
            ShellExecution.remove(folder);
            return new Failed(
                    new Ending(
                            false,
                            127,
                            "cannot start " + command(task).getFirst() + ": " + e.getMessage()));
        }
    }

    private record Failed(CompletableFuture<Ending> ending) implements Execution {
        private Failed(Ending ending) {
            this(CompletableFuture.completedFuture(ending));
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

    private Map<String, String> environment(Attempt attempt, Task.Shell task) {
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
        environment.put(SESSION, session);
        if (!attempt.killOnContactLost()) {
            environment.put(CONTINUE, "true");
        }
        return environment;
    }

    /// Kills all processes of this session.
    @Override
    public void close() {
        Processes.kill(environment -> environment.contains(SESSION + "=" + session));
        watcher.close();
    }
}
