package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What the jobs of a cluster wrote down themselves, a line by one write: that they began, every tenth of a second
/// that they are there, and that they ended. It is compared with the history of the nodes and with what was due.
record ClusterEvidence(Map<String, List<Line>> byRun) {
    // A database that hangs for a minute, and all nodes killed right after.
    private static final Duration LATEST = Duration.ofSeconds(90);

    /// @param kind `B` for begin, `H` for here, `E` for end
    record Line(String job, String run, int attempt, long epoch, String kind, Instant at) {}

    /// A script for `/bin/sh`, by the clock of the machine whatever the node's own says.
    ///
    /// @param tenths of a second that it takes
    static String script(Path file, int tenths) {
        String line =
                "echo \"$CARILLON_JOB $RUN_ID $ATTEMPT $EPOCH {} $(LD_PRELOAD= date +%s%N)\" >> "
                        + file
                        + "; ";
        return line.replace("{}", "B")
                + "i=0; while [ $i -lt "
                + tenths
                + " ]; do sleep 0.1; i=$((i+1)); "
                + line.replace("{}", "H")
                + "done; "
                + line.replace("{}", "E");
    }

    static ClusterEvidence read(Path file) throws IOException {
        var lines = new ArrayList<Line>();
        for (String each : Files.readAllLines(file)) {
            String[] parts = each.split(" ", -1);
            assertThat(parts).as("evidence line \"%s\"", each).hasSize(6);
            lines.add(
                    new Line(
                            parts[0],
                            parts[1],
                            Integer.parseInt(parts[2]),
                            Long.parseLong(parts[3]),
                            parts[4],
                            Instant.EPOCH.plusNanos(Long.parseLong(parts[5]))));
        }
        return new ClusterEvidence(lines.stream().collect(Collectors.groupingBy(Line::run)));
    }

    List<Line> of(String run) {
        return byRun.getOrDefault(run, List.of());
    }

    private static List<Line> begins(List<Line> lines) {
        return lines.stream().filter(line -> line.kind.equals("B")).toList();
    }

    /// Nothing was missed, doubled, early, far too late, at once or begun by a fenced node.
    void isRight(List<RunView> runs) {
        agreesWith(runs);
        assertThat(staleStarts()).as("attempts that began after a later one").isZero();
        ChaosLoad.EVERY_SECOND.forEach(job -> isComplete(runs, job, 1));
        neverOverlaps("gated");
        isOnTime(runs, LATEST);
    }

    // The history says what happened, and what happened was right.
    private void agreesWith(List<RunView> runs) {
        var known = new HashSet<String>();
        for (var run : runs) {
            known.add(run.id());
            var mine = of(run.id());
            switch (run.state()) {
                case SUCCEEDED ->
                        assertThat(mine)
                                .as("an end of %s", run)
                                .anyMatch(line -> line.kind.equals("E"));
                case SKIPPED, MISSED -> assertThat(mine).as("%s", run).isEmpty();
                default -> {}
            }
            boolean once = run.job().contains("/once");
            if (once) {
                assertThat(begins(mine)).as("at-most-once %s", run).hasSizeLessThanOrEqualTo(1);
            } else {
                assertThat(run.state())
                        .as("%s", run)
                        .isIn(RunState.SUCCEEDED, RunState.SKIPPED, RunState.MISSED);
            }
            attemptsNeverOverlap(run, mine);
        }
        assertThat(known).as("runs nobody stored").containsAll(byRun.keySet());
    }

    // By the lines that say that an attempt is there still, one that was killed included.
    private static void attemptsNeverOverlap(RunView run, List<Line> lines) {
        var begins = begins(lines).stream().sorted(Comparator.comparingLong(Line::epoch)).toList();
        assertThat(begins.stream().map(Line::epoch).toList())
                .as("epochs of %s", run)
                .doesNotHaveDuplicates();
        var spans =
                lines.stream().collect(Collectors.groupingBy(Line::epoch)).values().stream()
                        .map(each -> List.of(first(each), last(each)))
                        .sorted(Comparator.comparing(List::getFirst))
                        .toList();
        for (int i = 1; i < spans.size(); i++) {
            assertThat(spans.get(i - 1).getLast())
                    .as("attempts of %s at once", run)
                    .isBefore(spans.get(i).getFirst());
        }
    }

