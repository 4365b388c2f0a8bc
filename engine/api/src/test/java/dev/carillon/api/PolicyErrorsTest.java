package dev.carillon.api;

import static dev.carillon.api.Verdicts.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a person reads who wrote a rule of a job wrong.
class PolicyErrorsTest {
    private static final String RIGHT =
            "name: x\ntask: {sql: {connection: a, statement: b}}\nparameters: [{name: customer}, {name: key, type: secret}]\n";

    static Stream<Arguments> limits() {
        return Stream.of(
                arguments(
                        "overlap: {policy: queue, max: 0}",
                        "4:31: \"max\" must be a whole number from 1 to 1000, not \"0\""),
                arguments(
                        "overlap: {max: 5}",
                        "4:16: \"max\" is how many runs may wait, and needs \"policy: queue\""),
                arguments(
                        "overlap: {policy: skip, max: 5}",
                        "4:30: \"max\" is how many runs may wait, and needs \"policy: queue\""),
                arguments(
                        "overlap: {polcy: skip}",
                        "4:11: unknown key \"polcy\", did you mean \"policy\"?"),
                arguments(
                        "overlap: {policy: wait}",
                        "4:19: \"policy\" is wrong: it must be one of allow, skip, queue, replace, not \"wait\""),
                arguments("overlap: [skip]", "4:10: \"overlap\" must be a single value"),
                arguments("deadline: 30", "4:11: \"deadline\" needs a unit, such as 30s or 30m"),
                arguments(
                        "deadline: 0s",
                        "4:11: \"deadline\" of 0 would end every attempt at once; remove it for no limit"),
                arguments(
                        "pauseAfter: -1",
                        "4:13: \"pauseAfter\" must be a whole number from 0 to 1000, not \"-1\""),
                arguments(
                        "weight: 0",
                        "4:9: \"weight\" must be a whole number from 1 to 1000, not \"0\""),
                arguments("limit: customer", "4:8: expected keys with values here"),
                arguments("limit: {concurrency: 5}", "4:8: \"key\" is needed here"),
                arguments("limit: {key: \" \"}", "4:14: \"key\" is empty"),
                arguments(
                        "limit: {key: 5}",
                        "4:14: \"key\" must be text; write \"5\" with quotes to make it so"),
                arguments(
                        "limit: {key: \"" + "x".repeat(201) + "\"}",
                        "4:14: \"key\" is over 200 characters"),
                arguments(
                        "limit: {key: \"a-${custmer}\"}",
                        "4:14: \"key\" has ${custmer}, which is no parameter of the job, did you mean \"customer\"?"),
                arguments(
                        "limit: {key: \"a-${key}\"}",
                        "4:14: \"key\" has ${key}, a secret, and keys are shown; use another parameter"),
                arguments(
                        "limit: {key: a, concurrency: many}",
                        "4:30: \"concurrency\" must be a whole number from 1 to 100000, not \"many\""));
    }

    static Stream<Arguments> retries() {
        return Stream.of(
                arguments(
                        "retry: {backoff: list}",
                        "4:18: \"backoff\" list needs \"delays\", such as [10s, 1m, 10m]"),
                arguments(
                        "retry: {backoff: list, delays: []}",
                        "4:18: \"backoff\" list needs \"delays\", such as [10s, 1m, 10m]"),
                arguments("retry: {delays: [10s]}", "4:17: \"delays\" needs \"backoff: list\""),
                arguments(
                        "retry: {backoff: list, delays: 10s}",
                        "4:32: \"delays\" must be a list, such as [a, b]"),
                arguments(
                        "retry: {backoff: list, delays: [10]}",
                        "4:33: \"delays\" needs a unit, such as 10s or 10m"),
                arguments(
                        "retry: {backoff: list, delays: [soon]}",
                        "4:33: \"delays\" is wrong: \"soon\" is no duration; write it like 500ms, 10s, 15m, 1h30m or 30d"),
                arguments(
                        "retry: {backoff: random}",
                        "4:18: \"backoff\" is wrong: it must be one of fixed, exponential, list, not \"random\""),
                arguments(
                        "retry: {only: [75]}",
                        "4:16: \"only\" is wrong: \"75\" is no rule; write it like \"exit 75\", \"exit 64-78\", \"status 503\", \"status 5xx\", \"exception java.io.IOException\" or \"timeout\""),
                arguments(
                        "retry: {never: [exit 256]}",
                        "4:17: \"never\" is wrong: \"exit 256\" is no rule; the highest exit code is 255"),
                arguments(
                        "retry: {never: [exit 78-64]}",
                        "4:17: \"never\" is wrong: \"exit 78-64\" ends before it begins"));
    }

