package dev.carillon.node;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/// Runs as people read them. Pure functions of the views and the time.
final class RunLines {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final List<String> HEAD =
            List.of("RUN", "JOB", "STATE", "DUE", "LAG", "TOOK", "TRY", "MESSAGE");
    private static final String RESET = "\u001b[0m";

    private RunLines() {}

    static TextTable table(List<RunView> runs, Instant now, ZoneId zone) {
        return new TextTable(HEAD, runs.stream().map(run -> cells(run, now, zone)).toList());
    }

    /// The lines of [#table], each in the colour of its run's state.
    static List<String> coloured(List<RunView> runs, Instant now, ZoneId zone, int width) {
        List<String> plain = table(runs, now, zone).lines(width);
        var lines = new ArrayList<String>();
        lines.add("\u001b[1m" + plain.getFirst() + RESET);
        for (int i = 0; i < runs.size(); i++) {
            lines.add(colour(runs.get(i).state()) + plain.get(i + 1) + RESET);
        }
        return lines;
    }

    /// One change of a run, for a log or a pipe.
    static String change(RunView run, Instant at, ZoneId zone) {
        return "%s  %-28s %s  %-9s %-9s %s"
                .formatted(
                        TIME.format(at.atZone(zone)),
                        PlainText.line(run.job()),
                        shortId(run.id()),
                        run.state(),
                        lag(run),
                        text(run))
                .stripTrailing();
    }

    /// The end of an id, where two ids of the same moment differ.
    static String shortId(String id) {
        return id.length() <= 8 ? id : id.substring(id.length() - 8);
    }

    private static List<String> cells(RunView run, Instant now, ZoneId zone) {
        return List.of(
                shortId(run.id()),
                run.job(),
                run.state().name(),
                TIME.format(run.due().atZone(zone)),
                lag(run),
                took(run, now),
                run.attempt() + "/" + run.maxAttempts(),
                text(run));
    }

    private static String text(RunView run) {
        String message = run.message() != null ? run.message() : run.result();
        return message == null ? "" : PlainText.line(message);
    }

    private static String lag(RunView run) {
        return run.startedAt() == null
                ? "-"
                : Duration.between(run.due(), run.startedAt()).toMillis() + " ms";
    }

    private static String took(RunView run, Instant now) {
        if (run.startedAt() == null) {
            return "-";
        }
        Instant end = run.finishedAt() == null ? now : run.finishedAt();
        return "%.1f s".formatted(Duration.between(run.startedAt(), end).toMillis() / 1000.0);
    }

    private static String colour(RunState state) {
        return switch (state) {
            case SUCCEEDED -> "\u001b[32m";
            case FAILED, TIMED_OUT, LOST, MISSED -> "\u001b[31m";
            case CLAIMED, RUNNING, STOPPING -> "\u001b[36m";
            case DELAYED -> "\u001b[33m";
            case WAITING, HELD, QUEUED, CANCELLED, SKIPPED -> "\u001b[2m";
        };
    }
}
