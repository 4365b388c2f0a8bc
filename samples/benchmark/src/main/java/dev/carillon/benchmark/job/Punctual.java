package dev.carillon.benchmark.job;

import dev.carillon.plugin.Job;
import dev.carillon.plugin.JobContext;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Notes the wall clock as its first step.
public final class Punctual implements Job {
    static final Queue<String> ENTERED = new ConcurrentLinkedQueue<>();
    private static final InstantSource CLOCK = InstantSource.system();

    @Override
    public void run(JobContext context) {
        Instant now = CLOCK.instant();
        ENTERED.add(context.runId() + " " + now);
    }
}
