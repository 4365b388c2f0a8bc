package dev.carillon.console.run;

import dev.carillon.api.Carillon.Why;
import dev.carillon.api.RunView;
import dev.carillon.console.words.OneLine;
import dev.carillon.console.words.Sentence;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;

/// How a run stands, in one sentence: the state, how long, where, at which attempt, and why.
final class Verdict {
    private static final Texts TEXTS = Texts.of(Verdict.class);
    private static final int LONGEST = 200;

    private Verdict() {}

    /// @param why null when it is not known
    static String of(RunView run, @Nullable Why why, Instant now) {
        return switch (run.state()) {
            case WAITING, HELD, DELAYED, QUEUED -> waiting(run, why, now);
            case CLAIMED, RUNNING, STOPPING -> working(run, now);
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, LOST -> ended(run, now);
            case MISSED, SKIPPED -> sentence("verdict." + run.state(), reason(run.message()));
        };
    }

    private static String waiting(RunView run, @Nullable Why why, Instant now) {
        String reason = why == null ? "" : reason(why.text());
        if (run.due().isAfter(now)) {
            return sentence("verdict.later", Spans.distance(run.due(), now), reason);
        }
        return sentence(
                "verdict." + run.state(), Spans.length(Duration.between(run.due(), now)), reason);
    }

    private static String working(RunView run, Instant now) {
        var begun = run.startedAt() == null ? run.due() : run.startedAt();
        String progress =
                run.progress() == null
                        ? ""
                        : TEXTS.get("verdict.progress", Math.round(run.progress()));
        return sentence(
                "verdict." + run.state(),
                Spans.length(Duration.between(begun, now)),
                node(run),
                attempt(run),
                progress);
    }

    private static String ended(RunView run, Instant now) {
        var end = run.finishedAt() == null ? now : run.finishedAt();
        String took =
                run.startedAt() == null
                        ? TEXTS.get("verdict.never")
                        : TEXTS.get(
                                "verdict.took",
                                Spans.length(Duration.between(run.startedAt(), end)),
                                node(run),
                                attempt(run));
        return sentence(
                "verdict." + run.state(), took, Spans.distance(end, now), reason(run.message()));
    }

    private static String node(RunView run) {
        return Objects.requireNonNullElse(run.node(), "–");
    }

    private static String attempt(RunView run) {
        return run.maxAttempts() > 1
                ? TEXTS.get("verdict.attempt", run.attempt(), run.maxAttempts())
                : "";
    }

    private static String sentence(String key, Object... values) {
        return TEXTS.get(key, values);
    }

    private static String reason(@Nullable String message) {
        if (message == null || message.isBlank()) {
            return "";
        }
        String line = OneLine.of(Sentence.plain(message, ZoneId.systemDefault()), LONGEST);
        return TEXTS.get("verdict.reason", line);
    }
}
