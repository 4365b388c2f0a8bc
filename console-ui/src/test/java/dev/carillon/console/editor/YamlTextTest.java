package dev.carillon.console.editor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.Json;
import dev.carillon.console.editor.YamlText.Broken;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class YamlTextTest {
    private static final String JOB =
            """
            # who to call: ann
            name: report   # unique

            task:
              shell:
                command: [date]   # short
            schedules:
              # the usual one
              - id: nightly
                cron: 30 2 * * *
                zone: Europe/Berlin
              - every: 15m
            labels: {team: a, tier: 1}
            """;

    private static JsonNode json(String text) {
        return Json.mapper().readTree(text);
    }

    private static YamlText job() throws Broken {
        return YamlText.of(JOB);
    }

    @Test
    void aWordIsReplacedInItsPlace() throws Broken {
        var changed = job().with(YamlPath.of("schedules", 0, "cron"), json("\"0 3 * * *\""));

        assertThat(changed.text()).isEqualTo(JOB.replace("30 2 * * *", "0 3 * * *"));
        assertThat(changed.commentsLost()).isFalse();
    }

    @Test
    void aNewKeyComesLastInItsMapping() throws Broken {
        assertThat(job().with(YamlPath.of("timeout"), json("\"1h\"")).text())
                .isEqualTo(JOB + "timeout: 1h\n");
        assertThat(job().with(YamlPath.of("schedules", 0, "jitter"), json("\"1m\"")).text())
                .isEqualTo(
                        JOB.replace(
                                "zone: Europe/Berlin\n", "zone: Europe/Berlin\n    jitter: 1m\n"));
    }

    @Test
    void whatLeadsToAPlaceIsMade() throws Broken {
        assertThat(job().with(YamlPath.of("retry", "attempts"), json("3")).text())
                .isEqualTo(JOB + "retry:\n  attempts: 3\n");
    }

    @Test
    void aWordMakesRoomForKeys() throws Broken {
        var text = YamlText.of("name: a\noverlap: queue # c\n");

        assertThat(text.with(YamlPath.of("overlap", "policy"), json("\"queue\"")).text())
                .isEqualTo("name: a\noverlap:\n  policy: queue # c\n");
    }

    @Test
    void itemsAreAddedAndRemoved() throws Broken {
        var added = job().with(YamlPath.of("schedules", 2), json("{\"cron\": \"@daily\"}"));
        assertThat(added.text())
                .isEqualTo(
                        JOB.replace("  - every: 15m\n", "  - every: 15m\n  - cron: \"@daily\"\n"));

        var removed = job().without(YamlPath.of("schedules", 1));
        assertThat(removed.text()).isEqualTo(JOB.replace("  - every: 15m\n", ""));
    }

    @Test
    void theLastOneTakesItsListWithIt() throws Broken {
        var text = YamlText.of("name: a\nretry:\n  attempts: 3\nqueue: b\n");

        assertThat(text.without(YamlPath.of("retry", "attempts")).text())
                .isEqualTo("name: a\nqueue: b\n");
    }

    @Test
    void theFirstKeyOfAnItemCanGo() throws Broken {
        assertThat(job().without(YamlPath.of("schedules", 0, "id")).text())
                .isEqualTo(JOB.replace("- id: nightly\n    cron", "- cron"));
    }

    @Test
    void bracesStayBraces() throws Broken {
        var changed =
                job().with(YamlPath.of("labels", "owner"), json("\"ann\""))
                        .with(YamlPath.of("labels", "tier"), json("2"));

        assertThat(changed.text()).contains("labels: {team: a, tier: 2, owner: ann}\n");
        assertThat(
                        changed.without(YamlPath.of("labels", "team"))
                                .at(YamlPath.of("labels"))
                                .toString())
                .isEqualTo("{\"tier\":2,\"owner\":\"ann\"}");
    }

    @Test
    void inBracesItIsWrittenAsAPersonWould() throws Broken {
        var text = YamlText.of("a: {b: [x]}\n");

        assertThat(
                        text.with(
                                        YamlPath.of("a", "b", 1),
                                        json("{\"step\": \"x\", \"on\": \"a, b\", \"c d\": true}"))
                                .text())
                .isEqualTo("a: {b: [x, {step: x, on: \"a, b\", \"c d\": true}]}\n");
    }

    @Test
    void anEntryGetsAnotherKeyWhereItIs() throws Broken {
        assertThat(
                        job().replaced(
                                        YamlPath.of("schedules", 0, "cron"),
                                        "every",
                                        json("\"15m\""))
                                .text())
                .isEqualTo(JOB.replace("cron: 30 2 * * *", "every: 15m"));
        assertThat(job().replaced(YamlPath.of("labels", "team"), "owner", json("\"ann\"")).text())
                .isEqualTo(JOB.replace("team: a", "owner: ann"));
        assertThat(
                        YamlText.of("a:\n  b:\n  c: 1\n")
                                .replaced(YamlPath.of("a", "b"), "d", json("{\"e\": 1}"))
                                .text())
                .isEqualTo("a:\n  d:\n    e: 1\n  c: 1\n");
    }

    @Test
    void anItemIsMovedWithTheCommentsThatAreAboutIt() throws Broken {
        String list =
                """
                a:
                  # about the first
                  - k: 1   # one
                    # l: left out
                  - k: |
                      # no comment

                  # about the third

                  # and more
                  - k: 3
                b: 1
                """;

        assertThat(YamlText.of(list).moved(YamlPath.of("a"), 0, 2).text())
                .isEqualTo(
                        """
                        a:
                          - k: |
                              # no comment
                          # and more
                          - k: 3

                          # about the third

                          # about the first
                          - k: 1   # one
                            # l: left out
                        b: 1
                        """);
        var back = YamlText.of(list).moved(YamlPath.of("a"), 2, 0);
        assertThat(back.commentsLost()).isFalse();
        assertThat(back.text()).startsWith("a:\n  # and more\n  - k: 3\n  # about the first\n");
    }

    @Test
    void theLastItemIsMovedThoughNoLineBreakFollows() throws Broken {
        assertThat(YamlText.of("a:\n- 1\n- 2").moved(YamlPath.of("a"), 1, 0).text())
                .isEqualTo("a:\n- 2\n- 1\n");
        assertThat(YamlText.of("a: [1, {b: 2}]\n").moved(YamlPath.of("a"), 0, 1).text())
                .isEqualTo("a: [{b: 2}, 1]\n");
    }

    @Test
    void lostCommentsAreToldAfterFurtherChanges() throws Broken {
        var text = YamlText.of("# c\na: &x {k: 1}\nb: *x\n");

        assertThat(
                        text.with(YamlPath.of("b", "k"), json("2"))
                                .with(YamlPath.of("b", "k"), json("3"))
                                .commentsLost())
                .isTrue();
    }

    @Test
    void aTextOfSeveralLinesIsABlock() throws Broken {
        var changed =
                job().with(
                                YamlPath.of("task", "shell"),
                                json("{\"script\": \"set -e\\n\\ndate\\n\"}"));

        assertThat(changed.text())
                .contains("  shell:\n    script: |\n      set -e\n\n      date\nschedules:");
        assertThat(changed.word("task", "shell", "script")).isEqualTo("set -e\n\ndate\n");
        assertThat(changed.commentsLost()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/15 * * * *",
                "true",
                "12",
                "1e3",
                "~",
                "a: b",
                "a #b",
                "#a",
                "- a",
                "",
                " a ",
                "a\n",
                "\na",
                "a \nb",
                "\ta",
                "ä ö",
                "'",
                "\"",
                "{a}",
                "[a]",
                "@daily",
                "12:30",
                "0x1f",
                "null",
                "a\nb\n\n",
                "%x",
                "!a",
                "&a",
                "|",
                ">",
                "?",
                "2026-01-01",
                "a\r\nb",
                "-",
                "---",
                "...",
                "=",
                "<<"
            })
    void everyTextComesBackAsItWas(String value) throws Broken {
        var node = Json.mapper().getNodeFactory().stringNode(value);

        var changed = job().with(YamlPath.of("description"), node);

        assertThat(changed.word("description")).isEqualTo(value);
        assertThat(changed.at(YamlPath.of("description")).isString()).isTrue();
        assertThat(changed.text()).startsWith("# who to call: ann\n");
    }

    @Test
    void anchorsAreWrittenOutAndLostCommentsTold() throws Broken {
        var text = YamlText.of("# c\na: &x {k: 1}\nb: *x\n");

        var changed = text.with(YamlPath.of("b", "k"), json("2"));

        assertThat(changed.tree().toString()).isEqualTo("{\"a\":{\"k\":1},\"b\":{\"k\":2}}");
        assertThat(changed.commentsLost()).isTrue();
    }

    @Test
    void anEmptyTextCanBeFilled() throws Broken {
        assertThat(
                        YamlText.of("# new\n")
                                .with(YamlPath.of("task", "shell", "script"), json("\"a\""))
                                .text())
                .isEqualTo("# new\ntask:\n  shell:\n    script: a\n");
    }

    @Test
    void anErrorHasItsPlace() {
        assertThatThrownBy(() -> YamlText.of("name: a\ntask: [b\n"))
                .isInstanceOfSatisfying(Broken.class, e -> assertThat(e.line()).isEqualTo(3));
        assertThatThrownBy(() -> YamlText.of("just words")).isInstanceOf(Broken.class);
        assertThatThrownBy(() -> YamlText.of("a: 1\n---\nb: 1\n"))
                .isInstanceOfSatisfying(Broken.class, e -> assertThat(e.line()).isEqualTo(3));
    }

    @Test
    void aPlaceInTheTextLeadsToItsKey() throws Broken {
        assertThat(job().pathAt(10, 11)).isEqualTo(YamlPath.of("schedules", 0, "cron"));
        assertThat(job().pathAt(12, 5)).isEqualTo(YamlPath.of("schedules", 1, "every"));
        assertThat(job().pathAt(2, 7)).isEqualTo(YamlPath.of("name"));
    }

    /// Whatever is changed, the document says exactly that afterwards.
    @Test
    void manyChangesInARowStayTrue() throws Broken {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var text = job();
        var keys = List.of("a", "b-c", "name", "schedules", "labels", "x y");
        for (int i = 0; i < 400; i++) {
            var steps = new ArrayList<Object>();
            for (int depth = random.nextInt(3); depth >= 0; depth--) {
                steps.add(keys.get(random.nextInt(keys.size())));
            }
            var path = new YamlPath(steps);
            int size = text.at(path).size();
            if (random.nextInt(3) == 0 && text.at(path).isArray() && size > 1) {
                int from = random.nextInt(size);
                int to = random.nextInt(size);
                var items = new ArrayList<JsonNode>(text.at(path).valueStream().toList());
                items.add(to, items.remove(from));
                text = text.moved(path, from, to);
                assertThat(text.at(path).valueStream().toList())
                        .as("seed %d", seed)
                        .isEqualTo(items);
            } else if (random.nextInt(4) == 0) {
                text = text.without(path);
                assertThat(text.at(path).isMissingNode()).as("seed %d", seed).isTrue();
            } else {
                var value =
                        List.of(
                                        json("1"),
                                        json("\"a b\""),
                                        json("[1, \"x\"]"),
                                        json("[{\"k\": \"v\"}]"),
                                        json("{\"k\": {\"l\": \"two\\nlines\"}}"),
                                        json("{}"))
                                .get(random.nextInt(6));
                text = text.with(path, value);
                assertThat(text.at(path).toString())
                        .as("seed %d", seed)
                        .isEqualTo(value.toString());
            }
        }
    }
}