    static Stream<Arguments> others() {
        return Stream.of(
                arguments("placement: [linux]", "4:12: expected keys with values here"),
                arguments(
                        "placement: {labels: {\"a b\": c}}",
                        "4:21: \"labels\" has \"a b\"; the name of a label is 1 to 100 letters, digits, . _ / -"),
                arguments("dependsOn: a", "4:12: \"dependsOn\" must be a list, such as [a, b]"),
                arguments("dependsOn: [a]", "4:13: expected keys with values here"),
                arguments("dependsOn: [{on: end}]", "4:13: \"job\" is needed here"),
                arguments(
                        "dependsOn: [{job: a/b/c}]",
                        "4:19: \"job\" must be the name of a job, or namespace/name; each is 1 to 100 of a-z 0-9 . _ -"),
                arguments(
                        "dependsOn: [{job: x}]",
                        "4:19: \"job\" is the job itself, which would wait for ever"),
                arguments(
                        "dependsOn: [{job: a}, {job: default/a}]",
                        "4:29: \"job\" \"default/a\" is given twice"),
                arguments(
                        "dependsOn: [{job: a, on: succes}]",
                        "4:26: \"on\" is wrong: it must be one of success, failure, end, not \"succes\""),
                arguments(
                        "dependsOn: [{job: a, time: next}]",
                        "4:28: \"time\" is wrong: it must be one of same, last, not \"next\""),
                arguments(
                        "shards: 0",
                        "4:9: \"shards\" must be a whole number from 1 to 1000, not \"0\""),
                arguments(
                        "everyNode: yes", "4:12: \"everyNode\" must be true or false, not \"yes\""),
                arguments(
                        "everyNode: \"true\"",
                        "4:12: \"everyNode\" must be true or false, not \"true\" in quotes; remove them"),
                arguments(
                        "{shards: 4, everyNode: true}",
                        "4:9: \"shards\" and \"everyNode\" exclude each other; remove one of them"));
    }

    @ParameterizedTest
    @MethodSource({"limits", "retries", "others"})
    void aWrongRuleIsToldWithItsPlace(String line, String message) {
        boolean several = line.startsWith("{");
        String lines = several ? line.replaceAll("[{}]", "").replace(", ", "\n") : line;

        assertThat(errors(RIGHT + lines)).containsExactly("jobs.yaml:" + message);
    }

    @Test
    void aKeyOfALimitNeedsAParameterThatIsDeclared() {
        assertThat(
                        errors(
                                "name: x\ntask: {sql: {connection: a, statement: b}}\nlimit: {key: \"${a}\"}"))
                .containsExactly(
                        "jobs.yaml:3:14: \"key\" has ${a}, which is no parameter of the job; declare it in \"parameters\"");
    }

    @Test
    void aParameterOfTypeChoiceAloneHasChoices() {
        String text =
                "name: x\ntask: {sql: {connection: a, statement: b}}\nparameters: [{name: a, type: choice}, {name: b, choices: [c]}]";

        assertThat(errors(text))
                .containsExactly(
                        "jobs.yaml:3:14: type choice needs \"choices\", such as [small, large]",
                        "jobs.yaml:3:58: \"choices\" needs \"type: choice\"");
    }

    @Test
    void aJobDependsOnAHundredOthersAtMost() {
        String jobs =
                IntStream.range(0, 101)
                        .mapToObj(i -> "{job: a" + i + "}")
                        .collect(Collectors.joining(", "));

        assertThat(errors(RIGHT + "dependsOn: [" + jobs + "]"))
                .containsExactly(
                        "jobs.yaml:4:12: \"dependsOn\" has 101 items; at most 100 are allowed");
    }

    @Test
    void aNameAloneIsAJobOfTheSameNamespace() {
        var job =
                Definitions.parse(
                                RIGHT + "namespace: billing\ndependsOn: [{job: a}, {job: b/c}]",
                                "jobs.yaml")
                        .getFirst();

        assertThat(job.dependsOn())
                .extracting(JobDefinition.Dependency::job)
                .containsExactly("billing/a", "b/c");
    }

    @Test
    void aQueueOfRunsHasABoundThoughNoneIsGiven() {
        var job = Definitions.parse(RIGHT + "overlap: {policy: queue}", "jobs.yaml").getFirst();

        assertThat(job.overlap()).isEqualTo(JobDefinition.Overlap.QUEUE);
        assertThat(job.maxWaiting()).isEqualTo(JobDefinition.DEFAULT_WAITING);
    }
}
