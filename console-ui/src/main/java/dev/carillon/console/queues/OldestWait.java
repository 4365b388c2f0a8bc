package dev.carillon.console.queues;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Since when the oldest run of a queue waits. Runs are listed with the newest first: with growing ages it is asked
/// whether one is older, and the few that are older than the last of them are read. However many wait, it takes some
/// twenty questions at most.
final class OldestWait {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final int GROWTH = 3;
    private static final int MOST_STEPS = 16;
    private static final int MOST_RUNS = 500;

    private OldestWait() {}

    /// Empty when none waits.
    static Optional<Instant> of(Carillon carillon, String queue, Instant now) {
        var until = now.plusSeconds(1);
        var age = FIRST;
        Optional<Instant> oldest = first(carillon, queue, until);
        for (int i = 0; i < MOST_STEPS && oldest.isPresent(); i++) {
            var older = first(carillon, queue, now.minus(age));
            if (older.isEmpty()) {
                break;
            }
            oldest = older;
            until = now.minus(age);
            age = age.multipliedBy(GROWTH);
        }
        return oldest.isEmpty()
                ? oldest
                : last(carillon, queue, until).or(() -> first(carillon, queue, now));
    }

    private static Optional<Instant> first(Carillon carillon, String queue, Instant until) {
        return carillon.runs(waiting(queue, until), null, 1).items().stream()
                .map(RunView::due)
                .findFirst();
    }

    private static Optional<Instant> last(Carillon carillon, String queue, Instant until) {
        return carillon.runs(waiting(queue, until), null, MOST_RUNS).items().stream()
                .map(RunView::due)
                .min(Instant::compareTo);
    }

    private static RunQuery waiting(String queue, Instant until) {
        return new RunQuery(
                Set.of(RunState.QUEUED),
                null,
                null,
                until,
                queue,
                null,
                Set.of(),
                null,
                null,
                null);
    }
}
