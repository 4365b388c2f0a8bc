package dev.carillon.benchmark.rival;

import java.time.Instant;
import java.util.List;

/// A scheduler that can be measured. It is paused at first. Every run executes [Executions#started].
interface Rival extends AutoCloseable {
    /// Its version and whatever differs from its defaults, in one sentence.
    String settings();

    /// Stores one run that is due now; returns when it is committed.
    void submit(String id) throws Exception;

    /// Stores many, in the fastest way its API has.
    void submitAll(List<String> ids) throws Exception;

    /// Whether it can start a run at an instant, and not only at its next poll seconds later.
    boolean punctual();

    void submitAt(String id, Instant due) throws Exception;

    void pause() throws Exception;

    void resume() throws Exception;

    /// How many runs it still has to deal with, by its tables.
    long left() throws Exception;

    @Override
    void close() throws Exception;
}
