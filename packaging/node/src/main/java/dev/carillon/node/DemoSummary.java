package dev.carillon.node;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What became of the runs that were due in a time.
///
/// @param jobs a line for each job, then one for all
/// @param troubles what did not run, or failed at its last attempt; a sentence each
record DemoSummary(List<Line> jobs, long lateP50Millis, long lateP99Millis, List<String> troubles) {
    /// Counts of one job. Each due time is ran, skipped (by overlap, or cancelled by a person), or
    /// trouble.
    record Line(String job, int due, int ran, int succeeded, int failed, int skipped, int retried) {
        private List<String> cells() {
            return List.of(
                    job,
                    "" + due,
                    "" + ran,
                    "" + succeeded,
                    "" + failed,
                    "" + skipped,
                    "" + retried);
        }
    }

    DemoSummary {
        jobs = List.copyOf(jobs);
        troubles = List.copyOf(troubles);
    }

    /// @param runs those due in the time
    static DemoSummary of(DueList due, List<RunView> runs) {
        var neverMade = due.withoutRun(runs);
        var names = new TreeSet<String>();
        runs.forEach(run -> names.add(run.job()));
        neverMade.forEach(one -> names.add(one.job()));
        var lines = new ArrayList<Line>();
        for (String name : names) {
            lines.add(
                    line(
                            RunLines.shortJob(name),
                            runs.stream().filter(run -> run.job().equals(name)).toList(),
                            (int)
                                    neverMade.stream()
                                            .filter(one -> one.job().equals(name))
                                            .count()));
        }
        lines.add(line("all", runs, neverMade.size()));
        // A later attempt starts when its delay is over; only a first one tells how late.
        long[] late =
                runs.stream()
                        .filter(run -> run.attempt() == 1 && run.startedAt() != null)
                        .mapToLong(run -> Duration.between(run.due(), run.startedAt()).toMillis())
                        .sorted()
                        .toArray();
        var troubles = new ArrayList<String>();
        neverMade.forEach(
                one ->
                        troubles.add(
                                "job %s, due %s: no run was made".formatted(one.job(), one.at())));
        runs.stream().filter(DemoSummary::isTrouble).forEach(run -> troubles.add(trouble(run)));
        return new DemoSummary(lines, percentile(late, 50), percentile(late, 99), troubles);
    }

    List<String> lines() {
        var lines =
                new ArrayList<String>(
                        new TextTable(
                                        List.of(
                                                "JOB",
                                                "DUE",
                                                "RAN",
                                                "SUCCEEDED",
                                                "FAILED",
                                                "SKIPPED",
                                                "RETRIED"),
                                        jobs.stream().map(Line::cells).toList())
                                .lines(0));
        lines.add(
                "Started after the due time: half within %d ms, 99 %% within %d ms."
                        .formatted(lateP50Millis, lateP99Millis));
        troubles.forEach(what -> lines.add("trouble: " + PlainText.line(what)));
        lines.add(
                troubles.isEmpty()
                        ? "Every run due in this time ran, or was skipped by its overlap rule."
                        : "Not every run due in this time ran and succeeded.");
        return lines;
    }

    int exitCode() {
        return troubles.isEmpty() ? Exit.OK : Exit.FAILED;
    }

    private static Line line(String name, List<RunView> runs, int neverMade) {
        return new Line(
                name,
                runs.size() + neverMade,
                (int) runs.stream().filter(run -> run.startedAt() != null).count(),
                count(runs, Set.of(RunState.SUCCEEDED)),
                count(runs, RunState.PROBLEMS),
                count(runs, Set.of(RunState.SKIPPED, RunState.CANCELLED)),
                (int) runs.stream().filter(run -> run.attempt() > 1).count());
    }

    /// A run that is still open after the demo's patience is trouble as well.
    private static boolean isTrouble(RunView run) {
        return switch (run.state()) {
            case SUCCEEDED, SKIPPED, CANCELLED -> false;
            case FAILED, TIMED_OUT, LOST, MISSED -> true;
            case WAITING, HELD, DELAYED, QUEUED, CLAIMED, RUNNING, STOPPING -> true;
        };
    }

    private static String trouble(RunView run) {
        String text = RunLines.text(run);
        return "run %s of job %s, due %s: %s%s"
                .formatted(
                        run.id(),
                        run.job(),
                        run.due(),
                        run.state(),
                        text.isEmpty() ? "" : ", " + TextTable.cut(text, 160));
    }

    private static int count(List<RunView> runs, Set<RunState> states) {
        return (int) runs.stream().filter(run -> states.contains(run.state())).count();
    }

    /// Nearest rank.
    private static long percentile(long[] sorted, int percent) {
        return sorted.length == 0
                ? 0
                : sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)];
    }
}
