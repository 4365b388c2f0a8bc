package dev.carillon.engine.executor.java;

import dev.carillon.api.Task;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Executor;
import dev.carillon.engine.executor.Output;
import dev.carillon.plugin.Job;
import dev.carillon.plugin.JobContext;

import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Runs Java jobs, each attempt on a thread it has for itself. A job is never interrupted, since it may be in
/// JDBC: it is asked to stop and keeps its slot until it does.
public final class JavaExecutor implements Executor {
    private final PluginJars jars;
    // Threads are used again: to start one costs more than a short job. Idle ones end after 10
    // seconds.
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE,
                    10,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().name("carillon-java").daemon(true).factory());

    public JavaExecutor(Path pluginFolder) {
        jars = new PluginJars(pluginFolder);
    }

    @Override
    public Execution start(Attempt attempt, Output output) {
        var context = new Context(attempt, output);
        threads.execute(
                () -> {
                    var thread = Thread.currentThread();
                    thread.setName("carillon-java-" + attempt.runId());
                    context.ending.complete(ended((Task.Java) attempt.task(), context));
                    thread.setContextClassLoader(null);
                    thread.setName("carillon-java");
                });
        return context;
    }

    // Even an error that cannot be told, since its own text fails, ends the attempt.
    private Ending ended(Task.Java task, Context context) {
        try {
            return run(task, context);
        } catch (Throwable e) {
            return new Ending(false, null, "failed with " + e.getClass().getName());
        }
    }

    private Ending run(Task.Java task, Context context) {
        try (var jar = jars.open(task.jar())) {
            Thread.currentThread().setContextClassLoader(jar.loader());
            Class<?> type;
            try {
                type = Class.forName(task.className(), true, jar.loader());
            } catch (ClassNotFoundException e) {
                return new Ending(
                        false,
                        null,
                        "there is no class " + task.className() + " in " + task.jar() + ".jar");
            }
            if (!Job.class.isAssignableFrom(type)) {
                return new Ending(
                        false,
                        null,
                        "class "
                                + task.className()
                                + " does not implement dev.carillon.plugin.Job");
            }
            Job job;
            try {
                job = (Job) type.getConstructor().newInstance();
            } catch (NoSuchMethodException e) {
                return new Ending(
                        false,
                        null,
                        "class "
                                + task.className()
                                + " has no public constructor without parameters");
            }
            job.run(context);
            return context.cancelled()
                    ? new Ending(false, null, "stopped when asked to")
                    : new Ending(true, null, "returned");
        } catch (Throwable e) {
            // Whatever the code of a stranger throws ends its attempt and nothing else.
            var thrown =
                    e instanceof InvocationTargetException && e.getCause() != null
                            ? e.getCause()
                            : e;
            context.log(trace(thrown));
            return new Ending(
                    false, null, thrown.getClass().getName() + ": " + thrown.getMessage());
        }
    }

    private static String trace(Throwable error) {
        var text = new java.io.StringWriter();
        error.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    private static final class Context implements JobContext, Execution {
        private final Attempt attempt;
        private final Output output;
        private final AtomicBoolean cancelled = new AtomicBoolean();
        private final CompletableFuture<Ending> ending = new CompletableFuture<>();

        private Context(Attempt attempt, Output output) {
            this.attempt = attempt;
            this.output = output;
        }

        @Override
        public CompletableFuture<Ending> ending() {
            return ending;
        }

        @Override
        public void stop() {
            cancelled.set(true);
        }

        @Override
        public String runId() {
            return attempt.runId();
        }

        @Override
        public int attempt() {
            return attempt.number();
        }

        @Override
        public long epoch() {
            return attempt.fence();
        }

        @Override
        public Map<String, String> parameters() {
            return attempt.parameters();
        }

        @Override
        public boolean cancelled() {
            return cancelled.get();
        }

        @Override
        public void log(String line) {
            byte[] bytes =
                    (line.endsWith("\n") ? line : line + "\n").getBytes(StandardCharsets.UTF_8);
            output.write(bytes, 0, bytes.length);
        }

        @Override
        public void progress(double percent, String text) {
            output.progress(percent, text);
        }

        @Override
        public void result(String value) {
            output.result(value);
        }
    }
}
