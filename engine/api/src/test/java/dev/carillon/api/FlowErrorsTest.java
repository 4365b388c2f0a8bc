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

/// What a person reads who wrote a flow wrong.
class FlowErrorsTest {
    private static final String HEAD =
            "name: x\nparameters: [{name: day}]\ntask: {flow: {steps: [\n";

    static Stream<Arguments> steps() {
        return Stream.of(
                arguments("{job: a}", "4:1: a step needs a \"name\""),
                arguments(
                        "{name: a.b, job: c}",
                        "4:8: \"name\" must be 1 to 100 of a-z 0-9 _ - and begin with a letter or digit"),
                arguments(
                        "{name: 5, job: c}",
                        "4:8: \"name\" must be text; write \"5\" with quotes to make it so"),
                arguments(
                        "{name: a}",
                        "4:1: a step needs exactly one of shell, http, java, sql, job"),
                arguments(
                        "{name: a, job: b, shell: {script: c}}",
                        "4:1: a step needs exactly one of shell, http, java, sql, job"),
                arguments(
                        "{name: a, flow: {}}",
                        "4:1: a step needs exactly one of shell, http, java, sql, job"),
                arguments(
                        "{name: a, job: b}, {name: a, job: c}",
                        "4:27: \"name\" \"a\" is given twice"),
                arguments(
                        "{name: a, job: B}",
                        "4:16: \"job\" must be the name of a job, or namespace/name; each is 1 to 100 of a-z 0-9 . _ -"),
                arguments(
                        "{name: a, job: x}",
                        "4:16: \"job\" is the job of this flow, which would begin itself for ever"),
                arguments(
                        "{name: a, job: b, timeout: 5s}",
                        "4:28: \"timeout\" is that of the job which the step runs; remove it here"),
                arguments(
                        "{name: a, job: b, retry: {attempts: 3}}",
                        "4:26: \"retry\" is that of the job which the step runs; remove it here"),
                arguments(
                        "{name: a, shell: {script: b}, retry: {delays: [5s]}}",
                        "4:47: \"delays\" needs \"backoff: list\""),
                arguments(
                        "{name: a, shell: {script: b}, timeout: 0s}",
                        "4:40: \"timeout\" of 0 would end every attempt at once; remove it for no limit"),
                arguments(
                        "{name: a, job: b, allowFailure: 1}",
                        "4:33: \"allowFailure\" must be true or false, not \"1\""),
                arguments(
                        "{name: a, shell: {}}",
                        "4:18: shell needs a \"command\" (a list) or a \"script\", and not both"),
                arguments("5", "4:1: expected keys with values here"));
    }

    static Stream<Arguments> edges() {
        return Stream.of(
                arguments(
                        "{name: load, job: b}, {name: a, job: b, after: load}",
                        "4:48: \"after\" must be a list, such as [a, b]"),
                arguments(
                        "{name: load, job: b}, {name: a, job: b, after: [laod]}",
                        "4:48: \"after\" has \"laod\", which is no step of the flow, did you mean \"load\"?"),
                arguments(
                        "{name: load, job: b}, {name: a, job: b, after: [extraction]}",
                        "4:48: \"after\" has \"extraction\", which is no step of the flow; known here: load, a"),
                arguments(
                        "{name: load, job: b}, {name: a, job: b, after: [load, {step: load, on: end}]}",
                        "4:48: \"after\" has \"load\" twice; keep one of them"),
                arguments(
                        "{name: a, job: b, after: [5]}",
                        "4:27: \"after\" must be text; write \"5\" with quotes to make it so"),
                arguments(
                        "{name: a, job: b, after: [\"\"]}",
                        "4:26: \"after\" has an empty name; write that of a step"),
                arguments("{name: a, job: b, after: [{on: end}]}", "4:27: \"step\" is needed here"),
                arguments(
                        "{name: load, job: b}, {name: a, job: b, after: [{step: load, on: ended}]}",
                        "4:66: \"on\" is wrong: it must be one of success, failure, end, not \"ended\""),
                arguments(
                        "{name: a, job: b, after: [a]}",
                        "4:26: \"after\" has the step itself; remove it"),
                arguments(
                        "{name: a, job: b, after: [c]}, {name: c, job: b, after: [a]}",
                        "4:26: \"after\" goes in a circle: \"a\" after \"c\" after \"a\"; remove one of them"));
    }

