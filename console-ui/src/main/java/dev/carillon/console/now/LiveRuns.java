package dev.carillon.console.now;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.now.DueFirst.Part;
import dev.carillon.console.parts.StillRows;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is under way, what waits and what failed, as it was read and as the feed changes it since. Of a run the newest
/// version counts, in whichever order they come.
final class LiveRuns {
    /// As many as a list shows.
    static final int SHOWN = 100;

    /// As many as are kept of a list, so that it stays full while its first rows leave.
    static final int KEPT = 500;

    static final Set<RunState> UNDER_WAY =
            EnumSet.of(RunState.CLAIMED, RunState.RUNNING, RunState.STOPPING);
    static final Set<RunState> WAITING =
            EnumSet.of(RunState.WAITING, RunState.HELD, RunState.DELAYED, RunState.QUEUED);

    private final Map<String, RunView> known = new HashMap<>();
    // What the feed told since the lists were asked for: the answer may be older.
    private final Map<String, RunView> meanwhile = new HashMap<>();
    private final FirstRuns running =
            new FirstRuns(
                    UNDER_WAY,
                    Comparator.comparing(LiveRuns::begun).thenComparing(RunView::id),
                    SHOWN,
                    KEPT);
    private final FirstRuns waiting =
            new FirstRuns(
                    WAITING,
                    Comparator.comparing(RunView::due).thenComparing(RunView::id),
                    SHOWN,
                    KEPT);
    private final FirstRuns failed =
            new FirstRuns(
                    RunState.PROBLEMS,
                    Comparator.comparing(LiveRuns::ended).thenComparing(RunView::id).reversed(),
                    SHOWN,
                    KEPT);
    private boolean asked;

    FirstRuns running() {
        return running;
    }

    FirstRuns waiting() {
        return waiting;
    }

    FirstRuns failed() {
        return failed;
    }

    private List<FirstRuns> lists() {
        return List.of(running, waiting, failed);
    }

    List<StillRows<RunView>> rows() {
        return lists().stream().map(FirstRuns::rows).toList();
    }

    /// The lists are asked for now.
    void ask() {
        asked = true;
        meanwhile.clear();
    }

    /// No answer comes.
    void giveUp() {
        asked = false;
        meanwhile.clear();
    }

    boolean asked() {
        return asked;
    }

    /// What was asked for.
    void answer(Part underWay, Part wait, Part bad) {
        known.clear();
        for (var part : List.of(underWay, wait, bad)) {
            part.runs().forEach(this::know);
        }
        running.read(known.values(), underWay.more());
        waiting.read(known.values(), wait.more());
        failed.read(known.values(), bad.more());
        meanwhile.values().forEach(this::know);
        giveUp();
        show();
    }

    /// What the feed told.
    void change(Collection<RunView> runs) {
        for (var run : runs) {
            if (asked) {
                meanwhile.merge(run.id(), run, LiveRuns::newer);
            }
            know(run);
            rows().forEach(rows -> rows.change(run));
        }
        if (!runs.isEmpty()) {
            show();
        }
    }

    /// Whether rows are missing that only a node can tell.
    boolean isShort() {
        return lists().stream().anyMatch(FirstRuns::isShort);
    }

    private void know(RunView run) {
        var was = known.get(run.id());
        if (was != null && newer(was, run) == was) {
            return;
        }
        if (concerns(run)) {
            known.put(run.id(), run);
        } else {
            known.remove(run.id());
        }
    }

    private static RunView newer(RunView was, RunView is) {
        return is.version() >= was.version() ? is : was;
    }

    private static boolean concerns(RunView run) {
        return UNDER_WAY.contains(run.state())
                || WAITING.contains(run.state())
                || RunState.PROBLEMS.contains(run.state()) && !run.handled();
    }

    private void show() {
        for (var list : lists()) {
            // What no list shows is not kept, however long the screen is open.
            list.show(known.values()).forEach(run -> known.remove(run.id()));
        }
    }

    private static Instant begun(RunView run) {
        return run.startedAt() == null ? run.due() : run.startedAt();
    }

    private static Instant ended(RunView run) {
        return run.finishedAt() == null ? run.due() : run.finishedAt();
    }
}
