package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.schedule.Lane;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
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

    @ParameterizedTest
    @EnumSource(Order.class)
    void aRunForATimeAtWhichTheOtherJobIsNotDueIsSkippedAndHoldsBackNoOther(Order order) {
        job("extract", "schedules: [{id: s, every: 120s}]");
        job("load", "schedules: [{id: s, every: 60s}]\ndependsOn: [{job: extract}]");
        engine.time.advance(Duration.ofMinutes(1));
        fire(order);

        assertThat(engine.runs("load"))
                .extracting(RunView::state)
                .containsExactly(RunState.SKIPPED);
        assertThat(engine.runs("load").getFirst().message())
                .isEqualTo("default/extract has no run for the same time, and SUCCESS was wanted");
        engine.time.advance(Duration.ofMinutes(1));
        fire(order);
        engine.succeed(claim("extract"));
        assertThat(claimed()).containsExactly("default/load");
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void aTimeThatTheOtherJobSkipsIsSkippedToo(Order order) {
        job("extract", "schedules: [{id: s, every: 60s}]");
        job("load", "schedules: [{id: s, every: 60s}]\ndependsOn: [{job: extract}]");
        engine.catalog.skipNext("default", "extract", null, "test");
        engine.time.advance(Duration.ofMinutes(1));
        fire(order);

        assertThat(engine.runs("load"))
                .extracting(RunView::state)
                .containsExactly(RunState.SKIPPED);
        assertThat(engine.runs("load").getFirst().message())
                .contains("of default/extract ended as SKIPPED, and SUCCESS was wanted");
        engine.time.advance(Duration.ofMinutes(1));
        fire(order);
        engine.succeed(claim("extract"));
        assertThat(claimed()).containsExactly("default/load");
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void aTimeAtWhichTheOtherJobWasBusyIsSkippedToo(Order order) {
        job("extract", "schedules: [{id: s, every: 60s}]");
        job("load", "schedules: [{id: s, every: 60s}]\ndependsOn: [{job: extract}]");
        engine.run("extract", Map.of());
        engine.time.advance(Duration.ofMinutes(1));

        fire(order);

        assertThat(engine.runs("load"))
                .extracting(RunView::state)
                .containsExactly(RunState.SKIPPED);
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void ofTimesThatTheOtherJobMissedEachIsSkippedThoughTheyShareOneRecord(Order order) {
        job("extract", "catchUp: {policy: none}\nschedules: [{id: s, every: 60s}]");
        job(
                "load",
                """
                overlap: queue
                catchUp: {policy: all}
                schedules: [{id: s, every: 60s}]
                dependsOn: [{job: extract}]
                """);
        engine.time.advance(Duration.ofMinutes(5));

        fire(order);

        assertThat(engine.runs("extract"))
                .extracting(RunView::state)
                .containsExactlyInAnyOrder(RunState.MISSED, RunState.QUEUED);
        assertThat(engine.runs("load"))
                .extracting(RunView::nominal, RunView::state)
                .containsExactlyInAnyOrder(
                        tuple(at(1), RunState.SKIPPED),
                        tuple(at(2), RunState.SKIPPED),
                        tuple(at(3), RunState.SKIPPED),
                        tuple(at(4), RunState.SKIPPED),
                        tuple(at(5), RunState.WAITING));
    }

    @Test
    void aRunThatIsSkippedWhenItsTurnComesLeavesTheTurnToTheNext() {
        job("extract", "overlap: allow\nschedules: [{id: s, every: 60s}]");
        job(
                "load",
                "overlap: queue\nschedules: [{id: s, every: 60s}]\ndependsOn: [{job: extract}]");
        engine.time.advance(Duration.ofMinutes(1));
        fire();
        var first = claim("extract");
        engine.time.advance(Duration.ofMinutes(1));
        fire();
        engine.fail(claim("extract"));
        engine.fail(first);

        assertThat(engine.runs("load"))
                .extracting(RunView::state)
                .containsExactly(RunState.SKIPPED, RunState.SKIPPED);
        engine.time.advance(Duration.ofMinutes(1));
        fire();
        engine.succeed(claim("extract"));
        assertThat(claimed()).containsExactly("default/load");
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void aChainIsSkippedToItsEnd(Order order) {
        job("extract", "schedules: [{id: s, every: 120s}]");
        job("load", "schedules: [{id: s, every: 60s}]\ndependsOn: [{job: extract}]");
        job("report", "schedules: [{id: s, every: 60s}]\ndependsOn: [{job: load}]");
        engine.time.advance(Duration.ofMinutes(1));

        fire(order);

        assertThat(engine.runs("load"))
                .extracting(RunView::state)
                .containsExactly(RunState.SKIPPED);
        assertThat(engine.runs("report"))
                .extracting(RunView::state)
                .containsExactly(RunState.SKIPPED);
    }

    @Test
    void aRunWaitsForAJobThatMayBeStartedForTheSameTimeYet() {
        job("extract", "schedules: [{id: s, every: 60s}]");
        job("load", "dependsOn: [{job: extract}]");
        job("report", "schedules: [{id: s, every: 60s}]\ndependsOn: [{job: load}]");
        engine.time.advance(Duration.ofMinutes(1));
        fire();

        assertThat(engine.runs("report"))
                .extracting(RunView::state)
                .containsExactly(RunState.WAITING);
        engine.succeed(claim("extract"));
        engine.succeed(claim("load"));
        assertThat(claimed()).containsExactly("default/report");
    }

    @Test
    void aRunIsSkippedWhereTheOtherJobRunsForNoTimeAtAll() {
        job("extract", "");
        job("load", "schedules: [{id: s, every: 60s}]\ndependsOn: [{job: extract}]");
        engine.time.advance(Duration.ofMinutes(1));

        fire();

        assertThat(engine.runs("load"))
                .extracting(RunView::state)
                .containsExactly(RunState.SKIPPED);
    }

    @Test
    void aRunWaitsForAJobThatIsPausedAtThatTimeUntilItGoesOn() {
        job("extract", "schedules: [{id: s, every: 60s}]");
        job("load", "schedules: [{id: s, every: 60s}]\ndependsOn: [{job: extract}]");
        engine.catalog.pause("default", "extract", "test", null);
        engine.time.advance(Duration.ofMinutes(1));
        fire();

        assertThat(engine.runs("load"))
                .extracting(RunView::state)
                .containsExactly(RunState.WAITING);
        engine.catalog.resume("default", "extract", CatchUp.Policy.NONE, "test");
        fire();
        assertThat(engine.runs("load"))
                .extracting(RunView::state)
                .containsExactly(RunState.SKIPPED);
    }

    @Test
    void aRunWhoseOtherJobWasChangedSoThatItRunsForNoTimeAnyMoreIsFoundByARegularLook() {
        job("extract", "schedules: [{id: s, every: 60s}]");
        job("load", "schedules: [{id: s, every: 60s}]\ndependsOn: [{job: extract}]");
        engine.catalog.pause("default", "extract", "test", null);
        engine.time.advance(Duration.ofMinutes(1));
        fire();
        job("extract", "");
        assertThat(engine.runs("load"))
                .extracting(RunView::state)
                .containsExactly(RunState.WAITING);

        var next = engine.changes.lookAgain(RunChanges.FIRST, engine.time.micros());

        assertThat(next).isEqualTo(RunChanges.FIRST);
        assertThat(engine.runs("load"))
                .extracting(RunView::state)
                .containsExactly(RunState.SKIPPED);
    }

    @Test
    void aRunThatWaitsRightlyGoesOnWaitingWhenItIsLookedAt() {
        job("extract", "schedules: [{id: s, every: 60s}]");
        job("load", "schedules: [{id: s, every: 60s}]\ndependsOn: [{job: extract}]");
        engine.time.advance(Duration.ofMinutes(1));
        fire();

        engine.changes.lookAgain(RunChanges.FIRST, engine.time.micros());

        assertThat(engine.runs("load"))
                .extracting(RunView::state)
                .containsExactly(RunState.WAITING);
        engine.succeed(claim("extract"));
        assertThat(claimed()).containsExactly("default/load");
    }

    @Test
    void aRecordStartsNothing() {
        job("extract", "schedules: [{id: s, every: 60s}]");
        job("tidy", "dependsOn: [{job: extract, on: end}]");
        engine.run("extract", Map.of());
        engine.time.advance(Duration.ofMinutes(1));

        fire();

        assertThat(engine.runs("extract"))
                .extracting(RunView::state)
                .containsExactly(RunState.QUEUED, RunState.SKIPPED);
        assertThat(engine.runs("tidy")).isEmpty();
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
        fire(Order.TOGETHER);
    }

    private void fire(Order order) {
        switch (order) {
            case TOGETHER -> fire(engine.lane(engine.takeSegments()));
            case NEEDED_FIRST -> {
                fireJob("extract");
                fireJob("load");
                fire(Order.TOGETHER);
            }
            case WAITING_FIRST -> {
                fireJob("load");
                fireJob("extract");
                fire(Order.TOGETHER);
            }
        }
    }

    private void fireJob(String name) {
        var segment = engine.segments.of(JobCatalog.idOf("default", name));
        var others = engine.segments.of(JobCatalog.idOf("default", other(name)));
        assertThat(segment).isNotEqualTo(others);
        fire(
                engine.lane(
                        engine.takeSegments().stream()
                                .filter(owned -> owned.segment().equals(segment))
                                .toList()));
    }

    private static String other(String name) {
        return name.equals("load") ? "extract" : "load";
    }

    private static void fire(Lane lane) {
        while (lane.runOnce() > 0) {}
    }

    private static Instant at(int minutes) {
        return EngineFixture.START.plus(Duration.ofMinutes(minutes));
    }

    /// In which the lanes of two jobs come to the same time.
    private enum Order {
        TOGETHER,
        NEEDED_FIRST,
        WAITING_FIRST
    }
}
