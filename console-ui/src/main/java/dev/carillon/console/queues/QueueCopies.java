package dev.carillon.console.queues;

import dev.carillon.api.Definitions;
import dev.carillon.api.Durations;
import dev.carillon.console.parts.ShellCopy;

import java.util.ArrayList;
import java.util.List;

/// What is done to a queue, as texts to paste elsewhere.
final class QueueCopies {
    private QueueCopies() {}

    /// Pauses it, or lets it go on when it is paused.
    static ShellCopy pauseOrResume(QueueRow row) {
        String verb = row.paused() ? "resume" : "pause";
        return ShellCopy.post(
                ShellCopy.words("queue", verb, row.name()), path(row.name()) + ":" + verb);
    }

    /// Sets the limits that it has now, and no others.
    static ShellCopy limits(QueueRow row) {
        var limits = row.limits();
        var words = new ArrayList<>(List.of("queue", "set", row.name(), "--unlimited"));
        if (limits.concurrency() != null) {
            add(words, "--concurrency", limits.concurrency().toString());
        }
        var rate = limits.rate();
        if (rate != null) {
            add(words, "--rate", rate.count() + "/" + Durations.format(rate.per()));
            add(words, "--burst", Integer.toString(rate.burst()));
        }
        add(words, "--weight", Integer.toString(limits.weight()));
        if (!limits.closed().isEmpty()) {
            add(words, "--closed", String.join(",", limits.closed()));
        }
        return new ShellCopy(
                ShellCopy.words(words.toArray(String[]::new)),
                "PUT",
                path(row.name()),
                Definitions.toJson(limits).toString());
    }

    private static void add(List<String> words, String option, String value) {
        words.add(option);
        words.add(value);
    }

    private static String path(String queue) {
        return "/api/v1/queues/" + ShellCopy.part(queue);
    }
}
