package dev.carillon.console.nodes;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// How long runs will be under way still, by how long nine of ten of the last ones of their job took. Used by any
/// thread.
final class Expectations {
    private static final int LAST = 30;
    private static final double MOST = 0.9;
    private static final double WHOLE = 100;
    private final Map<String, Optional<Duration>> usual = new ConcurrentHashMap<>();

    /// Asks for what is not known yet of these runs' jobs.
    void learn(Carillon carillon, Iterable<RunView> runs) {
        for (var run : runs) {
            usual.computeIfAbsent(run.job(), job -> usual(carillon, job));
        }
    }

    private static Optional<Duration> usual(Carillon carillon, String job) {
        var lengths =
                carillon
                        .runs(new RunQuery(Set.of(RunState.SUCCEEDED), job, null, null), null, LAST)
                        .items()
                        .stream()
                        .filter(run -> run.startedAt() != null && run.finishedAt() != null)
                        .map(run -> Duration.between(run.startedAt(), run.finishedAt()))
                        .sorted()
                        .toList();
        return lengths.isEmpty()
                ? Optional.empty()
                : Optional.of(lengths.get((int) ((lengths.size() - 1) * MOST)));
    }

    /// When a run will have ended, empty when nothing tells it. One that is late already ends any moment.
    Optional<Instant> end(RunView run, Instant now) {
        var started = run.startedAt();
        if (started == null) {
            return Optional.empty();
        }
        var progress = run.progress();
        Optional<Duration> whole =
                progress != null && progress > 1
                        ? Optional.of(scaled(Duration.between(started, now), WHOLE / progress))
                        : usual.getOrDefault(run.job(), Optional.empty());
        return whole.map(started::plus).map(end -> end.isBefore(now) ? now : end);
    }

    private static Duration scaled(Duration length, double factor) {
        return Duration.ofMillis(Math.round(length.toMillis() * factor));
    }
}