    /// Attempts that began after a later one of their run did: of a process that was held between its last look at
    /// the lease and the start.
    long staleStarts() {
        return byRun.values().stream()
                .flatMap(
                        lines ->
                                begins(lines).stream()
                                        .filter(
                                                begin ->
                                                        begins(lines).stream()
                                                                .anyMatch(
                                                                        other ->
                                                                                other.epoch
                                                                                                > begin.epoch
                                                                                        && other.at
                                                                                                .isBefore(
                                                                                                        begin.at))))
                .count();
    }

    // Each due time between the first and the last of a job that is due every so many seconds has
    // one run.
    private static void isComplete(List<RunView> runs, String job, int seconds) {
        var times =
                runs.stream()
                        .filter(run -> run.job().equals("default/" + job) && run.nominal() != null)
                        .map(RunView::nominal)
                        .sorted()
                        .toList();
        assertThat(times).as("due times of %s", job).hasSizeGreaterThan(5).doesNotHaveDuplicates();
        for (int i = 1; i < times.size(); i++) {
            assertThat(Duration.between(times.get(i - 1), times.get(i)))
                    .as("due times of %s after %s", job, times.get(i - 1))
                    .isEqualTo(Duration.ofSeconds(seconds));
        }
    }

    // No run began before its due time, and none of these began later than that after it.
    private void isOnTime(List<RunView> runs, Duration latest) {
        for (var run : runs) {
            for (var begin : begins(of(run.id()))) {
                assertThat(begin.at).as("%s began early", run).isAfterOrEqualTo(run.due());
            }
        }
        assertThat(lateness(runs)).isLessThan(latest);
    }

    /// The longest time from due to the first beginning.
    Duration lateness(List<RunView> runs) {
        return latest(runs).map(this::late).orElse(Duration.ZERO);
    }

    /// The run of which it is.
    Optional<RunView> latest(List<RunView> runs) {
        return runs.stream()
                .filter(run -> !begins(of(run.id())).isEmpty())
                .max(Comparator.comparing(this::late));
    }

    private Duration late(RunView run) {
        return Duration.between(
                run.due(),
                begins(of(run.id())).stream()
                        .map(Line::at)
                        .min(Comparator.naturalOrder())
                        .orElseThrow());
    }

    // Runs never ran beside another one of their job.
    private void neverOverlaps(String job) {
        var spans =
                byRun.values().stream()
                        .filter(lines -> lines.getFirst().job.equals("default/" + job))
                        .flatMap(
                                lines ->
                                        lines.stream()
                                                .collect(Collectors.groupingBy(Line::epoch))
                                                .values()
                                                .stream())
                        .map(lines -> List.of(first(lines), last(lines)))
                        .sorted(Comparator.comparing(List::getFirst))
                        .toList();
        for (int i = 1; i < spans.size(); i++) {
            assertThat(spans.get(i - 1).getLast())
                    .as("runs of %s at once", job)
                    .isBeforeOrEqualTo(spans.get(i).getFirst());
        }
    }

    private static Instant first(List<Line> lines) {
        return lines.stream().map(Line::at).min(Comparator.naturalOrder()).orElseThrow();
    }

    private static Instant last(List<Line> lines) {
        return lines.stream().map(Line::at).max(Comparator.naturalOrder()).orElseThrow();
    }

    /// When the attempt after one that was cut off began, for each run that was under way at a moment and cut off.
    List<Instant> begunAgainAfter(Instant cut) {
        return byRun.values().stream()
                .filter(
                        lines ->
                                lines.stream()
                                        .anyMatch(
                                                line ->
                                                        line.kind.equals("B")
                                                                && line.at.isBefore(cut)))
                .flatMap(
                        lines ->
                                begins(lines).stream()
                                        .map(Line::at)
                                        .filter(at -> at.isAfter(cut))
                                        .min(Comparator.naturalOrder())
                                        .stream())
                .toList();
    }
}
