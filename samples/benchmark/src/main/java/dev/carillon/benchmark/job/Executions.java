package dev.carillon.benchmark.job;

import dev.carillon.plugin.Job;
import dev.carillon.plugin.JobContext;

/// Answers how often [Nothing] was executed in this process: evidence that does not come from the
/// tables of the engine.
public final class Executions implements Job {
    @Override
    public void run(JobContext context) {
        context.result(Long.toString(Nothing.EXECUTED.sum()));
    }
}
