package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.Page;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Applies the sample jobs to a node and shows them as they run.
final class Demo {
    private static final Duration REDRAW = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Carillon carillon;
    private final LiveView view;
    private final InstantSource clock;
    // Counted down by a signal.
    private final CountDownLatch stop;

    Demo(Carillon carillon, LiveView view, InstantSource clock, CountDownLatch stop) {
        this.carillon = carillon;
        this.view = view;
        this.clock = clock;
        this.stop = stop;
    }

    /// @param length null is until stopped
    /// @return what became of the runs due in that time; null when it was stopped before its end
    @Nullable DemoSummary show(List<JobDefinition> jobs, @Nullable Duration length)
            throws InterruptedException {
        try (var _ = carillon.events(null, view::changed)) {
            carillon.apply(jobs, false);
            Instant start = clock.instant();
            if (length == null) {
                watch(start, null, () -> false);
                return null;
            }
            DueList due = DueList.of(active(jobs), start, start.plus(length));
            if (!watch(start, due.end(), () -> !clock.instant().isBefore(due.end()))
                    || !watch(start, due.end(), new Settled(due))) {
                return null;
            }
            return DemoSummary.of(due, runs(due));
        }
    }

    /// Ticks until the condition holds.
    ///
    /// @return false when stopped before, or nobody looks any more
    private boolean watch(Instant start, @Nullable Instant end, Condition until)
            throws InterruptedException {
        Carillon.Stats stats = carillon.stats();
        for (int ticks = 1; !until.holds(); ticks++) {
            Instant now = clock.instant();
            if (ticks % 4 == 0) {
                stats = carillon.stats();
            }
            view.tick(
                    stats,
                    Duration.between(start, now),
                    end == null ? null : Duration.between(now, end));
            if (stop.await(REDRAW.toMillis(), TimeUnit.MILLISECONDS) || !view.isSeen()) {
                return false;
            }
        }
        return true;
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds();
    }

    /// Holds when each due time has its run and all of them are finished, or that took too long.
    private final class Settled implements Condition {
        private final DueList due;
        private int asked;

        Settled(DueList due) {
            this.due = due;
        }

        @Override
        public boolean holds() {
            if (clock.instant().isAfter(due.end().plus(PATIENCE))) {
                return true;
            }
            if (asked++ % 4 != 0) {
                return false;
            }
            List<RunView> runs = runs(due);
            return due.withoutRun(runs).isEmpty()
                    && runs.stream().allMatch(run -> run.state().finished());
        }
    }

    /// A job that somebody paused in an earlier demo in the same folder is due at no time.
    private List<JobDefinition> active(List<JobDefinition> jobs) {
        return jobs.stream()
                .filter(job -> !carillon.job(job.namespace(), job.name()).paused())
                .toList();
    }

    private List<RunView> runs(DueList due) {
        var runs = new ArrayList<RunView>();
        String cursor = null;
        do {
            Page<RunView> page =
                    carillon.runs(new RunQuery(Set.of(), null, due.start(), null), cursor, 500);
            page.items().stream().filter(due::covers).forEach(runs::add);
            cursor = page.cursor();
        } while (cursor != null);
        return runs;
    }
}
