package dev.carillon.benchmark;

import dev.carillon.plugin.Job;
import dev.carillon.plugin.JobContext;

/// The job that is run: it does nothing, so only the engine is measured.
public final class Nothing implements Job {
    @Override
    public void run(JobContext context) {}
}
