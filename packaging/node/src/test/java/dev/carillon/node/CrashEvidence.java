package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// What the jobs themselves wrote down, a line by one write for each beginning and end, and whether
/// the node's history agrees with it. The history alone is never trusted.
record CrashEvidence(List<Line> lines) {
    /// @param begin else it is an end
    record Line(String job, String run, int attempt, long epoch, boolean begin) {}

    /// A script for `/bin/sh` that writes the evidence around some work.
    static String script(Path file, String mark) {
        String line =
                "printf '%s %s %s %s {}\\n' \"$CARILLON_JOB\" \"$RUN_ID\" \"$ATTEMPT\" \"$EPOCH\" >> ";
        return line.replace("{}", "B")
                + file
                + "; sleep 0.3"
                + mark
                + "; "
                + line.replace("{}", "E")
                + file;
    }

    static CrashEvidence read(Path file) throws IOException {
        var lines = new ArrayList<Line>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split(" ", -1);
            assertThat(parts).as("evidence line \"%s\"", line).hasSize(5);
            lines.add(
                    new Line(
                            parts[0],
                            parts[1],
                            Integer.parseInt(parts[2]),
                            Long.parseLong(parts[3]),
                            parts[4].equals("B")));
        }
        return new CrashEvidence(lines);
    }

    private List<Line> of(String run) {
        return lines.stream().filter(line -> line.run.equals(run)).toList();
    }

    void agreesWith(List<RunView> runs) {
        assertThat(runs.stream().filter(run -> !run.state().finished()).toList())
                .as("runs that never finished")
                .isEmpty();
        var known = new HashSet<String>();
        for (var run : runs) {
            known.add(run.id());
            agreesWith(run);
        }
        assertThat(lines).as("runs nobody stored").allMatch(line -> known.contains(line.run));
    }

    private void agreesWith(RunView run) {
        var mine = of(run.id());
        var begins = mine.stream().filter(Line::begin).toList();
        assertThat(begins.stream().map(Line::epoch).toList())
                .as("epochs of %s", run)
                .isSorted()
                .doesNotHaveDuplicates();
        switch (run.state()) {
            case SUCCEEDED ->
                    assertThat(mine).as("an end of %s", run).anyMatch(line -> !line.begin);
            case SKIPPED, MISSED -> assertThat(mine).as("%s", run).isEmpty();
            default -> {}
        }
        if (run.job().endsWith("/once")) {
            assertThat(begins).as("at-most-once %s", run).hasSizeLessThanOrEqualTo(1);
        } else {
            assertThat(run.state())
                    .as("at-least-once %s", run)
                    .isIn(RunState.SUCCEEDED, RunState.SKIPPED);
        }
    }

    /// Each second between the first and the last due time of an every-second job has one run.
    static void isComplete(List<RunView> runs, String job) {
        var counts = new HashMap<Instant, Integer>();
        for (var run : runs) {
            if (run.job().equals("default/" + job) && run.nominal() != null) {
                counts.merge(run.nominal(), 1, Integer::sum);
            }
        }
        assertThat(counts).as("due times of %s", job).hasSizeGreaterThan(2);
        assertThat(counts.values()).as("runs of a due time of %s", job).containsOnly(1);
        var first = counts.keySet().stream().min(Instant::compareTo).orElseThrow();
        var last = counts.keySet().stream().max(Instant::compareTo).orElseThrow();
        for (var due = first; !due.isAfter(last); due = due.plusSeconds(1)) {
            assertThat(counts).as("due times of %s", job).containsKey(due);
        }
    }

    /// Runs of the job that ended by themselves never ran beside another.
    void neverOverlaps(String job) {
        Map<String, Line> open = new HashMap<>();
        for (var line : lines) {
            if (!line.job.equals("default/" + job)) {
                continue;
            }
            if (line.begin) {
                open.put(line.run, line);
            } else {
                open.remove(line.run);
                assertThat(open.keySet().stream().filter(run -> endsLater(run, line)).toList())
                        .as("runs of %s beside %s", job, line)
                        .isEmpty();
            }
        }
    }

    // One that was killed has no end, and did not run beside anything that began after its death.
    private boolean endsLater(String run, Line after) {
        var mine = of(run);
        return mine.stream()
                .anyMatch(line -> !line.begin && lines.indexOf(line) > lines.indexOf(after));
    }
}
