package dev.carillon.console.jobs;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How a job fared: its last runs, oldest first.
///
/// @param runs at most [#MOST]
record Health(List<RunView> runs) {
    static final int MOST = 10;
    static final Health NONE = new Health(List.of());

    Health {
        runs = List.copyOf(runs);
    }

    /// Of runs in any order. Parts of a flow or of shards count only where there is nothing else: then the job is a step
    /// of others.
    static Health of(List<RunView> found) {
        var whole = found.stream().filter(run -> run.flow() == null).toList();
        var runs = new ArrayList<>(whole.isEmpty() ? found : whole);
        runs.sort(Comparator.comparing(RunView::id));
        return new Health(runs.subList(Math.max(0, runs.size() - MOST), runs.size()));
    }

    /// With a run that is new, or newer than what is known of it.
    Health with(RunView run) {
        var all = new ArrayList<RunView>();
        boolean known = false;
        for (var each : runs) {
            known |= each.id().equals(run.id());
            all.add(each.id().equals(run.id()) && run.version() >= each.version() ? run : each);
        }
        if (!known) {
            all.add(run);
        }
        return of(all);
    }

    /// How long each took that ended by itself, oldest first.
    List<Duration> durations() {
        var found = new ArrayList<Duration>();
        for (var run : runs) {
            var from = run.startedAt();
            var until = run.finishedAt();
            boolean own = run.state() == RunState.SUCCEEDED || run.state() == RunState.FAILED;
            if (own && from != null && until != null) {
                found.add(Duration.between(from, until));
            }
        }
        return List.copyOf(found);
    }

    /// The one in the middle; zero when there is none.
    Duration median() {
        var sorted = durations().stream().sorted().toList();
        return sorted.isEmpty() ? Duration.ZERO : sorted.get(sorted.size() / 2);
    }
}
