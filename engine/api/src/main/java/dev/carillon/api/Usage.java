package dev.carillon.api;

import java.time.Duration;

/// What the processes of an attempt used, as far as it was seen: they are looked at about once a second, so that what was
/// used after the last look is missing, and an attempt that took less than a second has none.
///
/// @param processorTime of all its processes; longer than the attempt when several processors worked
/// @param peakMemoryBytes the most they had in memory together at a look, or one of them at any time; pages that several
///     share count for each
public record Usage(Duration processorTime, long peakMemoryBytes) {
    public Usage {
        if (processorTime.isNegative() || peakMemoryBytes < 0) {
            throw new IllegalArgumentException(
                    "less than nothing was used: " + processorTime + ", " + peakMemoryBytes);
        }
    }
}
