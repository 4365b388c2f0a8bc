package dev.carillon.plugin;

import java.util.Map;

/// What a running job knows and may say. Safe for use by several threads.
public interface JobContext {
    /// Id of the run; the same for all its attempts.
    String runId();

    /// Number of this attempt, from 1.
    int attempt();

    /// The fencing token: grows with each claim of the run. Pass it on to whatever you write to, so
    /// that a write of an older attempt can be refused there.
    long epoch();

    Map<String, String> parameters();

    /// True once the run is cancelled, timed out, or its node gives it up. A job that works for long
    /// asks this regularly and returns.
    boolean cancelled();

    /// Adds a line to the stored output of the run.
    void log(String line);

    /// Reports progress, 0 to 100.
    void progress(double percent, String text);

    /// The value shown as the result of the run; the last call counts.
    void result(String value);
}
