package dev.carillon.plugin;

/// A job written in Java. The class needs a public constructor without parameters; a new object is
/// made for each attempt, on a thread of its own.
@FunctionalInterface
public interface Job {
    /// Does the work. To return is success; to throw is failure, and the run may be retried.
    ///
    /// @throws Exception whatever ends the attempt as failed; its message is stored with the run
    void run(JobContext context) throws Exception;
}
