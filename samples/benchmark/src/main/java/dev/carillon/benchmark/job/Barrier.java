package dev.carillon.benchmark.job;

import dev.carillon.plugin.Job;
import dev.carillon.plugin.JobContext;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/// Keeps its slot until the file named by the parameter `file` exists, so that what is submitted
/// meanwhile queues up.
public final class Barrier implements Job {
    private static final long STEP_NANOS = 20_000_000;

    @Override
    public void run(JobContext context) {
        Path file = Path.of(context.parameters().get("file"));
        while (!Files.exists(file) && !context.cancelled()) {
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}
