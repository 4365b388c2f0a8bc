package dev.carillon.console.link;

import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/// How many runs that were due in the last 24 hours failed, as the list that the number leads to has them. It is asked
/// every ten seconds, and a second after the feed told of one.
public final class FailedRuns {
    /// What they are asked for with in the list of runs.
    public static final String QUERY = "state:problem since:24h";

    private static final Duration RECENT = Duration.ofHours(24);
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration CALM = Duration.ofSeconds(1);

    private final ClusterLink link;
    private final Watch<RunCount> watch;
    private final ReadOnlyObjectWrapper<@Nullable RunCount> count = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable String> problem = new ReadOnlyObjectWrapper<>();

    FailedRuns(ClusterLink link) {
        this.link = link;
        watch =
                new Watch<>(
                        link.background(),
                        PERIOD,
                        () -> link.carillon().countRuns(query(link.clock().instant())),
                        counted -> {
                            count.set(counted);
                            problem.set(null);
                        },
                        refusal -> problem.set(refusal.getMessage()));
    }

    /// What [#QUERY] means at a time.
    public static RunQuery query(Instant now) {
        return new RunQuery(RunState.PROBLEMS, null, now.minus(RECENT), null);
    }

    /// Null before the first answer; while no node answers, what was counted last.
    public ReadOnlyObjectProperty<@Nullable RunCount> countProperty() {
        return count.getReadOnlyProperty();
    }

    /// Why they could not be counted last, null when they could.
    public ReadOnlyObjectProperty<@Nullable String> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /// Counts them now, or after the answer that is on its way.
    public void countAgain() {
        watch.hurry();
    }

    void start() {
        link.listen(this::changed);
        watch.start();
    }

    void stop() {
        watch.stop();
    }

    private void changed(Changes changes) {
        if (changes.everything()) {
            // It may be of a node that was away.
            problem.set(null);
            watch.anew();
            return;
        }
        boolean failed =
                changes.runs().values().stream()
                        .anyMatch(run -> RunState.PROBLEMS.contains(run.state()));
        if (failed) {
            watch.hurryWithin(CALM);
        }
    }
}
