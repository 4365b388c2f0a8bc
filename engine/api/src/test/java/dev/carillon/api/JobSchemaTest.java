package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// The published schema and the reader give the same verdict on every definition.
class JobSchemaTest {
    @Test
    void defaultsAreThoseOfTheReader() {
        JobDefinition plain = read(minimal());

        JobDefinition explicit = read(withDefaults(minimal(), Schemas.JOB));

        assertThat(explicit).isEqualTo(plain);
    }

    private static ObjectNode withDefaults(ObjectNode definition, JsonNode schema) {
        schema.path("properties")
                .forEachEntry(
                        (key, given) -> {
                            JsonNode value = Schemas.resolved(Schemas.JOB, given);
                            if (given.has("default")) {
                                definition.set(key, given.path("default"));
                            } else if (value.has("default")) {
                                definition.set(key, value.path("default"));
                            }
                            // Without the part nothing is retried, so its defaults are others.
                            if (definition.path(key) instanceof ObjectNode part
                                    && !key.equals("task")
                                    && !key.equals("labels")) {
                                withDefaults(part, value);
                            }
                        });
        return definition;
    }

    @Test
    void samplesAreRight() throws IOException {
        for (JsonNode sample : DefinitionCorpus.samples()) {
            assertSameVerdict(sample);
            assertThat(errors(sample)).isEmpty();
        }
        assertThat(DefinitionCorpus.samples()).hasSizeGreaterThan(5);
    }

    @Test
    void completeDefinitionsAreRightAndHaveEveryKey() {
        var keys = new TreeSet<String>();
        for (JsonNode complete : DefinitionCorpus.COMPLETE) {
            assertSameVerdict(complete);
            assertThat(errors(complete)).isEmpty();
            keys(complete, keys);
        }

        assertThat(keys)
                .containsAll(
                        Part.of(Part.Document.JOB).stream()
                                .flatMap(part -> part.keys().stream())
                                .toList());
    }

