package dev.carillon.engine.policy;

import dev.carillon.api.FailureRule;
import dev.carillon.api.JobDefinition.Retry;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

/// Whether and when a failed attempt is tried again.
public final class Retries {
    /// What is known of a failure.
    ///
    /// @param exitCode of a process; null for none
    /// @param status of an HTTP answer; null for none
    /// @param exceptions the class of what was thrown and its superclasses
    public record Failure(
            @Nullable Integer exitCode,
            @Nullable Integer status,
            List<String> exceptions,
            boolean timedOut) {
        public Failure {
            exceptions = List.copyOf(exceptions);
        }
    }

    private Retries() {}

    /// Whether the rules of the job let this failure be tried again. How many attempts there may be is
    /// not looked at.
    public static boolean allowed(Retry retry, Failure failure) {
        return (retry.only().isEmpty() || means(retry.only(), failure))
                && !means(retry.never(), failure);
    }

    private static boolean means(List<String> rules, Failure failure) {
        return rules.stream().map(FailureRule::parse).anyMatch(rule -> means(rule, failure));
    }

    private static boolean means(FailureRule rule, Failure failure) {
        return switch (rule) {
            case FailureRule.Exit exit -> within(failure.exitCode, exit.lowest(), exit.highest());
            case FailureRule.Status status ->
                    within(failure.status, status.lowest(), status.highest());
            case FailureRule.Thrown thrown -> failure.exceptions.contains(thrown.className());
            case FailureRule.Timeout ignored -> failure.timedOut;
        };
    }

    private static boolean within(@Nullable Integer value, int lowest, int highest) {
        return value != null && value >= lowest && value <= highest;
    }

    /// The pause before the next attempt.
    ///
    /// @param failures failed attempts so far, 1 or more
    /// @param random gives values from 0 to 1, for the jitter
    public static Duration delay(Retry retry, int failures, DoubleSupplier random) {
        double bounded =
                switch (retry.backoff()) {
                    case FIXED -> Math.min(retry.initial().toMillis(), retry.max().toMillis());
                    case EXPONENTIAL ->
                            Math.min(
                                    retry.initial().toMillis()
                                            * Math.pow(2, Math.min(failures - 1, 60)),
                                    retry.max().toMillis());
                    case LIST ->
                            retry.delays()
                                    .get(Math.min(failures, retry.delays().size()) - 1)
                                    .toMillis();
                };
        double varied = bounded * (1 + retry.jitter() * (2 * random.getAsDouble() - 1));
        return Duration.ofMillis(Math.max(0, Math.round(varied)));
    }
}
