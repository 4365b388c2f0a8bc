package dev.carillon.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.JobDefinition.Retry;
import dev.carillon.api.JobDefinition.Retry.Backoff;
import dev.carillon.engine.policy.Retries.Failure;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;

class RetriesTest {
    private static Retry retry(Backoff backoff, double jitter, List<Duration> delays) {
        return new Retry(
                10,
                backoff,
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                jitter,
                delays,
                List.of(),
                List.of());
    }

    private static Retry rules(List<String> only, List<String> never) {
        return new Retry(
                10,
                Backoff.FIXED,
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                0,
                List.of(),
                only,
                never);
    }

    private static Failure exit(@Nullable Integer code) {
        return new Failure(code, null, List.of(), false);
    }

    @ParameterizedTest
    @CsvSource({
        "FIXED, 1, 10",
        "FIXED, 5, 10",
        "EXPONENTIAL, 1, 10",
        "EXPONENTIAL, 2, 20",
        "EXPONENTIAL, 3, 40",
        "EXPONENTIAL, 4, 60",
        "EXPONENTIAL, 100000, 60",
        "LIST, 1, 1",
        "LIST, 2, 5",
        "LIST, 3, 5"
    })
    void theDelayFollowsTheBackOff(Backoff backoff, int failures, long seconds) {
        var retry = retry(backoff, 0, List.of(Duration.ofSeconds(1), Duration.ofSeconds(5)));

        assertThat(Retries.delay(retry, failures, () -> 0.5))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void jitterVariesTheDelayBothWays() {
        var retry = retry(Backoff.FIXED, 0.2, List.of());

        assertThat(Retries.delay(retry, 1, () -> 0)).isEqualTo(Duration.ofSeconds(8));
        assertThat(Retries.delay(retry, 1, () -> 1)).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void withoutRulesEveryFailureIsTriedAgain() {
        assertThat(Retries.allowed(rules(List.of(), List.of()), exit(1))).isTrue();
        assertThat(Retries.allowed(rules(List.of(), List.of()), exit(null))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "exit 75, 75, true",
        "exit 75, 76, false",
        "exit 64-78, 64, true",
        "exit 64-78, 78, true",
        "exit 64-78, 79, false"
    })
    void exitCodesAreMatched(String rule, int code, boolean again) {
        assertThat(Retries.allowed(rules(List.of(rule), List.of()), exit(code))).isEqualTo(again);
        assertThat(Retries.allowed(rules(List.of(), List.of(rule)), exit(code))).isEqualTo(!again);
    }

    @ParameterizedTest
    @CsvSource({
        "status 503, 503, true",
        "status 503, 500, false",
        "status 5xx, 500, true",
        "status 5xx, 599, true",
        "status 5xx, 404, false"
    })
    void statusesAreMatched(String rule, int status, boolean again) {
        var failure = new Failure(null, status, List.of(), false);

        assertThat(Retries.allowed(rules(List.of(rule), List.of()), failure)).isEqualTo(again);
    }

    @Test
    void exceptionsAreMatchedWithThoseTheyAre() {
        var failure =
                new Failure(
                        null,
                        null,
                        List.of(
                                "java.net.ConnectException",
                                "java.net.SocketException",
                                "java.io.IOException"),
                        false);

        assertThat(
                        Retries.allowed(
                                rules(List.of("exception java.io.IOException"), List.of()),
                                failure))
                .isTrue();
        assertThat(Retries.allowed(rules(List.of("exception java.lang.Error"), List.of()), failure))
                .isFalse();
    }

    @Test
    void whatIsNeverTriedAgainWins() {
        var timeout = new Failure(null, null, List.of(), true);

        assertThat(Retries.allowed(rules(List.of("timeout"), List.of("timeout")), timeout))
                .isFalse();
        assertThat(Retries.allowed(rules(List.of(), List.of("timeout")), exit(1))).isTrue();
    }
}
