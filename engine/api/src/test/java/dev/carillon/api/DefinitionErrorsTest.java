package dev.carillon.api;

import static dev.carillon.api.Verdicts.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Stream;

/// What a person reads who wrote something wrong: the place, the cause, and what to do.
class DefinitionErrorsTest {
    private static final String RIGHT = "name: x\ntask: {sql: {connection: a, statement: b}}\n";

    static Stream<Arguments> keys() {
        return Stream.of(
                arguments(
                        "shedules: []",
                        "3:1: unknown key \"shedules\", did you mean \"schedules\"?"),
                arguments("Timeout: 5s", "3:1: unknown key \"Timeout\", did you mean \"timeout\"?"),
                arguments("catchup: {}", "3:1: unknown key \"catchup\", did you mean \"catchUp\"?"),
                arguments(
                        "cron: '* * * * *'",
                        "3:1: unknown key \"cron\"; it belongs in \"schedules\""),
                arguments(
                        "command: [a]",
                        "3:1: unknown key \"command\"; it belongs in \"task.shell\""),
                arguments(
                        "retry: {priority: 3}",
                        "3:9: unknown key \"priority\"; it belongs to the job itself, not in here"),
                arguments(
                        "retention: {forever: true}",
                        "3:13: unknown key \"forever\"; known here: runs, age"),
                arguments("shell: {}", "3:1: unknown key \"shell\"; it belongs in \"task\""),
                arguments(
                        "limit: {key: a, timeout: 5s}",
                        "3:17: unknown key \"timeout\"; it belongs to the job itself, not in here"),
                arguments(
                        "dependsOn: [{job: a, step: b}]",
                        "3:22: unknown key \"step\"; it belongs in \"task.flow.steps.after\""),
                arguments("placement: {rate: 1}", "3:13: unknown key \"rate\"; known here: labels"),
                arguments("name: y", "3:1: key \"name\" is given twice; keep one of them"),
                arguments(
                        "labels: {a: 1, a: 2}", "3:16: key \"a\" is given twice; keep one of them"),
                arguments("? [a]\n: b", "3:3: a key must be a plain word"));
    }

    static Stream<Arguments> values() {
        return Stream.of(
                arguments("timeout: 30", "3:10: \"timeout\" needs a unit, such as 30s or 30m"),
                arguments(
                        "timeout: soon",
                        "3:10: \"timeout\" is wrong: \"soon\" is no duration; write it like 500ms, 10s, 15m, 1h30m or 30d"),
                arguments(
                        "timeout: -1s",
                        "3:10: \"timeout\" is wrong: \"-1s\" is no duration; write it like 500ms, 10s, 15m, 1h30m or 30d"),
                arguments(
                        "timeout: 999999999999d",
                        "3:10: \"timeout\" is wrong: \"999999999999d\" is longer than 36500 days"),
                arguments(
                        "timeout: P999999999999DT999999999999H",
                        "3:10: \"timeout\" is wrong: \"P999999999999DT999999999999H\" is longer than 36500 days"),
                arguments(
                        "timeout: 0s",
                        "3:10: \"timeout\" of 0 would end every attempt at once; remove it for no limit"),
                arguments("timeout:", "3:9: \"timeout\" has no value; write one or remove the key"),
                arguments("timeout: [5s]", "3:10: \"timeout\" must be a single value"),
                arguments(
                        "description: 2027",
                        "3:14: \"description\" must be text; write \"2027\" with quotes to make it so"),
                arguments(
                        "description: !secret x",
                        "3:14: \"description\" has the tag !secret, which means nothing here; remove it"),
                arguments(
                        "description: \"a\\u0007\"",
                        "3:14: \"description\" has a control character or another that cannot be stored; remove it"),
                arguments(
                        "overlap: skipp",
                        "3:10: \"overlap\" is wrong: it must be one of allow, skip, queue, replace, not \"skipp\""),
                arguments(
                        "priority: high",
                        "3:11: \"priority\" must be a whole number from 0 to 9, not \"high\""),
                arguments(
                        "priority: '5'",
                        "3:11: \"priority\" must be a whole number from 0 to 9, not \"5\" in quotes; remove them"),
                arguments(
                        "priority: 5.5",
                        "3:11: \"priority\" must be a whole number from 0 to 9, not 5.5"),
                arguments(
                        "priority: 1e999999999",
                        "3:11: \"priority\" must be a whole number from 0 to 9, not \"1e999999999\""),
                arguments(
                        "retry: {jitter: often}",
                        "3:17: \"jitter\" must be a number from 0 to 1, not \"often\""),
                arguments("labels: x", "3:9: expected keys with values here"),
                arguments(
                        "schedules: {every: 5s}",
                        "3:12: \"schedules\" must be a list, such as [a, b]"),
                arguments("schedules: [5s]", "3:13: expected keys with values here"));
    }

