package dev.carillon.node;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What became of the runs that were due in a time.
///
/// @param notRan the runs due in that time that never ran, with the reason
record DemoSummary(
        int due,
        int ran,
        int succeeded,
        int failed,
        int skipped,
        long lagP50Millis,
        long lagP99Millis,
        List<String> notRan) {
    private static final Set<RunState> BY_RULE = Set.of(RunState.SKIPPED, RunState.CANCELLED);

    DemoSummary {
        notRan = List.copyOf(notRan);
    }

    /// @param neverMade due times, as text, for which there is no run at all
    static DemoSummary of(List<RunView> due, List<String> neverMade) {
        var notRan = new ArrayList<>(neverMade);
        due.stream()
                .filter(run -> run.startedAt() == null && !BY_RULE.contains(run.state()))
                .forEach(
                        run ->
                                notRan.add(
                                        "run %s of job %s, due %s: %s"
                                                .formatted(
                                                        run.id(),
                                                        run.job(),
                                                        run.due(),
                                                        run.state())));
        // A later attempt starts when its delay is over; only a first one tells the lag.
        long[] lags =
                due.stream()
                        .filter(run -> run.attempt() == 1 && run.startedAt() != null)
                        .mapToLong(DemoSummary::lagMillis)
                        .sorted()
                        .toArray();
        return new DemoSummary(
                due.size() + neverMade.size(),
                (int) due.stream().filter(run -> run.startedAt() != null).count(),
                count(due, Set.of(RunState.SUCCEEDED)),
                count(due, Set.of(RunState.FAILED, RunState.TIMED_OUT, RunState.LOST)),
                count(due, BY_RULE),
                percentile(lags, 50),
                percentile(lags, 99),
                notRan);
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(
                "due %d, ran %d, succeeded %d, failed %d, skipped by overlap %d, lag p50 %d ms, p99 %d ms"
                        .formatted(
                                due, ran, succeeded, failed, skipped, lagP50Millis, lagP99Millis));
        notRan.forEach(what -> lines.add("did not run: " + PlainText.line(what)));
        return lines;
    }

    int exitCode() {
        return notRan.isEmpty() ? Exit.OK : Exit.RUN_FAILED;
    }

    private static int count(List<RunView> runs, Set<RunState> states) {
        return (int) runs.stream().filter(run -> states.contains(run.state())).count();
    }

    private static long lagMillis(RunView run) {
        return run.startedAt() == null
                ? 0
                : Duration.between(run.due(), run.startedAt()).toMillis();
    }

    /// Nearest rank.
    private static long percentile(long[] sorted, int percent) {
        return sorted.length == 0
                ? 0
                : sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)];
    }
}
