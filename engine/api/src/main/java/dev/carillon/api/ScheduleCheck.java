package dev.carillon.api;

/// Judges a schedule by more than the form of its text: whether its cron expression means something
/// and is ever due. Only the engine can tell; a client that has no engine leaves it to the node.
@FunctionalInterface
public interface ScheduleCheck {
    /// Leaves everything to the node.
    ScheduleCheck NONE = (schedule, job) -> {};

    /// @param job key of the job
    /// @throws CarillonException INVALID_DEFINITION with a sentence that says what is wrong
    void check(Schedule schedule, String job);
}