    @ParameterizedTest
    @MethodSource({"keys", "values"})
    void aWrongKeyOrValueIsToldWithItsPlace(String line, String message) {
        assertThat(errors(RIGHT + line)).containsExactly("jobs.yaml:" + message);
    }

    @Test
    void allErrorsAreToldAtOnce() {
        String text =
                """
                - name: Orders
                  task: {shell: {comand: [a]}}
                  retry: {attempts: 0, jitter: 2}
                - task: {http: {url: example.com, method: get}}
                  schedules: [{every: 1m}, {every: 60s}]
                """;

        assertThat(errors(text))
                .containsExactly(
                        "jobs.yaml:1:9: \"name\" must be 1 to 100 of a-z 0-9 . _ - and begin with a letter or digit",
                        "jobs.yaml:2:18: unknown key \"comand\", did you mean \"command\"?",
                        "jobs.yaml:2:17: shell needs a \"command\" (a list) or a \"script\", and not both",
                        "jobs.yaml:3:21: \"attempts\" must be a whole number from 1 to 1000, not \"0\"",
                        "jobs.yaml:3:32: \"jitter\" must be a number from 0 to 1, not \"2\"",
                        "jobs.yaml:4:3: a job needs a \"name\"",
                        "jobs.yaml:4:22: \"url\" must be an address such as https://example.com/path",
                        "jobs.yaml:4:43: \"method\" must be a method such as GET or POST",
                        "jobs.yaml:5:28: two schedules of the job have the id \"every-1m\"; give each an \"id\" of its own");
    }

    @Test
    void errorsInJsonHaveTheirPlaceToo() {
        assertThat(errors("{\n\t\"name\": \"x\",\n\t\"task\": {\"shel\": {}}\n}"))
                .containsExactly(
                        "jobs.yaml:3:11: unknown key \"shel\", did you mean \"shell\"?",
                        "jobs.yaml:3:10: \"task\" needs exactly one of shell, http, java, sql, flow");
    }

    @Test
    void aTextOfNothingButErrorsIsCutShort() {
        assertThat(errors("- {}\n".repeat(1000))).hasSize(51).last().isEqualTo("… and 1950 more");
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments("", "jobs.yaml: there is no job in it"),
                arguments("---\n---\n# nothing\n", "jobs.yaml: there is no job in it"),
                arguments("\uFEFF", "jobs.yaml: there is no job in it"),
                arguments("just text", "jobs.yaml:1:1: expected keys with values here"),
                arguments(
                        "name: x\n\ttask: y",
                        "jobs.yaml:2:1: this is neither YAML nor JSON: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)"),
                arguments(
                        "name: x\na\u0000b: c",
                        "jobs.yaml:2:2: the character U+0000 cannot be used here; remove it"),
                arguments(
                        "name: *unknown",
                        "jobs.yaml:1:7: this is neither YAML nor JSON: found undefined alias unknown"),
                arguments(
                        "{\"name\": \"x\"",
                        "jobs.yaml:1:13: this is neither YAML nor JSON: expected ',' or '}', but got <stream end>"),
                arguments("[".repeat(100_000), "jobs.yaml:1:51: nested deeper than 50 levels"),
                arguments("{a: ".repeat(100_000), "jobs.yaml:1:201: nested deeper than 50 levels"),
                arguments("- ".repeat(100_000), "jobs.yaml:1:101: nested deeper than 50 levels"),
                arguments("? ".repeat(100_000), "jobs.yaml:1:101: nested deeper than 50 levels"),
                arguments("&a [*a]", "jobs.yaml:1:1: nested deeper than 50 levels"),
                arguments(
                        "- &a [" + "x, ".repeat(200_000) + "]\n- *a\n- *a\n- *a\n",
                        "jobs.yaml:1:299998: more than 500000 values, those repeated by aliases included"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    @Timeout(20)
    void aTextThatCannotBeReadIsRefused(String text, String message) {
        assertThat(errors(text)).containsExactly(message);
    }

    /// Nine levels of nine aliases each stand for 387 million values.
    @Test
    @Timeout(20)
    void aFewLinesThatStandForBillionsOfValuesAreRefused() {
        var text = new StringBuilder("- &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int level = 1; level < 9; level++) {
            text.append("- &a").append(level).append(" [");
            text.append(("*a" + (level - 1) + ", ").repeat(9)).append("]\n");
        }

        assertThat(errors(text.toString()))
                .hasSize(1)
                .first()
                .asString()
                .contains("more than 500000 values");
    }

    @Test
    @Timeout(20)
    void aLargeTextIsReadAndATooLargeOneIsRefused() {
        String script = "  echo hello\n".repeat(15_000);
        String job = "name: x\ntask:\n  shell:\n    script: |\n" + script.indent(4);
        String jobs =
                Stream.iterate(0, i -> i + 1)
                        .limit(5)
                        .map(i -> job)
                        .reduce("", (a, b) -> a + "---\n" + b);

        assertThat(jobs).hasSizeGreaterThan(1 << 20);
        assertThat(Definitions.parse(jobs, "jobs.yaml")).hasSize(5);
        assertThatThrownBy(() -> Definitions.parse("#".repeat(5 << 20), "jobs.yaml"))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE));
    }

