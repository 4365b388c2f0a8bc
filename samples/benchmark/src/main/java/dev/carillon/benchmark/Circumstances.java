package dev.carillon.benchmark;

/// What the machine did beside the benchmark while something was measured.
///
/// @param loadBefore load average of the last minute, when it began
/// @param others share of the time of all processors, 0 to 1, that other processes used or that the host of a virtual
///     machine gave to others ("steal")
/// @param disturbed whether that is more than is tolerated
record Circumstances(double loadBefore, double others, boolean disturbed) {}
