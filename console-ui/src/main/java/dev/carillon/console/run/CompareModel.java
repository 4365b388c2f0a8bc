package dev.carillon.console.run;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Carillon;
import dev.carillon.api.RunView;
import dev.carillon.api.Usage;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Latest;
import dev.carillon.console.parts.Problem;
import dev.carillon.console.parts.log.LogModel;
import dev.carillon.console.parts.log.LogText;
import dev.carillon.console.run.LineDiff.Block;
import dev.carillon.console.words.Sentence;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Two runs beside each other: what is different about them, how long each phase took, and where their logs part.
final class CompareModel {
    private static final Texts TEXTS = Texts.of(CompareModel.class);
    // What differs by less is no difference.
    private static final long LEAST_MILLIS = 100;
    private static final long LEAST_BYTES = 1 << 20;

    /// Of each log so many lines are compared.
    static final int MOST_LINES = 50_000;

    /// Of a line that says when it was written the rest counts.
    private static final Pattern TIME =
            Pattern.compile(
                    "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d([.,]\\d+)?(Z|[+-]\\d\\d:?\\d\\d)?|\\b\\d\\d:\\d\\d:\\d\\d([.,]\\d+)?");

    /// @param differs whether it is worth a look
    record Fact(String name, String left, String right, boolean differs) {}

    record Sides(
            RunView left,
            List<AttemptView> leftAttempts,
            RunView right,
            List<AttemptView> rightAttempts) {}

    private final ClusterLink link;
    private final LogModel leftLog;
    private final LogModel rightLog;
    private final Latest reading;
    private final Latest comparing;
    private final ReadOnlyObjectWrapper<@Nullable Sides> sides = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<List<Block>> blocks =
            new ReadOnlyObjectWrapper<>(List.of());
    private final Problem problem = new Problem();

    CompareModel(ClusterLink link) {
        this.link = link;
        leftLog = new LogModel(link);
        rightLog = new LogModel(link);
        reading = new Latest(link.background());
        comparing = new Latest(link.background());
        leftLog.textProperty().subscribe(_ -> compare());
        rightLog.textProperty().subscribe(_ -> compare());
    }

    LogModel leftLog() {
        return leftLog;
    }

    LogModel rightLog() {
        return rightLog;
    }

    ReadOnlyObjectProperty<@Nullable Sides> sidesProperty() {
        return sides.getReadOnlyProperty();
    }

    /// Which lines of the logs are the same; times in them do not count.
    ReadOnlyObjectProperty<List<Block>> blocksProperty() {
        return blocks.getReadOnlyProperty();
    }

    Problem problem() {
        return problem;
    }

    /// Whether a log has lines that were not compared.
    boolean cut() {
        return leftLog.text().lines() > MOST_LINES || rightLog.text().lines() > MOST_LINES;
    }

    void show(String left, String right) {
        reading.ask(
                () -> read(link.carillon(), left, right),
                found -> {
                    problem.set(null);
                    sides.set(found);
                },
                problem::refuse);
        leftLog.open(left);
        rightLog.open(right);
    }

    private static Sides read(Carillon carillon, String left, String right) {
        return new Sides(
                carillon.run(left),
                carillon.attempts(left),
                carillon.run(right),
                carillon.attempts(right));
    }

    void hide() {
        reading.cancel();
        comparing.cancel();
        leftLog.close();
        rightLog.close();
    }

    private void compare() {
        var left = leftLog.text();
        var right = rightLog.text();
        if (left.lines() == 0 && right.lines() == 0) {
            blocks.set(List.of());
            return;
        }
        comparing.ask(() -> LineDiff.of(lines(left), lines(right)), blocks::set, problem::refuse);
    }

    private static List<String> lines(LogText text) {
        int count = Math.min(MOST_LINES, text.lines());
        var lines = new ArrayList<String>(count);
        for (int i = 0; i < count; i++) {
            lines.add(TIME.matcher(text.line(i)).replaceAll("T"));
        }
        return lines;
    }

    /// What is worth comparing, parameters first.
    List<Fact> facts() {
        var both = sides.get();
        if (both == null) {
            return List.of();
        }
        var facts = new ArrayList<Fact>();
        var names = new TreeSet<>(both.left.parameters().keySet());
        names.addAll(both.right.parameters().keySet());
        for (String name : names) {
            facts.add(
                    fact(
                            name,
                            both.left.parameters().get(name),
                            both.right.parameters().get(name)));
        }
        facts.add(
                fact(
                        TEXTS.get("fact.version"),
                        Integer.toString(both.left.jobVersion()),
                        Integer.toString(both.right.jobVersion())));
        facts.add(fact(TEXTS.get("fact.node"), both.left.node(), both.right.node()));
        facts.add(
                fact(
                        TEXTS.get("compare.cause"),
                        Sentence.of(both.left.cause()),
                        Sentence.of(both.right.cause())));
        facts.add(fact(TEXTS.get("fact.exit"), exit(both.left), exit(both.right)));
        facts.add(fact(TEXTS.get("message"), both.left.message(), both.right.message()));
        facts.add(fact(TEXTS.get("result"), both.left.result(), both.right.result()));
        return facts.stream()
                .filter(each -> !each.left.isEmpty() || !each.right.isEmpty())
                .toList();
    }