    @Test
    void anErrorIsOneLineThoughTheTextHasSeveral() {
        String text = RIGHT + "timeout: \"1\\n2\"\n\"a\\nb\": 1\nlabels: {\"c\\nd\": }\n";

        assertThat(errors(text))
                .containsExactlyInAnyOrder(
                        "jobs.yaml:3:10: \"timeout\" is wrong: \"1 2\" is no duration; write it like 500ms, 10s, 15m, 1h30m or 30d",
                        "jobs.yaml:4:1: unknown key \"a b\"; known here: "
                                + String.join(", ", Part.JOB.keys()),
                        "jobs.yaml:5:17: \"c d\" has no value; write one or remove the key",
                        "jobs.yaml:5:9: \"labels\" has \"c d\"; the name of a label is 1 to 100 letters, digits, . _ / -");
    }

    @Test
    void aLongTextIsShownInPart() {
        assertThat(Characters.shown("x".repeat(60))).isEqualTo("x".repeat(60));
        assertThat(Characters.shown("x".repeat(61))).isEqualTo("x".repeat(60) + "…");
        assertThat(Characters.shown("x".repeat(59) + "😀")).isEqualTo("x".repeat(59) + "…");
    }

    /// Two characters of Java, which the end of a buffer may part.
    @Test
    void aCharacterOfTwoHalvesMayBeAnywhere() {
        for (int i = 1_000; i < 1_050; i++) {
            String text = "# " + "x".repeat(i) + "😀\n" + RIGHT;

            assertThat(Definitions.parse(text, "jobs.yaml")).hasSize(1);
        }
    }

    @Test
    void documentsListsAndAliasesMayBeUsed() {
        String text =
                """
                name: a
                labels: &labels {team: x}
                task: {sql: {connection: a, statement: b}}
                ---
                jobs:
                  - &b {name: b, task: {sql: {connection: a, statement: b}}}
                ---
                - {name: c, labels: {n: 5}, task: {shell: {command: [echo, 5, true, 1.10]}}}
                """;

        var definitions = Definitions.parse("\uFEFF" + text, "jobs.yaml");

        assertThat(definitions).extracting(JobDefinition::name).containsExactly("a", "b", "c");
        assertThat(definitions.getLast().task())
                .isInstanceOfSatisfying(
                        Task.Shell.class,
                        shell ->
                                assertThat(shell.command())
                                        .containsExactly("echo", "5", "true", "1.10"));
    }

    @Test
    void whatOnlyTheEngineCanTellIsToldWithItsPlace() {
        ScheduleCheck check =
                (schedule, job) -> {
                    throw new CarillonException(
                            ErrorCode.INVALID_DEFINITION, schedule.id() + " of " + job);
                };

        assertThatThrownBy(
                        () ->
                                Definitions.parse(
                                        RIGHT + "schedules:\n  - {cron: 'x', id: s}\n",
                                        "jobs.yaml",
                                        check))
                .hasMessage("jobs.yaml:4:12: \"cron\" is wrong: s of default/x");
    }
}
