package dev.carillon.benchmark.job;

import dev.carillon.plugin.Job;
import dev.carillon.plugin.JobContext;

/// Fails, so that a history has failed runs and earlier attempts.
public final class Failing implements Job {
    @Override
    public void run(JobContext context) {
        throw new IllegalStateException("no space left on device");
    }
}
