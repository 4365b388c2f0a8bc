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
                                                shortJob(run.job()),
                                                run.state().name(),
                                                DAY_AND_TIME.format(run.due().atZone(zone)),
                                                tries(run),
                                                late(run),
                                                took(run, now),
                                                text(run)))
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
                        PlainText.line(shortJob(run.job())),
                        shortId(run.id()),
                        run.state(),
                        tries(run),
                        late(run),
                        text(run))
                .stripTrailing();
    }

    /// The end of an id, where two ids of the same moment differ.
    static String shortId(String id) {
        return id.length() <= RunIds.SHORT ? id : id.substring(id.length() - RunIds.SHORT);
    }

    /// The job without the namespace that is meant when none is given.
    static String shortJob(String key) {
        return key.startsWith("default/") ? key.substring("default/".length()) : key;
    }

    private static List<String> liveCells(RunView run, Instant now, ZoneId zone) {
        return List.of(
                TIME.format(run.due().atZone(zone)),
                shortJob(run.job()),
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