    static Stream<Arguments> values() {
        return Stream.of(
                arguments("{name: a, job: b, with: [day]}", "4:25: expected keys with values here"),
                arguments(
                        "{name: a, job: b, with: {PATH: c}}",
                        "4:25: \"with\" \"PATH\" would change how programs are started; choose another name"),
                arguments(
                        "{name: a, job: b, with: {RUN_ID: c}}",
                        "4:25: \"with\" \"RUN_ID\" is set by Carillon itself; choose another name"),
                arguments(
                        "{name: a, job: b, with: {d: \"${dax}\"}}",
                        "4:25: \"with\" has ${dax}, which is no parameter of the job, did you mean \"day\"?"),
                arguments(
                        "{name: a, job: b, with: {d: \"${}\"}}",
                        "4:25: \"with\" has ${}, which is no parameter of the job; known here: day"),
                arguments(
                        "{name: a, job: b}, {name: c, job: b, with: {d: \"${steps.a.result}\"}}",
                        "4:44: \"with\" takes a value of \"a\", which does not come before; add it to \"after\""),
                arguments(
                        "{name: a, job: b, with: {d: \"${steps.a.state}\"}}",
                        "4:25: \"with\" takes a value of \"a\", which does not come before; add it to \"after\""),
                arguments(
                        "{name: load, job: b}, {name: c, job: b, after: [load], with: {d: \"${steps.laod.result}\"}}",
                        "4:62: \"with\" takes a value of \"laod\", which is no step of the flow, did you mean \"load\"?"),
                arguments(
                        "{name: a, job: b}, {name: c, job: b, after: [a], with: {d: \"${steps.a.output}\"}}",
                        "4:56: \"with\" has ${steps.a.output}; a value of a step is ${steps.NAME.result} or ${steps.NAME.state}"));
    }

    @ParameterizedTest
    @MethodSource({"edges", "values"})
    void aWrongEdgeOrValueIsToldWithItsPlace(String steps, String message) {
        assertThat(errors(HEAD + steps + "]}}")).containsExactly("jobs.yaml:" + message);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aWrongStepIsToldWithItsPlace(String steps, String message) {
        assertThat(errors(HEAD + steps + "]}}")).last().isEqualTo("jobs.yaml:" + message);
    }

    @Test
    void aFlowHasSteps() {
        String start = "name: x\ntask: {flow: ";

        assertThat(errors(start + "{}}"))
                .containsExactly("jobs.yaml:2:14: a flow needs \"steps\", one at least");
        assertThat(errors(start + "{steps: []}}"))
                .containsExactly("jobs.yaml:2:14: a flow needs \"steps\", one at least");
        assertThat(errors(start + "{step: []}}"))
                .containsExactly(
                        "jobs.yaml:2:15: unknown key \"step\", did you mean \"steps\"?",
                        "jobs.yaml:2:14: a flow needs \"steps\", one at least");
    }

    @Test
    void aFlowHas500StepsAtMost() {
        assertThat(errors(HEAD + chain(501) + "]}}"))
                .containsExactly(
                        "jobs.yaml:3:22: \"steps\" has 501 items; at most 500 are allowed");
        assertThat(errors(HEAD + chain(500) + "]}}")).isEmpty();
    }

    private static String chain(int steps) {
        return IntStream.range(0, steps)
                .mapToObj(
                        i ->
                                "{name: s"
                                        + i
                                        + ", job: b, after: ["
                                        + (i == 0 ? "" : "s" + (i - 1))
                                        + "]}")
                .collect(Collectors.joining(", "));
    }

    @Test
    void aFlowIsNotSplit() {
        String flow = HEAD + "{name: a, job: b}]}}\n";
        String advice =
                " splits one task, and a flow has steps; remove it, or make it a job of its own that a step names";

        assertThat(errors(flow + "shards: 4"))
                .containsExactly("jobs.yaml:5:9: \"shards\"" + advice);
        assertThat(errors(flow + "everyNode: true"))
                .containsExactly("jobs.yaml:5:12: \"everyNode\"" + advice);
    }

    @Test
    void allErrorsOfAFlowAreToldAtOnce() {
        String steps =
                """
                {name: a, job: b, after: [z], with: {d: "${e}"}},
                {name: c, job: b, after: [y]}
                """;

        assertThat(errors(HEAD + steps + "]}}"))
                .hasSize(3)
                .allMatch(
                        line -> line.startsWith("jobs.yaml:4:") || line.startsWith("jobs.yaml:5:"));
    }
}