    private static void keys(JsonNode node, Set<String> keys) {
        node.propertyNames().forEach(keys::add);
        node.forEach(each -> keys(each, keys));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: x",
                "task: {sql: {connection: a, statement: b}}",
                "name: X\ntask: {sql: {connection: a, statement: b}}",
                "name: 5\ntask: {sql: {connection: a, statement: b}}",
                "name: x\ntask: {}",
                "name: x\ntask: {sql: {connection: a, statement: b}, java: {class: a, jar: b}}",
                "name: x\ntask: {shell: {}}",
                "name: x\ntask: {shell: {command: [a], script: b}}",
                "name: x\ntask: {shell: {command: []}}",
                "name: x\ntask: {shell: {command: [\" \"]}}",
                "name: x\ntask: {shell: {command: echo}}",
                "name: x\ntask: {shell: {script: \"\\n\"}}",
                "name: x\ntask: {shell: {script: a, env: {ATTEMPT: 1}}}",
                "name: x\ntask: {shell: {script: a, env: {CARILLON_URL: a, CARILLON_X: 1}}}",
                "name: x\ntask: {shell: {script: a, expect: [256]}}",
                "name: x\ntask: {shell: {script: a, expect: 0}}",
                "name: x\ntask: {http: {}}",
                "name: x\ntask: {http: {url: example.com}}",
                "name: x\ntask: {http: {url: \"http://a\", headers: {\"a:\": b}}}",
                "name: x\ntask: {http: {url: \"http://a\", headers: {a: \"b\\nc\"}}}",
                "name: x\ntask: {java: {class: a, jar: ../b}}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nretry: {attempts: \"3\"}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nretry: {jitter: 1.1}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nretry: {jitter: often}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\ntimeout: 30",
                "name: x\ntask: {sql: {connection: a, statement: b}}\npriority: 10",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nparameters: [{name: a, type: choice}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nparameters: [{name: a, choices: [b]}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nparameters: [{name: PATH}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nparameters: [{name: ld_x}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{zone: UTC}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{every: 1s, at: \"2027-01-01T06:00:00Z\"}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{every: 1s, zone: UTC}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{cron: \"* * * * *\", anchor: \"2027-01-01T06:00:00Z\"}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{at: \"2027-01-01T06:00:00Z\", until: \"2027-01-01T06:00:00Z\"}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: {every: 1s}",
                "name: x\ntask: {flow: {}}",
                "name: x\ntask: {flow: {steps: []}}",
                "name: x\ntask: {flow: {steps: [{name: a.b, job: c}]}}",
                "name: x\ntask: {flow: {steps: [{name: a}]}}",
                "name: x\ntask: {flow: {steps: [{name: a, job: b, sql: {connection: a, statement: b}}]}}",
                "name: x\ntask: {flow: {steps: [{name: a, job: b, timeout: 5s}]}}",
                "name: x\ntask: {flow: {steps: [{name: a, job: b, retry: {}}]}}",
                "name: x\ntask: {flow: {steps: [{name: a, job: b, with: {PATH: c}}]}}",
                "name: x\ntask: {flow: {steps: [{name: a, job: b, after: [\" \"]}]}}",
                "name: x\ntask: {flow: {steps: [{name: a, job: b, allowFailure: \"true\"}]}}",
                "name: x\ntask: {flow: {steps: [{name: a, job: b}]}}\nshards: 2",
                "name: x\ntask: {flow: {steps: [{name: a, job: b}]}}\neveryNode: true",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nshards: 2\neveryNode: true",
                "name: x\ntask: {sql: {connection: a, statement: b}}\noverlap: {max: 5}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\noverlap: {policy: skip, max: 5}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nlimit: {concurrency: 5}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nlimit: {key: 5}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\ndependsOn: [{job: A}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\ndependsOn: [a]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nretry: {backoff: list}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nretry: {backoff: list, delays: []}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nretry: {delays: [5s]}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nretry: {only: [75]}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nretry: {only: [exit 256]}",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{every: 1m, roll: none}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{cron: \"* * * * *\", roll: back, except: []}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{delay: 1m, only: [a]}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{every: 1m, except: [5]}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{interval: 1 month}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{interval: 0 days, first: 2026-01-31T06:00}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{every: 1m, first: 2026-01-31T06:00}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{businessDay: 0, time: \"06:00\"}]",
                "name: x\ntask: {sql: {connection: a, statement: b}}\nschedules: [{businessDay: 1}]",
                "[]",
                "5"
            })
    void wrongDefinitionsAreWrongForBoth(String text) {
        JsonNode definition = DefinitionCorpus.yaml(text);

        assertThat(Schemas.errors(definition)).as("schema").isNotEmpty();
        assertThat(errors(definition)).as("reader").isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout: 36501d",
                "schedules: [{every: 10ms}]",
                "timeout: 0s",
                "schedules: [{at: \"2027-02-30T06:00:00Z\"}]",
                "schedules: [{cron: \"* * * * *\", zone: Europe/Berln}]",
                "schedules: [{every: 1m}, {every: 60s}]",
                "parameters: [{name: a}, {name: a}]",
                "schedules: [{every: 1m, from: \"2027-01-01T06:00:00Z\", until: \"2027-01-01T06:00:00Z\"}]",
                "task: {http: {url: \"http://[a\"}}",
                "deadline: 0s",
                "limit: {key: \"${a}\"}",
                "limit: {key: \"${a}\"}\nparameters: [{name: a, type: secret}]",
                "dependsOn: [{job: x}]",
                "dependsOn: [{job: a}, {job: default/a}]",
                "retry: {never: [exit 78-64]}",
                "schedules: [{interval: 1 month, first: 2026-02-30T06:00}]",
                "task: {flow: {steps: [{name: a, job: x}]}}",
                "task: {flow: {steps: [{name: a, job: b}, {name: a, job: c}]}}",
                "task: {flow: {steps: [{name: a, job: b, after: [a]}]}}",
                "task: {flow: {steps: [{name: a, job: b, after: [c]}]}}",
                "task: {flow: {steps: [{name: a, job: b}, {name: c, job: b, after: [a, a]}]}}",
                "task: {flow: {steps: [{name: a, job: b, after: [c]}, {name: c, job: b, after: [a]}]}}",
                "task: {flow: {steps: [{name: a, job: b, with: {d: \"${e}\"}}]}}",
                "task: {flow: {steps: [{name: a, job: b, with: {d: \"${steps.c.state}\"}}, {name: c, job: b}]}}",
                "task: {flow: {steps: [{name: a, job: b}, {name: c, job: b, after: [a], with: {d: \"${steps.a.output}\"}}]}}"
            })
    void whatASchemaCannotTellTheReaderDoes(String rest) {
        ObjectNode definition = minimal();
        definition.setAll((ObjectNode) DefinitionCorpus.yaml(rest));

        assertThat(Schemas.errors(definition)).isEmpty();
        assertThat(errors(definition)).hasSize(1).allMatch(Verdicts::isBeyond);
    }

    @Test
    void mutatedDefinitionsGetTheSameVerdict() {
        assertMutatedGetTheSameVerdict(1);
    }

    @Tag("thorough")
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {2, 3, 5, 8, 13, 21, 34})
    void moreMutatedDefinitionsGetTheSameVerdict(long seed) {
        assertMutatedGetTheSameVerdict(seed);
    }

    private static void assertMutatedGetTheSameVerdict(long seed) {
        var random = new Random(seed);
        int right = 0;
        for (int i = 0; i < 1000; i++) {
            JsonNode base =
                    DefinitionCorpus.COMPLETE.get(random.nextInt(DefinitionCorpus.COMPLETE.size()));
            JsonNode mutated = DefinitionCorpus.mutated(base, random);

            assertSameVerdict(mutated);

            right += errors(mutated).isEmpty() ? 1 : 0;
        }
        assertThat(right).as("a corpus of wrong ones alone would prove little").isBetween(50, 950);
    }

    private static void assertSameVerdict(JsonNode definition) {
        Verdicts.assertSame(Part.Document.JOB, definition);
    }

    private static List<String> errors(JsonNode definition) {
        return Verdicts.reader(Part.Document.JOB, definition);
    }

    private static JobDefinition read(JsonNode definition) {
        return Definitions.fromJson(definition, "test");
    }

    private static ObjectNode minimal() {
        return (ObjectNode)
                DefinitionCorpus.yaml("name: x\ntask: {sql: {connection: a, statement: b}}");
    }
}
