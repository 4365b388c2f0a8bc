package dev.carillon.engine.executor.java;

import dev.carillon.api.Task;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Executor;
import dev.carillon.engine.executor.Output;
import dev.carillon.engine.service.Clocks;
import dev.carillon.plugin.Job;
import dev.carillon.plugin.JobContext;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Runs Java jobs, each attempt on a thread it has for itself. A job is never interrupted, since it may be in
/// JDBC: it is asked to stop and keeps its slot until it does.
public final class JavaExecutor implements Executor, AutoCloseable {
    private final PluginJars jars;
    private final JobThreads threads = new JobThreads();

    /// @param copies a folder for copies of the jars in use
    public JavaExecutor(Path pluginFolder, Path copies) {
        this(pluginFolder, copies, Clocks.SYSTEM.nanos());
    }

    /// @param nanos monotonic clock
    JavaExecutor(Path pluginFolder, Path copies, LongSupplier nanos) {
        jars = new PluginJars(pluginFolder, copies, nanos);
    }

    @Override
    public Execution start(Attempt attempt, Output output) {
        var context = new Context(attempt, output);
        threads.execute(() -> run(attempt, context));
        return context;
    }

    @Override
    public void start(Attempt attempt, Output output, Consumer<Execution> started) {
        var context = new Context(attempt, output);
        started.accept(context);
        run(attempt, context);
    }

    /// Runs what starts an attempt on the thread that it has for itself then.
    public void run(Runnable start) {
        threads.execute(start);
    }

    // The ending is told last, when the thread knows nothing of the plugin any more.
    private void run(Attempt attempt, Context context) {
        var thread = Thread.currentThread();
        var ending = Ending.UNKNOWN;
        try {
            thread.setName("carillon-java-" + attempt.runId());
            ending = run((Task.Java) attempt.task(), context);
        } finally {
            thread.setContextClassLoader(null);
            thread.setName(JobThreads.IDLE);
            context.ending.complete(ending);
        }
    }

    private Ending run(Task.Java task, Context context) {
        try (var jar = jars.open(task.jar())) {
            Thread.currentThread().setContextClassLoader(jar.loader());
            var job = job(task, jar);
            if (context.attempt.isTooLate()) {
                return Ending.tooLate();
            }
            job.run(context);
            return context.cancelled()
                    ? failed("stopped when asked to")
                    : new Ending(true, null, "returned");
        } catch (UnusableJob e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            // Whatever the code of a stranger throws ends its attempt and nothing else.
            return thrown(e, context);
        }
    }

    private static Job job(Task.Java task, PluginJars.Use jar) throws Throwable {
        String name = task.className();
        try {
            return jar.job(name, loader -> constructor(name, loader)).newInstance();
        } catch (ClassNotFoundException _) {
            throw new UnusableJob("there is no class " + name + " in " + task.jar() + ".jar");
        } catch (NoSuchMethodException | IllegalAccessException _) {
            throw new UnusableJob(
                    "class "
                            + name
                            + " must be public and have a public constructor without parameters");
        } catch (InstantiationException _) {
            throw new UnusableJob("class " + name + " is abstract");
        } catch (InvocationTargetException | ExceptionInInitializerError e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static Constructor<? extends Job> constructor(String name, ClassLoader loader)
            throws ReflectiveOperationException, UnusableJob {
        var type = Class.forName(name, true, loader);
        if (!Job.class.isAssignableFrom(type)) {
            throw new UnusableJob("class " + name + " does not implement dev.carillon.plugin.Job");
        }
        return type.asSubclass(Job.class).getConstructor();
    }

    // What was thrown is of a class of the plugin, whose methods may throw as well.
    private static Ending thrown(Throwable error, Context context) {
        try {
            context.log(trace(error));
            return Ending.thrown(error, error + place(error));
        } catch (Throwable _) {
            return Ending.thrown(error, error.getClass().getName() + ", which cannot be described");
        }
    }

    // Of code that is not Java's own, which tells most.
    private static String place(Throwable error) {
        for (var frame : error.getStackTrace()) {
            if (frame.getModuleName() == null
                    && !frame.getClassName().startsWith("dev.carillon.engine.")) {
                return " at "
                        + frame.getClassName()
                        + "."
                        + frame.getMethodName()
                        + "("
                        + frame.getFileName()
                        + ":"
                        + frame.getLineNumber()
                        + ")";
            }
        }
        return "";
    }

    private static Ending failed(String message) {
        return new Ending(false, null, message);
    }

    private static String trace(Throwable error) {
        var text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /// Closes the jars; an attempt under way keeps its own until it ends.
    @Override
    public void close() {
        jars.close();
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
