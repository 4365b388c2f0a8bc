package dev.carillon.benchmark.contender;

/// One of the processes that share a database.
///
/// @param number from 0; the first makes the tables
/// @param of how many there are
/// @param threads how many runs each executes at a time
record Member(int number, int of, int threads) {
    boolean first() {
        return number == 0;
    }
}
