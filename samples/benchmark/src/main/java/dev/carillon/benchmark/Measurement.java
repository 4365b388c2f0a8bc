package dev.carillon.benchmark;

/// One thing that is measured, once a round, on processes and databases of its own.
interface Measurement {
    /// @throws Exception when what was measured did not work, which makes its figures worthless
    void measure(Bench bench) throws Exception;
}
