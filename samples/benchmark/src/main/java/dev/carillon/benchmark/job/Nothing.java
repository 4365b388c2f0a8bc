package dev.carillon.benchmark.job;

import dev.carillon.plugin.Job;
import dev.carillon.plugin.JobContext;

import java.util.concurrent.atomic.LongAdder;

/// Does nothing, so only the engine is measured, and counts how often it did.
public final class Nothing implements Job {
    static final LongAdder EXECUTED = new LongAdder();

    @Override
    public void run(JobContext context) {
        EXECUTED.increment();
    }
}
