package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.node.Fault.Figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What followed from each fault: what was due then and how late it began, what was cut off and when it began
/// again, who was given up, which segments moved.
final class ChaosReport {
    private static final Path FILE = Path.of("target", "chaos-report.txt");

    /// How long after a fault what is due is looked at, and what begins again.
    private static final Duration FIRING = Duration.ofSeconds(12);

    private static final Duration RUNNING = Duration.ofSeconds(20);

    private static final Duration BETWEEN = Duration.ofSeconds(1);

    /// Runs that are late by more are named.
    private static final Duration LATE = Duration.ofSeconds(3);

    /// @param hits how often it really happened
    record Blow(Fault fault, Instant at, int hits, long givenUp, long moves) {}

    private record Measured(
            Blow blow, Duration firing, Duration running, Optional<RunView> latest) {}

    private final List<Blow> blows = new ArrayList<>();
    private final List<Measured> measured = new ArrayList<>();

    void add(Blow blow) {
        System.out.println(blow);
        blows.add(blow);
    }

    /// Prints what was measured, and adds it to the file of reports.
    ///
    /// @param title what was tested
    void print(String title, List<RunView> runs, ClusterEvidence evidence, HandOvers handOvers)
            throws IOException {
        measure(runs, evidence);
        write(title, runs, evidence, handOvers);
    }

    /// Compares what was measured with what must follow from each fault.
    ///
    /// @param death how long it takes at most until the work of a process that died goes on
    void check(Duration death) {
        for (var each : measured) {
            var blow = each.blow;
            assertThat(blow.hits).as("%s hit", blow.fault).isPositive();
            switch (blow.fault.figure) {
                case STAYS -> {
                    assertThat(blow.givenUp).as("given up after %s", blow).isZero();
                    assertThat(blow.moves).as("moves after %s", blow).isZero();
                }
                case DEATH -> within(each, death);
                case HANG -> {
                    within(each, Duration.ofSeconds(10));
                    assertThat(blow.givenUp).as("given up after %s", blow).isOne();
                }
                case NONE -> {}
            }
        }
    }

    private static void within(Measured measured, Duration most) {
        assertThat(measured.firing)
                .as("take-over of what was due after %s", measured.blow)
                .isLessThanOrEqualTo(most);
        assertThat(measured.running)
                .as("take-over of what ran at %s", measured.blow)
                .isLessThanOrEqualTo(most);
    }

    private void measure(List<RunView> runs, ClusterEvidence evidence) {
        for (int i = 0; i < blows.size(); i++) {
            var blow = blows.get(i);
            var next = i + 1 < blows.size() ? blows.get(i + 1).at : Instant.MAX;
            var due = runs.stream().filter(run -> concerns(run, blow, next)).toList();
            measured.add(
                    new Measured(
                            blow,
                            evidence.lateness(due),
                            evidence.begunAgainAfter(blow.at).stream()
                                    .filter(
                                            at ->
                                                    at.isBefore(next)
                                                            && at.isBefore(blow.at.plus(RUNNING)))
                                    .max(Comparator.naturalOrder())
                                    .map(at -> Duration.between(blow.at, at))
                                    .orElse(Duration.ZERO),
                            evidence.latest(due)));
        }
    }

    // What is due just before the next fault is late because of that one. What is submitted to a
    // node that hangs, or does not reach its database, is stored when it goes on.
    private static boolean concerns(RunView run, Blow blow, Instant next) {
        if (blow.fault.figure == Figure.HANG && run.cause().equals("MANUAL")) {
            return false;
        }
        var until = blow.at.plus(FIRING);
        var before = next.minus(BETWEEN);
        return !run.due().isBefore(blow.at)
                && run.due().isBefore(until.isBefore(before) ? until : before);
    }

    private void write(
            String title, List<RunView> runs, ClusterEvidence evidence, HandOvers handOvers)
            throws IOException {
        var text = new StringBuilder(title + "\n");
        text.append(
                "fault, how often, hits, due runs late by at most p50/max ms, runs begun again p50/max ms, nodes"
                        + " given up, segments moved\n");
        var byFault =
                measured.stream()
                        .collect(
                                Collectors.groupingBy(
                                        each -> each.blow.fault,
                                        () -> new EnumMap<>(Fault.class),
                                        Collectors.toList()));
        byFault.forEach((fault, each) -> text.append(line(fault, each)));
        measured.stream()
                .filter(each -> each.firing.compareTo(LATE) > 0)
                .forEach(each -> text.append(nameLatest(each)));
        text.append(
                "hand-over of a leaving node p50/max ms: %s, by segment: %s%n"
                        .formatted(percentiles(handOvers.all()), percentiles(handOvers.each())));
        Map<RunState, Long> states =
                runs.stream()
                        .collect(
                                Collectors.groupingBy(
                                        RunView::state, TreeMap::new, Collectors.counting()));
        text.append(
                "%d runs, %s, %d of them with evidence, %d attempts begun by a fenced node%n"
                        .formatted(
                                runs.size(),
                                states,
                                evidence.byRun().size(),
                                evidence.staleStarts()));
        Files.writeString(FILE, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        System.out.println(text);
    }

    private static String line(Fault fault, List<Measured> all) {
        return "%s, %d, %d, %s, %s, %d, %d%s%n"
                .formatted(
                        fault,
                        all.size(),
                        all.stream().mapToInt(each -> each.blow.hits).sum(),
                        percentiles(list(all, Measured::firing)),
                        percentiles(
                                list(all, Measured::running).stream()
                                        .filter(Duration::isPositive)
                                        .toList()),
                        all.stream().mapToLong(each -> each.blow.givenUp).sum(),
                        all.stream().mapToLong(each -> each.blow.moves).sum(),
                        fault.figure == Figure.STAYS ? " (nothing may move)" : "");
    }

    private static String nameLatest(Measured measured) {
        return measured.latest
                .map(
                        run ->
                                "%s at %s: late by %d ms was run %s of %s, due %s, attempt %d, on node %s, %s%n"
                                        .formatted(
                                                measured.blow.fault,
                                                measured.blow.at,
                                                measured.firing.toMillis(),
                                                run.id(),
                                                run.job(),
                                                run.due(),
                                                run.attempt(),
                                                run.node(),
                                                run.state()))
                .orElse("");
    }

    private static List<Duration> list(List<Measured> all, Function<Measured, Duration> of) {
        return all.stream().map(of).toList();
    }

    private static String percentiles(List<Duration> measured) {
        var sorted = measured.stream().map(Duration::toMillis).sorted().toList();
        return sorted.isEmpty() ? "-" : sorted.get(sorted.size() / 2) + "/" + sorted.getLast();
    }
}
