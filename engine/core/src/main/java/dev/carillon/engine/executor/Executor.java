package dev.carillon.engine.executor;

import java.util.function.Consumer;

/// Starts attempts of one kind of task.
public interface Executor {
    /// Starts one attempt and returns at once. An expected failure, such as a program that does not
    /// exist, is an [Ending] and never an exception.
    Execution start(Attempt attempt, Output output);

    /// The same, on a thread that may be kept until the attempt has ended.
    ///
    /// @param started is told of the attempt before it can have ended
    default void start(Attempt attempt, Output output, Consumer<Execution> started) {
        started.accept(start(attempt, output));
    }
}
