package dev.carillon.engine.executor;

import dev.carillon.api.Task;
import dev.carillon.engine.executor.http.HttpExecutor;
import dev.carillon.engine.executor.java.JavaExecutor;
import dev.carillon.engine.executor.shell.ShellExecutor;
import dev.carillon.engine.executor.sql.SqlExecutor;

import java.util.function.Consumer;

/// All executors of a node; each task goes to the one of its kind.
public final class Executors implements Executor, AutoCloseable {
    private final ShellExecutor shell;
    private final HttpExecutor http = new HttpExecutor();
    private final JavaExecutor java;
    private final SqlExecutor sql;

    private Executors(ExecutorConfig config) {
        shell = ShellExecutor.open(config.workFolder());
        java = new JavaExecutor(config.pluginFolder(), config.workFolder().resolve("plugin-jars"));
        sql = new SqlExecutor(config.connections(), config.engineUrl());
    }

    /// Kills what an earlier process of this node left running, then is ready.
    public static Executors open(ExecutorConfig config) {
        return new Executors(config);
    }

    @Override
    public Execution start(Attempt attempt, Output output) {
        return switch (attempt.task()) {
            case Task.Shell _ -> shell.start(attempt, output);
            case Task.Http _ -> http.start(attempt, output);
            case Task.Java _ -> java.start(attempt, output);
            case Task.Sql _ -> sql.start(attempt, output);
            case Task.Flow _ ->
                    throw new IllegalStateException("a flow is run by its steps, not by a worker");
        };
    }

    @Override
    public void start(Attempt attempt, Output output, Consumer<Execution> started) {
        if (attempt.task() instanceof Task.Java) {
            java.start(attempt, output, started);
        } else {
            Executor.super.start(attempt, output, started);
        }
    }

    /// Runs what starts an attempt of the task, on a thread that suits it.
    public void run(Task task, Runnable start) {
        if (task instanceof Task.Java) {
            java.run(start);
        } else {
            Thread.ofVirtual().name("carillon-run").start(start);
        }
    }

    /// Tells the watcher how long the processes of attempts may go on without another word.
    ///
    /// @param untilNanos by the monotonic clock of the machine
    public void mayRunUntil(long untilNanos) {
        shell.mayRunUntil(untilNanos);
    }

    /// The node was given up: from now on [#close] leaves the processes of attempts that may go on without it.
    public void loseContact() {
        shell.loseContact();
    }

    /// Kills the processes of all attempts under way.
    @Override
    public void close() {
        shell.close();
        java.close();
    }
}
