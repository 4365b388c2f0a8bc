package dev.carillon.cluster;

import java.time.Duration;

/// The times that safety and take-over rest on. A node stops to trust its lease `trust` after it sent the last
/// renewal that succeeded, by its own monotonic clock; others give it up when they read the same beat for
/// `expiry`, by theirs. What may go wrong between the two clocks and on the way must fit between the two.
///
/// @param beat pause between renewals
/// @param trust how long a node acts on a renewal, counted from before it was sent
/// @param expiry how long others read the same beat before they give the node up
/// @param look pause between two reads of the tables
/// @param gap a longer pause between two reads does not count, as the reader itself may have hung
/// @param settle how long nodes stay the same before segments are moved between living ones
/// @param orphan how long a segment is without a living owner before any node plans
/// @param kill what the watcher of a dead process gets to end the processes of its runs
public record Timing(
        Duration beat,
        Duration trust,
        Duration expiry,
        Duration look,
        Duration gap,
        Duration settle,
        Duration orphan,
        Duration kill) {
    public static final Timing DEFAULT =
            new Timing(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(6),
                    Duration.ofSeconds(8),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(500));

    public Timing {
        if (trust.compareTo(expiry) >= 0) {
            throw new IllegalArgumentException(
                    "a node must stop to trust its lease before others give it up");
        }
    }
}
