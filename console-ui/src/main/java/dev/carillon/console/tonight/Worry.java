package dev.carillon.console.tonight;

import dev.carillon.api.Forecast.Warning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/// Warnings of one kind about one job or queue.
///
/// @param first the earliest of them
/// @param count how many there are, 1 or more
/// @param last when the latest one is
record Worry(Warning first, int count, Instant last) {
    /// @param warnings in order of time
    /// @return in the order of the first of each
    static List<Worry> of(List<Warning> warnings) {
        var groups = new LinkedHashMap<List<Object>, Worry>();
        for (var each : warnings) {
            groups.merge(
                    List.of(
                            each.kind(),
                            Objects.requireNonNullElse(each.job(), ""),
                            Objects.requireNonNullElse(each.queue(), "")),
                    new Worry(each, 1, each.at()),
                    (before, one) -> new Worry(before.first, before.count + 1, one.last));
        }
        return new ArrayList<>(groups.values());
    }
}
