package dev.carillon.benchmark;

import java.util.List;

/// The same figure of several rounds: the median, the lowest and the highest.
record Spread(double median, double lowest, double highest) {
    /// Of an even number of rounds the median is the mean of the two in the middle.
    static Spread of(List<Double> rounds) {
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("no round");
        }
        double[] sorted = rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
