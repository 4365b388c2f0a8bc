package dev.carillon.console.now;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Page;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/// Reads those of many runs that are due first. A node tells the newest first, so when there are more than one answer has, a
/// time is sought by halving such that enough and not too many are due before it.
final class DueFirst {
    private static final int MOST_STEPS = 24;
    private static final Duration BACK = Duration.ofMinutes(1);

    /// @param more whether there are others, due later
    record Part(List<RunView> runs, boolean more) {
        Part {
            runs = List.copyOf(runs);
        }
    }

    private final Carillon carillon;
    private final Set<RunState> states;
    private final int least;
    private final int most;

    /// @param least as many as are enough
    /// @param most as many as one answer may have
    DueFirst(Carillon carillon, Set<RunState> states, int least, int most) {
        this.carillon = carillon;
        this.states = states;
        this.least = least;
        this.most = most;
    }

    /// When very many are due in the same millisecond, some of these.
    Part read() {
        var page = dueBefore(null);
        if (page.cursor() == null || page.items().isEmpty()) {
            return new Part(page.items(), page.cursor() != null);
        }
        var some = page.items();
        var upper = some.stream().map(RunView::due).min(Comparator.naturalOrder()).orElseThrow();
        List<RunView> all = List.of();
        Instant lower = null;
        var back = BACK;
        for (int step = 0; step < MOST_STEPS && all.size() < least; step++) {
            var until = lower == null ? upper.minus(back) : middle(lower, upper);
            if (until.equals(lower)) {
                break;
            }
            page = dueBefore(until);
            if (page.cursor() == null) {
                all = page.items();
                lower = until;
            } else {
                some = page.items().isEmpty() ? some : page.items();
                upper = until;
                back = back.multipliedBy(4);
            }
        }
        return new Part(all.size() < least ? together(all, some) : all, true);
    }

    private Page<RunView> dueBefore(@Nullable Instant until) {
        return carillon.runs(
                new RunQuery(states, null, null, until, null, null, Set.of(), null, null, null),
                null,
                most);
    }

    private static Instant middle(Instant from, Instant until) {
        return from.plusMillis(Duration.between(from, until).toMillis() / 2);
    }

    private static List<RunView> together(List<RunView> one, List<RunView> other) {
        var byId = new LinkedHashMap<String, RunView>();
        one.forEach(run -> byId.put(run.id(), run));
        other.forEach(run -> byId.putIfAbsent(run.id(), run));
        return List.copyOf(byId.values());
    }
}
