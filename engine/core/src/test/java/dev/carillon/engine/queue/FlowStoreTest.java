package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.api.Carillon.RetryRequest;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.SimulatedExecutor;
import dev.carillon.engine.SimulatedNode;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.NodeTable.Presence;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

@ParameterizedClass
@EnumSource(StoreKind.class)
class FlowStoreTest {
    private final EngineFixture engine;

    FlowStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private static final String DIAMOND =
            """
            name: diamond
            task:
              flow:
                steps:
                  - {name: extract, shell: {command: ["true"]}}
                  - {name: left, shell: {command: ["true"]}, after: [extract], with: {ROWS: "${steps.extract.result}"}}
                  - {name: right, shell: {command: ["true"]}, after: [extract]}
                  - {name: load, shell: {command: ["true"]}, after: [left, right]}
                  - {name: alarm, shell: {command: ["true"]}, after: [{step: load, on: failure}]}
            """;

    private Map<String, RunState> states(UUID flow) {
        return engine.parts(flow).stream()
                .collect(
                        Collectors.toMap(
                                part -> Objects.requireNonNull(part.step()),
                                RunView::state,
                                (one, other) -> one,
                                TreeMap::new));
    }

    private ClaimedRun claim(String step) {
        return engine.claimWithParts(10).stream()
                .filter(run -> step.equals(run.traits().step()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void stepsRunAfterWhatComesBeforeThem() {
        engine.job(DIAMOND);
        var flow = engine.run("diamond", Map.of());

        var first = engine.claimWithParts(10);
        assertThat(first).extracting(run -> run.traits().step()).containsExactly("extract");
        assertThat(engine.state(flow)).isEqualTo(RunState.RUNNING);
        engine.succeed(first.getFirst(), "42");
        var second = engine.claimWithParts(10);
        assertThat(second)
                .extracting(run -> run.traits().step())
                .containsExactlyInAnyOrder("left", "right");
        engine.succeed(second.getFirst());
        assertThat(engine.claimWithParts(10)).isEmpty();
        engine.succeed(second.get(1));
        engine.succeed(claim("load"));

        assertThat(engine.state(flow)).isEqualTo(RunState.SUCCEEDED);
        assertThat(states(flow)).containsEntry("alarm", RunState.SKIPPED);
    }

    @Test
    void theResultOfAStepIsAValueOfTheNext() {
        engine.job(DIAMOND);
        engine.run("diamond", Map.of());
        engine.succeed(claim("extract"), "42 ${steps.right.result}");

        var left = claim("left");

        assertThat(left.parameters()).isEqualTo("{\"ROWS\":\"42 ${steps.right.result}\"}");
    }

    @Test
    void aFailedStepSkipsWhatNeedsItAndRunsWhatWaitsForItsFailure() {
        engine.job(DIAMOND);
        var flow = engine.run("diamond", Map.of());
        engine.succeed(claim("extract"));
        engine.claimWithParts(10).forEach(engine::succeed);
        engine.fail(claim("load"));

        engine.succeed(claim("alarm"));

        assertThat(engine.state(flow)).isEqualTo(RunState.FAILED);
        assertThat(engine.views.get(flow).message()).contains("load FAILED");
    }

    @Test
    void aFlowIsRunAgainFromWhatFailed() {
        engine.job(DIAMOND);
        var flow = engine.run("diamond", Map.of());
        engine.succeed(claim("extract"), "42");
        for (var part : engine.claimWithParts(10)) {
            if (Objects.equals(part.traits().step(), "right")) {
                engine.fail(part);
            } else {
                engine.succeed(part, "l");
            }
        }
        assertThat(engine.state(flow)).isEqualTo(RunState.FAILED);

        var again = retry(flow, RetryRequest.SAME);
        var claimed = engine.claimWithParts(10);
        assertThat(claimed).extracting(run -> run.traits().step()).containsExactly("right");
        engine.succeed(claimed.getFirst());
        engine.succeed(claim("load"));

        assertThat(engine.state(again)).isEqualTo(RunState.SUCCEEDED);
        assertThat(engine.parts(again).stream().filter(part -> "extract".equals(part.step())))
                .extracting(RunView::result, RunView::state)
                .containsExactly(tuple("42", RunState.SUCCEEDED));
    }

    private UUID retry(UUID flow, RetryRequest request) {
        return engine.submissions
                .submitAll("test", List.of(engine.reruns.wanted(flow, request)))
                .getFirst();
    }

    @Test
    void aPartOfAFlowIsRunAgainWithAllBehindIt() {
        engine.job(DIAMOND);
        var flow = engine.run("diamond", Map.of());
        engine.succeed(claim("extract"));
        engine.claimWithParts(10).forEach(engine::succeed);
        engine.succeed(claim("load"));

        var again = retry(flow, new RetryRequest(Map.of(), List.of("left"), false));
        engine.succeed(claim("left"));
        engine.succeed(claim("load"));

        assertThat(engine.state(again)).isEqualTo(RunState.SUCCEEDED);
        assertThatThrownBy(() -> retry(flow, new RetryRequest(Map.of(), List.of("lift"), false)))
                .hasMessageContaining("there is no step lift")
                .hasMessageContaining("left");
    }

    @Test
    void aCancelledFlowEndsAllItsSteps() {
        engine.job(DIAMOND);
        var flow = engine.run("diamond", Map.of());
        var extract = claim("extract");

        var change = engine.changes.cancel(flow, engine.time.micros());
        assertThat(change.stopping()).containsExactly(extract.id());
        assertThat(engine.state(flow)).isEqualTo(RunState.STOPPING);
        engine.queue.finish(
                List.of(engine.finish(extract, RunState.CANCELLED, RunState.CANCELLED)),
                engine.time.micros());

        assertThat(engine.state(flow)).isEqualTo(RunState.CANCELLED);
        assertThat(engine.claimWithParts(10)).isEmpty();
    }

    @Test
    void aStepMayBeAJobWithItsOwnOverlapPolicy() {
        engine.job(
                """
                name: inner
                task: {shell: {command: ["true"]}}
                parameters: [{name: day}]
                overlap: queue
                """);
        engine.job(
                """
                name: outer
                parameters: [{name: day, default: "2026-01-01"}]
                task:
                  flow:
                    steps:
                      - {name: go, job: inner, with: {day: "${day}"}}
                """);
        var busy = engine.run("inner", Map.of("day", "x"));
        var flow = engine.run("outer", Map.of());

        var claimed = engine.claimWithParts(10);
        assertThat(claimed).extracting(ClaimedRun::id).containsExactly(busy);
        engine.succeed(claimed.getFirst());
        var step = engine.claimWithParts(10).getFirst();
        assertThat(step.jobKey()).isEqualTo("default/inner");
        assertThat(step.parameters()).isEqualTo("{\"day\":\"2026-01-01\"}");
        engine.succeed(step);

        assertThat(engine.state(flow)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aStepWhoseJobMayNotOverlapFailsTheFlow() {
        engine.job("{name: inner, task: {shell: {command: [\"true\"]}}}");
        engine.job("{name: outer, task: {flow: {steps: [{name: go, job: inner}]}}}");
        engine.run("inner", Map.of());
        var flow = engine.run("outer", Map.of());

        engine.claimWithParts(10);

        assertThat(engine.state(flow)).isEqualTo(RunState.FAILED);
        assertThat(engine.parts(flow).getFirst().message()).contains("overlap: skip");
    }

    @Test
    void aSecretThatIsNoValueOfAStepsParameterIsNotShown() {
        engine.job(
                """
                name: inner
                task: {shell: {command: ["true"]}}
                parameters: [{name: count, type: number}]
                """);
        engine.job(
                """
                name: outer
                parameters: [{name: password, type: secret}]
                task: {flow: {steps: [{name: go, job: inner, with: {count: "1${password}"}}]}}
                """);
        var flow = engine.run("outer", Map.of("password", "hunter2"));

        engine.claimWithParts(10);

        assertThat(engine.parts(flow).getFirst().message()).contains("is \"1••••\" and must be");
    }

    @Test
    void aStepWhoseValuesAreTooLongToBeStoredFailsAndNotTheResultBeforeIt() {
        engine.job(
                """
                name: long
                task:
                  flow:
                    steps:
                      - {name: say, shell: {command: ["true"]}}
                      - {name: hear, shell: {command: ["true"]}, after: [say], with: {ALL: "%s"}}
                """
                        .formatted("${steps.say.result}".repeat(251)));
        var flow = engine.run("long", Map.of());

        engine.succeed(engine.claimWithParts(10).getFirst(), "x".repeat(4_000));

        assertThat(states(flow))
                .containsEntry("say", RunState.SUCCEEDED)
                .containsEntry("hear", RunState.FAILED);
        assertThat(engine.state(flow)).isEqualTo(RunState.FAILED);
        assertThat(engine.parts(flow))
                .filteredOn(part -> "hear".equals(part.step()))
                .allMatch(part -> String.valueOf(part.message()).contains("at most 1000000"));
    }

    @Test
    void aFlowThatCannotBeginFailsAndThoseBehindItBegin(@TempDir Path folder) {
        engine.job("{name: inner, task: {shell: {command: [\"true\"]}}}");
        engine.job("{name: outer, task: {flow: {steps: [{name: go, job: inner}]}}}");
        engine.job(
                "{name: behind, task: {flow: {steps: [{name: go, shell: {command: [\"true\"]}}]}}}");
        var first = engine.run("outer", Map.of());
        var second = engine.run("behind", Map.of());
        engine.job(
                "{name: outer, task: {flow: {steps: [{name: go, shell: {command: [\"true\"]}}]}}}");
        engine.catalog.delete("default", "inner", "test");
        var workers =
                SimulatedNode.alone(
                                engine.database,
                                4,
                                engine.time,
                                new SimulatedExecutor(
                                        engine.time, new Random(1), new ArrayList<>()),
                                folder)
                        .workers;

        engine.time.advance(Duration.ofSeconds(1));
        workers.claimOnce();
        engine.time.advance(Duration.ofSeconds(1));
        workers.claimOnce();

        assertThat(engine.state(first)).isEqualTo(RunState.FAILED);
        assertThat(engine.views.get(first).message()).contains("there is no job default/inner");
        assertThat(engine.state(second)).isEqualTo(RunState.RUNNING);
    }

    @Test
    void theEndOfAFlowLetsTheNextOneOfItsJobGoOn() {
        engine.job(
                "{name: leaf, overlap: queue, task: {flow: {steps: [{name: go, shell: {command:"
                        + " [\"true\"]}}]}}}");
        var first = engine.run("leaf", Map.of());
        var second = engine.run("leaf", Map.of());

        engine.succeed(engine.claimWithParts(10).getFirst());
        assertThat(engine.state(first)).isEqualTo(RunState.SUCCEEDED);
        engine.succeed(engine.claimWithParts(10).getFirst());

        assertThat(engine.state(second)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aFlowMayBeAStepOfAFlow() {
        engine.job(
                "{name: leaf, task: {flow: {steps: [{name: go, shell: {command: [\"true\"]}}]}}}");
        engine.job("{name: outer, task: {flow: {steps: [{name: go, job: leaf}]}}}");
        var flow = engine.run("outer", Map.of());

        engine.succeed(engine.claimWithParts(10).getFirst());

        assertThat(engine.state(flow)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void shardsAreToldWhichTheyAreAndFailedOnesAloneAreRunAgain() {
        engine.job("{name: split, shards: 3, task: {shell: {command: [\"true\"]}}}");
        var whole = engine.run("split", Map.of());

        var shards = engine.claimWithParts(10);
        assertThat(shards)
                .extracting(ClaimedRun::parameters)
                .containsExactlyInAnyOrder(
                        "{\"SHARD_COUNT\":\"3\",\"SHARD_INDEX\":\"0\"}",
                        "{\"SHARD_COUNT\":\"3\",\"SHARD_INDEX\":\"1\"}",
                        "{\"SHARD_COUNT\":\"3\",\"SHARD_INDEX\":\"2\"}");
        shards.forEach(
                shard -> {
                    if (Objects.equals(shard.traits().step(), "shard-1")) {
                        engine.fail(shard);
                    } else {
                        engine.succeed(shard);
                    }
                });
        assertThat(engine.state(whole)).isEqualTo(RunState.FAILED);
        var again = retry(whole, RetryRequest.SAME);
        var rerun = engine.claimWithParts(10);
        rerun.forEach(engine::succeed);

        assertThat(rerun).extracting(run -> run.traits().step()).containsExactly("shard-1");
        assertThat(engine.state(again)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aBroadcastHasOneRunForEachNodeThatIsUp() {
        engine.database.transaction(
                tx -> {
                    for (String name : List.of("a", "b")) {
                        tx.nodes()
                                .insert(
                                        new NodeRow(
                                                UUID.randomUUID(),
                                                name,
                                                0,
                                                1,
                                                Map.of(),
                                                null,
                                                Presence.ALONE));
                    }
                    return true;
                });
        engine.job("{name: everywhere, everyNode: true, task: {shell: {command: [\"true\"]}}}");
        var whole = engine.run("everywhere", Map.of());

        // The node of this test does not say its name, so it may claim none of them.
        assertThat(engine.claimWithParts(10)).isEmpty();
        assertThat(states(whole))
                .isEqualTo(
                        Map.of(
                                "node-a",
                                RunState.QUEUED,
                                "node-b",
                                RunState.QUEUED,
                                "node-test",
                                RunState.QUEUED));
    }

    @Test
    void aFlowOverItsDeadlineIsEndedWithAllItsSteps() {
        engine.job(DIAMOND + "deadline: 1m\n");
        var flow = engine.run("diamond", Map.of());
        var extract = claim("extract");
        engine.time.advance(Duration.ofSeconds(61));

        engine.changes.expire(engine.time.micros());
        engine.queue.finish(
                List.of(engine.finish(extract, RunState.CANCELLED, RunState.CANCELLED)),
                engine.time.micros());

        assertThat(engine.state(flow)).isEqualTo(RunState.TIMED_OUT);
    }

    @Test
    void beginningAFlowTwiceMakesItsStepsOnce() {
        engine.job(DIAMOND);
        var flow = engine.run("diamond", Map.of());
        var turn = engine.queue.turn(10, engine.time.micros());

        engine.queue.expand(turn.flows().getFirst(), engine.time.micros());
        engine.queue.expand(turn.flows().getFirst(), engine.time.micros());

        assertThat(engine.parts(flow)).hasSize(5);
    }

    @Test
    void circlesAndUnknownJobsAreRefused() {
        assertThatThrownBy(
                        () ->
                                engine.job(
                                        "{name: outer, task: {flow: {steps: [{name: go, job: gone}]}}}"))
                .hasMessageContaining("default/gone, and there is no such job");
        engine.job("{name: a, task: {shell: {command: [\"true\"]}}}");
        engine.job("{name: b, task: {flow: {steps: [{name: go, job: a}]}}}");
        assertThatThrownBy(
                        () -> engine.job("{name: a, task: {flow: {steps: [{name: go, job: b}]}}}"))
                .hasMessageContaining("default/a -> default/b -> default/a");
    }
}
