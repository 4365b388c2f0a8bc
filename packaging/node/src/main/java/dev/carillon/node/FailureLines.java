package dev.carillon.node;

import dev.carillon.api.FailureView;

import java.util.Collections;
import java.util.List;

/// Groups of failures as people read them. Pure functions of the views.
final class FailureLines {
    private static final String BARS = "▁▂▃▄▅▆▇█";

    private FailureLines() {}

    static TextTable table(List<FailureView> failures) {
        return new TextTable(
                List.of("FINGERPRINT", "JOB", "RUNS", "LAST 24 HOURS", "LAST", "STATE", "ERROR"),
                failures.stream()
                        .map(
                                each ->
                                        List.of(
                                                each.fingerprint(),
                                                RunLines.shortJob(each.job()),
                                                "" + each.count(),
                                                bars(each.perHour()),
                                                "" + each.lastAt(),
                                                state(each),
                                                PlainText.line(each.message())))
                        .toList());
    }

    /// A bar for each number, the highest of them full; a space for none.
    static String bars(List<Long> counts) {
        long most = counts.isEmpty() ? 0 : Collections.max(counts);
        var text = new StringBuilder();
        for (long count : counts) {
            text.append(
                    count == 0
                            ? ' '
                            : BARS.charAt(
                                    (int) ((count * (BARS.length() - 1)) / Math.max(1, most))));
        }
        return text.toString();
    }

    static Facts facts(FailureView failure) {
        return new Facts()
                .add("fingerprint", failure.fingerprint())
                .add("job", failure.job())
                .add("error", failure.message())
                .add("exit code", failure.exitCode())
                .add("state", state(failure))
                .add("note", failure.note())
                .add("runs", failure.count())
                .add("last 24 h", bars(failure.perHour()))
                .add("first", failure.firstAt())
                .add("last", failure.lastAt())
                .add("last run", failure.lastRun())
                .add(
                        "changed",
                        failure.changedAt() == null
                                ? null
                                : failure.changedAt() + " by " + failure.changedBy());
    }

    static String summary(FailureView failure) {
        return failure.fingerprint()
                + " "
                + RunLines.shortJob(failure.job())
                + " "
                + state(failure)
                + (failure.note() == null ? "" : ": " + failure.note());
    }

    private static String state(FailureView failure) {
        var until = failure.snoozedUntil();
        return failure.state()
                + (until == null ? "" : " " + Times.until(until))
                + (failure.assignee() == null ? "" : ", " + failure.assignee());
    }
}
