package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.stream.Stream;

class FailureRuleTest {
    static Stream<Arguments> rules() {
        return Stream.of(
                arguments("exit 75", new FailureRule.Exit(75, 75)),
                arguments("exit 0-255", new FailureRule.Exit(0, 255)),
                arguments("exit 64-64", new FailureRule.Exit(64, 64)),
                arguments("status 503", new FailureRule.Status(503, 503)),
                arguments("status 5xx", new FailureRule.Status(500, 599)),
                arguments(
                        "exception java.io.IOException",
                        new FailureRule.Thrown("java.io.IOException")),
                arguments("exception a.B$C", new FailureRule.Thrown("a.B$C")),
                arguments("timeout", new FailureRule.Timeout()));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRuleIsRead(String text, FailureRule rule) {
        assertThat(FailureRule.parse(text)).isEqualTo(rule);
        assertThat(FailureRule.checked(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "75",
                "exit",
                "exit -1",
                "exit 1000",
                "exit 1-",
                "exit  1",
                "Exit 1",
                "status 600",
                "status 99",
                "status 5x",
                "status 500-503",
                "exception",
                "exception 5",
                "exception a b",
                "timeout 5s",
                "timeout\n"
            })
    void whatIsNoRuleIsRefusedWithThoseThereAre(String text) {
        assertThatThrownBy(() -> FailureRule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "\""
                                + text.replace('\n', ' ')
                                + "\" is no rule; write it like \"exit 75\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 256", "exit 1-256", "exit 300-1"})
    void anExitCodeIs255AtMost(String text) {
        assertThatThrownBy(() -> FailureRule.parse(text))
                .hasMessage("\"" + text + "\" is no rule; the highest exit code is 255");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 78-64"})
    void aRangeBeginsBeforeItEnds(String text) {
        assertThatThrownBy(() -> FailureRule.parse(text))
                .hasMessage("\"" + text + "\" ends before it begins");
    }
}
