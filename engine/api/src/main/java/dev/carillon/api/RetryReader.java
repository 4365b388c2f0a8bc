package dev.carillon.api;

import dev.carillon.api.JobDefinition.Retry;
import dev.carillon.api.JobDefinition.Retry.Backoff;

import java.time.Duration;
import java.util.List;

/// Reads when a failed attempt is tried again.
final class RetryReader {
    private static final int MOST = 100;

    private RetryReader() {}

    /// @param owner a job or a step
    static Retry read(Section owner) {
        var section = owner.section("retry", Part.RETRY);
        if (section == null) {
            return Retry.NONE;
        }
        var backoff = section.choice("backoff", Backoff.class, Retry.NONE.backoff());
        return new Retry(
                section.whole("attempts", 1, 1_000, 3),
                backoff,
                section.duration("initial", Retry.NONE.initial()),
                section.duration("max", Retry.NONE.max()),
                section.number("jitter", 0, 1, Retry.NONE.jitter()),
                delays(section, backoff),
                section.parsedItems("only", MOST, FailureRule::checked),
                section.parsedItems("never", MOST, FailureRule::checked));
    }

    private static List<Duration> delays(Section section, Backoff backoff) {
        var delays = section.durations("delays", MOST);
        if (backoff == Backoff.LIST && section.lacks("delays")) {
            section.refuse("backoff", "list needs \"delays\", such as [10s, 1m, 10m]");
        } else if (backoff != Backoff.LIST && section.size("delays") > 0) {
            section.refuse("delays", "needs \"backoff: list\"");
        }
        return delays;
    }
}
