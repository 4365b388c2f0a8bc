package dev.carillon.engine.forecast;

import dev.carillon.api.Forecast.Due;
import dev.carillon.api.Forecast.Kind;
import dev.carillon.api.Forecast.Warning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How many runs of each queue are expected to be under way at once.
///
/// @param due those that are paused or skipped do not count
record Load(List<Due> due) {
    /// What is assumed of a job that has not run yet.
    private static final Duration UNKNOWN = Duration.ofSeconds(1);

    /// A run that begins or ends.
    private record Step(Instant at, int change) {}

    /// A warning for each time in which more runs of a queue are expected than its limit.
    List<Warning> beyond(Map<String, Integer> limits) {
        var steps = new TreeMap<String, List<Step>>();
        for (var each : due) {
            if (limits.containsKey(each.queue()) && !each.paused() && !each.skipped()) {
                var expected = each.expected();
                var took = expected == null ? UNKNOWN : expected.p50();
                var ofQueue = steps.computeIfAbsent(each.queue(), queue -> new ArrayList<>());
                ofQueue.add(new Step(each.start(), 1));
                ofQueue.add(new Step(each.start().plus(took), -1));
            }
        }
        var warnings = new ArrayList<Warning>();
        steps.forEach(
                (queue, ofQueue) ->
                        warnings.addAll(beyond(queue, ofQueue, limits.getOrDefault(queue, 0))));
        return warnings;
    }

    private static List<Warning> beyond(String queue, List<Step> steps, int limit) {
        // One that ends makes room for one that begins at the same time.
        steps.sort(Comparator.comparing(Step::at).thenComparing(Step::change));
        var warnings = new ArrayList<Warning>();
        Instant since = null;
        int running = 0;
        int most = 0;
        for (var step : steps) {
            running += step.change;
            if (running > limit && since == null) {
                since = step.at;
            }
            most = since == null ? 0 : Math.max(most, running);
            if (running <= limit && since != null) {
                warnings.add(
                        new Warning(
                                Kind.QUEUE_LIMIT,
                                null,
                                null,
                                queue,
                                since,
                                "until "
                                        + step.at
                                        + " up to "
                                        + most
                                        + " runs are expected at once and the limit is "
                                        + limit
                                        + "; the others wait"));
                since = null;
            }
        }
        return warnings;
    }
}
