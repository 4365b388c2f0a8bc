package dev.carillon.benchmark.contender;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// A scheduler that can be measured. It is paused at first. Every run notes its beginning in [Executions], under the id
/// that its submission answered.
interface Contender extends AutoCloseable {
    /// Its version and whatever differs from its defaults, in one sentence.
    String settings();

    /// Stores one run that is due now; returns when it is committed.
    ///
    /// @param id for it, if the scheduler lets others choose
    /// @return its id
    String submit(String id) throws Exception;

    /// Stores many, in the fastest way its API has.
    ///
    /// @return their ids
    Collection<String> submitAll(List<String> ids) throws Exception;

    /// Stores one run that is due once, then.
    ///
    /// @return its id
    String submitAt(String id, Instant due) throws Exception;

    /// Stores schedules that are due together once an hour, each a row of its own.
    ///
    /// @param ids under which their runs note their beginning
    /// @param minute of the hour
    /// @param second of the minute
    void schedule(List<String> ids, int minute, int second) throws Exception;

    /// Lets no run begin until it is resumed.
    void pause() throws Exception;

    /// Waits until it is paused for sure.
    default void awaitPaused() {}

    void resume() throws Exception;

    /// How many runs are not finished, or whether any is, by its tables; schedules do not count.
    long left() throws Exception;

    @Override
    void close() throws Exception;
}
