package dev.carillon.benchmark.job;

import dev.carillon.plugin.Job;
import dev.carillon.plugin.JobContext;

import java.util.Objects;
import java.util.function.Consumer;

/// Does nothing but note its id where an engine is measured within the process: its parameter `id`, or that of the run.
///
/// A plugin sees no classes of the engine's process, but the system properties are the same, and those may be objects.
public final class Counted implements Job {
    /// The system property that takes a `Consumer<String>`.
    public static final String NOTE = "dev.carillon.benchmark.note";

    @SuppressWarnings("unchecked") // what the benchmark has put there
    private static final Consumer<String> STARTED =
            (Consumer<String>)
                    Objects.requireNonNull(System.getProperties().get(NOTE), NOTE + " is not set");

    @Override
    public void run(JobContext context) {
        STARTED.accept(context.parameters().getOrDefault("id", context.runId()));
    }
}