    private static @Nullable String exit(RunView run) {
        return run.exitCode() == null ? null : run.exitCode().toString();
    }

    private static Fact fact(String name, @Nullable String left, @Nullable String right) {
        return new Fact(
                name,
                Objects.requireNonNullElse(left, ""),
                Objects.requireNonNullElse(right, ""),
                !Objects.equals(left, right));
    }

    /// How long each phase took. One that took more than a quarter longer or shorter differs.
    List<Fact> durations(Instant now) {
        var both = sides.get();
        if (both == null) {
            return List.of();
        }
        var left = Phase.of(both.left, both.leftAttempts, now);
        var right = Phase.of(both.right, both.rightAttempts, now);
        var names = new LinkedHashSet<String>();
        left.forEach(phase -> names.add(phase.name()));
        right.forEach(phase -> names.add(phase.name()));
        return names.stream().map(name -> duration(name, left, right)).toList();
    }

    /// What their last attempts used, by the same rule; nothing when that is known of neither.
    List<Fact> usages() {
        var both = sides.get();
        if (both == null) {
            return List.of();
        }
        var left = usage(both.leftAttempts);
        var right = usage(both.rightAttempts);
        if (left == null && right == null) {
            return List.of();
        }
        long leftMillis = left == null ? -1 : left.processorTime().toMillis();
        long rightMillis = right == null ? -1 : right.processorTime().toMillis();
        long leftBytes = left == null ? -1 : left.peakMemoryBytes();
        long rightBytes = right == null ? -1 : right.peakMemoryBytes();
        return List.of(
                new Fact(
                        TEXTS.get("usage.processor"),
                        length(leftMillis),
                        length(rightMillis),
                        differs(leftMillis, rightMillis, LEAST_MILLIS)),
                new Fact(
                        TEXTS.get("usage.memory"),
                        size(leftBytes),
                        size(rightBytes),
                        differs(leftBytes, rightBytes, LEAST_BYTES)));
    }

    private static String size(long bytes) {
        return bytes < 0 ? "" : Spans.size(bytes);
    }

    private static @Nullable Usage usage(List<AttemptView> attempts) {
        return attempts.isEmpty() ? null : attempts.getLast().usage();
    }

    private static Fact duration(String name, List<Phase> left, List<Phase> right) {
        long leftMillis = millis(name, left);
        long rightMillis = millis(name, right);
        return new Fact(
                name,
                length(leftMillis),
                length(rightMillis),
                differs(leftMillis, rightMillis, LEAST_MILLIS));
    }

    // Numbers below 0 are none.
    private static boolean differs(long left, long right, long least) {
        return left < 0
                || right < 0
                || Math.abs(left - right) * 4 > Math.max(left, right)
                        && Math.abs(left - right) >= least;
    }

    private static long millis(String name, List<Phase> phases) {
        return phases.stream()
                .filter(phase -> phase.name().equals(name))
                .mapToLong(phase -> phase.length().toMillis())
                .findFirst()
                .orElse(-1);
    }

    private static String length(long millis) {
        return millis < 0 ? "" : Spans.length(Duration.ofMillis(millis));
    }

    /// The first place where the logs part, null when they do not.
    @Nullable Block firstDifference() {
        return blocks.get().stream().filter(block -> !block.same()).findFirst().orElse(null);
    }

    /// The next place after a line of the left log, or of the right one when nothing is missing there; around the end.
    @Nullable Block differenceAfter(int left, boolean forward) {
        var all = blocks.get().stream().filter(block -> !block.same()).toList();
        if (all.isEmpty()) {
            return null;
        }
        if (forward) {
            return all.stream()
                    .filter(block -> block.left() > left)
                    .findFirst()
                    .orElse(all.getFirst());
        }
        return all.reversed().stream()
                .filter(block -> block.left() < left)
                .findFirst()
                .orElse(all.getLast());
    }

    /// The line of the other log that is beside a line of one.
    ///
    /// @param line with its fraction
    /// @param fromLeft whether it is one of the left log
    double beside(double line, boolean fromLeft) {
        double shift = 0;
        for (var block : blocks.get()) {
            int from = fromLeft ? block.left() : block.right();
            int other = fromLeft ? block.right() : block.left();
            int lines = fromLeft ? block.leftLines() : block.rightLines();
            int otherLines = fromLeft ? block.rightLines() : block.leftLines();
            if (line < from + lines) {
                return other + Math.min(line - from, block.same() ? lines : otherLines);
            }
            shift = (other + otherLines) - (from + lines);
        }
        return line + shift;
    }
}
