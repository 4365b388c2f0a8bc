package dev.carillon.node;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Runs as people read them. Pure functions of the views and the time.
final class RunLines {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    // What tells a run from its neighbours is first, so that it stays on a narrow terminal.
    private static final List<String> HEAD =
            List.of("DUE", "JOB", "STATE", "TRY", "LATE", "TOOK", "RUN", "MESSAGE");
    private static final String RESET = "\u001b[0m";

    private RunLines() {}

    /// Runs of any day, with what names them first.
    static TextTable table(List<RunView> runs, Instant now, ZoneId zone) {
        return new TextTable(
                List.of("RUN", "JOB", "STATE", "DUE", "TRY", "LATE", "TOOK", "MESSAGE"),
                runs.stream()
                        .map(
                                run ->
                                        List.of(
                                                shortId(run.id()),
                                                what(run),
                                                state(run),
                                                DAY_AND_TIME.format(run.due().atZone(zone)),
                                                tries(run),
                                                late(run),
                                                took(run, now),
                                                textAndDeadline(run, zone)))
                        .toList());
    }

    /// The parts of a run of several.
    static TextTable parts(List<RunView> parts, Instant now) {
        return new TextTable(
                List.of("STEP", "STATE", "TRY", "TOOK", "RUN", "MESSAGE"),
                parts.stream()
                        .map(
                                part ->
                                        List.of(
                                                Times.orDash(part.step()),
                                                state(part),
                                                tries(part),
                                                took(part, now),
                                                shortId(part.id()),
                                                text(part)))
                        .toList());
    }

    /// Runs of this day for a live table, each state in its colour, cut to the screen.
    static List<String> lines(List<RunView> runs, Instant now, ZoneId zone, Screen screen) {
        var table =
                new TextTable(HEAD, runs.stream().map(run -> liveCells(run, now, zone)).toList());
        List<String> plain = table.lines(screen.columns());
        if (!screen.colours()) {
            return plain;
        }
        var lines = new ArrayList<String>();
        lines.add("\u001b[1m" + plain.getFirst() + RESET);
        for (int i = 0; i < runs.size(); i++) {
            String state = runs.get(i).state().name();
            // Names of jobs are in lower case, so the first such word is the state.
            int at = plain.get(i + 1).indexOf(state);
            lines.add(
                    at < 0
                            ? plain.get(i + 1)
                            : plain.get(i + 1).substring(0, at)
                                    + colour(runs.get(i).state())
                                    + state
                                    + RESET
                                    + plain.get(i + 1).substring(at + state.length()));
        }
        return lines;
    }

    /// One change of a run, for a log or a pipe.
    static String change(RunView run, Instant at, ZoneId zone) {
        return "%s  %-20s %s  %-9s %-5s %-9s %s"
                .formatted(
                        TIME.format(at.atZone(zone)),
                        PlainText.line(what(run)),
                        shortId(run.id()),
                        run.state(),
                        tries(run),
                        late(run),
                        text(run))
                .stripTrailing();
    }

    /// What became of a run, for the answer to a command.
    static String summary(RunView run) {
        String text = text(run);
        return run.id()
                + "  "
                + (run.state().finished() ? run.state() : state(run))
                + (run.finishedAt() == null ? "" : " after " + took(run, run.finishedAt()))
                + (run.handled() ? ", handled" : "")
                + (text.isEmpty() ? "" : ": " + text);
    }

    /// The end of an id, where two ids of the same moment differ.
    static String shortId(String id) {
        return id.length() <= RunIds.SHORT ? id : id.substring(id.length() - RunIds.SHORT);
    }

    /// The job without the namespace that is meant when none is given.
    static String shortJob(String key) {
        return key.startsWith("default/") ? key.substring("default/".length()) : key;
    }

    /// The job, and of a part of a run of several which one.
    private static String what(RunView run) {
        return shortJob(run.job()) + (run.step() == null ? "" : ": " + run.step());
    }

    /// The state, with what a run that waits waits for, and whether somebody dealt with a failure.
    static String state(RunView run) {
        String waitsFor = run.waitsFor();
        if (run.state() == RunState.WAITING && waitsFor != null) {
            return run.state()
                    + " for "
                    + (waitsFor.equals("GATE") ? "earlier run" : waitsFor.toLowerCase(Locale.ROOT));
        }
        return run.state() + (run.handled() ? ", handled" : "");
    }

    private static String textAndDeadline(RunView run, ZoneId zone) {
        if (run.deadline() == null || run.state().finished()) {
            return text(run);
        }
        String end = "to end by " + DAY_AND_TIME.format(run.deadline().atZone(zone));
        return text(run).isEmpty() ? end : text(run) + "; " + end;
    }

    private static List<String> liveCells(RunView run, Instant now, ZoneId zone) {
        return List.of(
                TIME.format(run.due().atZone(zone)),
                what(run),
                run.state().name(),
                tries(run),
                late(run),
                took(run, now),
                shortId(run.id()),
                text(run));
    }

    /// What the run says of itself: its progress, its result, or why it ended as it did.
    static String text(RunView run) {
        if (run.state() == RunState.RUNNING && run.progress() == null) {
            // What is there is of the attempt before.
            return "";
        }
        String text =
                run.state() == RunState.SUCCEEDED && run.result() != null
                        ? run.result()
                        : run.message() == null ? "" : run.message();
        return PlainText.line(
                run.state() == RunState.RUNNING && run.progress() != null
                        ? Math.round(run.progress()) + " % " + text
                        : text);
    }

    private static String tries(RunView run) {
        return run.attempt() == 0 ? "-" : run.attempt() + "/" + run.maxAttempts();
    }

    private static String late(RunView run) {
        // A run that waits for its next attempt has the start of the one before.
        return run.startedAt() == null || run.state() == RunState.DELAYED
                ? "-"
                : Duration.between(run.due(), run.startedAt()).toMillis() + " ms";
    }

    static String took(RunView run, Instant now) {
        if (run.startedAt() == null) {
            return "-";
        }
        Instant end = run.finishedAt() == null ? now : run.finishedAt();
        return "%.1f s"
                .formatted(Math.max(0, Duration.between(run.startedAt(), end).toMillis()) / 1000.0);
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
