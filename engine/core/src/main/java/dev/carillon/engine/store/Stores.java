package dev.carillon.engine.store;

/// The tables of a node, all changes of which are transactions. The port between the engine and its
/// database: [dev.carillon.engine.store.jdbc.Database] is H2 or PostgreSQL, tests have a model in
/// memory that passes the same contract tests.
public interface Stores {
    /// Runs the work in one transaction: all of it happened, or none. Safe for several threads; a
    /// thread inside must never be interrupted, since an interrupt closes H2's file.
    ///
    /// @throws dev.carillon.api.CarillonException what the work threw, or UNAVAILABLE when the
    ///     database failed; the outcome of a failed commit is unknown and is found by reading
    <T> T transaction(Work<T> work);

    /// The database's clock, now: microseconds since 1970.
    long nowMicros();

    /// Work inside a transaction. It may run again when the first try failed, so it changes nothing but
    /// the tables.
    @FunctionalInterface
    interface Work<T> {
        T in(Tx tx);
    }
}
