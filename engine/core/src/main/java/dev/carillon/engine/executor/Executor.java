package dev.carillon.engine.executor;

/// Starts attempts of one kind of task.
public interface Executor {
    /// Starts one attempt and returns at once. An expected failure, such as a program that does not
    /// exist, is an [Ending] and never an exception.
    Execution start(Attempt attempt, Output output);
}
