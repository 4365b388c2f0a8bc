package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.schedule.Lane;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;

@ParameterizedClass
@EnumSource(StoreKind.class)
class DependencyStoreTest {
    private final EngineFixture engine;

    DependencyStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private void job(String name, String more) {
        engine.job(
                """
                name: %s
                task: {shell: {command: ["true"]}}
                %s
                """
                        .formatted(name, more));
    }

    private List<String> claimed() {
        return engine.claim(10).stream().map(ClaimedRun::jobKey).toList();
    }

    private ClaimedRun claim(String name) {
        return engine.claim(10).stream()
                .filter(run -> run.jobKey().equals("default/" + name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aJobWithoutSchedulesIsStartedByTheEndOfWhatItDependsOn() {
        job("extract", "");
        job("load", "dependsOn: [{job: extract}]");
        engine.run("extract", Map.of());

        assertThat(engine.runs("load")).isEmpty();
        engine.succeed(claim("extract"));

        assertThat(claimed()).containsExactly("default/load");
        assertThat(engine.runs("load").getFirst().cause()).isEqualTo("DEPENDENCY");
    }

    @Test
    void aJobThatIsBusyWhenItIsToStartLeavesARecord() {
        job("extract", "");
        job("load", "dependsOn: [{job: extract}]");
        engine.run("load", Map.of());
        engine.run("extract", Map.of());

        engine.succeed(claim("extract"));

        assertThat(engine.runs("load"))
                .extracting(RunView::state)
                .containsExactly(RunState.RUNNING, RunState.SKIPPED);
    }

    @Test
    void aFailureStartsOnlyWhatWaitsForFailures() {
        job("extract", "");
        job("load", "dependsOn: [{job: extract}]");
        job("alarm", "dependsOn: [{job: extract, on: failure}]");
        job("tidy", "dependsOn: [{job: extract, on: end}]");
        engine.run("extract", Map.of());

        engine.fail(claim("extract"));

        assertThat(claimed()).containsExactlyInAnyOrder("default/alarm", "default/tidy");
    }

    @Test
    void twoThatEndForTheSameTimeStartWhatNeedsBothOnce() {
        job("one", "schedules: [{id: s, every: 60s}]");
        job("two", "schedules: [{id: s, every: 60s}]");
        job("both", "dependsOn: [{job: one}, {job: two}]");
        engine.time.advance(Duration.ofMinutes(1));
        fire();
        var claimed = engine.claim(10);

        engine.succeed(claimed.getFirst());
        assertThat(engine.runs("both")).isEmpty();
        engine.succeed(claimed.get(1));

        assertThat(engine.runs("both"))
                .extracting(RunView::nominal)
                .containsExactly(EngineFixture.START.plusSeconds(60));
    }

    @Test
    void aPredecessorThatFailsForATimeLeavesARecord() {
        job("one", "schedules: [{id: s, every: 60s}]");
        job("load", "dependsOn: [{job: one}]");
        engine.time.advance(Duration.ofMinutes(1));
        fire();

        engine.fail(claim("one"));

        assertThat(engine.runs("load"))
                .extracting(RunView::state)
                .containsExactly(RunState.SKIPPED);
        assertThat(engine.runs("load").getFirst().message()).contains("ended as FAILED");
    }

    @Test
    void aScheduledRunWaitsForTheRunOfTheSameTime() {
        job("extract", "schedules: [{id: s, every: 60s}]");
        job("load", "schedules: [{id: s, every: 60s}]\ndependsOn: [{job: extract}]");
        engine.time.advance(Duration.ofMinutes(1));
        fire();

        assertThat(engine.runs("load").getFirst().waitsFor()).isEqualTo("JOB");
        var extract = engine.claim(10);
        assertThat(extract).extracting(ClaimedRun::jobKey).containsExactly("default/extract");
        engine.succeed(extract.getFirst());

        assertThat(claimed()).containsExactly("default/load");
    }

    @Test
    void aScheduledRunIsSkippedWhenTheOneItNeedsFailed() {
        job("extract", "schedules: [{id: s, every: 60s}]");
        job("load", "schedules: [{id: s, every: 60s}]\ndependsOn: [{job: extract}]");
        engine.time.advance(Duration.ofMinutes(1));
        fire();

        engine.fail(claim("extract"));

        assertThat(engine.runs("load").getFirst().state()).isEqualTo(RunState.SKIPPED);
        engine.time.advance(Duration.ofMinutes(1));
        fire();
        assertThat(engine.runs("load").getLast().state()).isEqualTo(RunState.WAITING);
    }

    @Test
    void aRunThatSomebodyAsksForDoesNotWait() {
        job("extract", "");
        job("load", "dependsOn: [{job: extract}]");
        engine.run("load", Map.of());

        assertThat(claimed()).containsExactly("default/load");
    }

    @Test
    void theLastRunCountsWhereAnyTimeWillDo() {
        job("extract", "");
        job("load", "schedules: [{id: s, every: 60s}]\ndependsOn: [{job: extract, time: last}]");
        engine.run("extract", Map.of());
        engine.succeed(claim("extract"));
        engine.time.advance(Duration.ofMinutes(1));
        fire();

        assertThat(claimed()).containsExactly("default/load");
    }

    @Test
    void circlesUnknownJobsAndTheRemovalOfWhatIsNeededAreRefused() {
        assertThatThrownBy(() -> job("load", "dependsOn: [{job: gone}]"))
                .hasMessageContaining("default/gone, and there is no such job");
        job("a", "");
        job("b", "dependsOn: [{job: a}]");
        assertThatThrownBy(() -> job("a", "dependsOn: [{job: b}]"))
                .hasMessageContaining("default/a -> default/b -> default/a");
        assertThatThrownBy(() -> engine.catalog.delete("default", "a", "test"))
                .hasMessageContaining("default/b depends on");
    }

    @Test
    void aJobThatIsAStepOfAFlowIsNotRemovedWhileItIs() {
        job("inner", "");
        job("other", "");
        engine.job("{name: outer, task: {flow: {steps: [{name: go, job: inner}]}}}");
        assertThatThrownBy(() -> engine.catalog.delete("default", "inner", "test"))
                .hasMessageContaining("default/outer has as a step");

        engine.job("{name: outer, task: {flow: {steps: [{name: go, job: other}]}}}");
        engine.catalog.delete("default", "inner", "test");
        engine.catalog.delete("default", "outer", "test");
        engine.catalog.delete("default", "other", "test");

        int left = engine.database.transaction(tx -> tx.jobs().count());
        assertThat(left).isZero();
    }

    private void fire() {
        Lane lane = engine.lane(engine.takeSegments());
        while (lane.runOnce() > 0) {}
    }
}
