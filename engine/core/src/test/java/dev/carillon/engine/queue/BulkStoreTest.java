package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.Bulk;
import dev.carillon.api.Bulk.Acted;
import dev.carillon.api.Bulk.Reason;
import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.RunState;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.store.ChangeTable.ChangeRow;
import dev.carillon.engine.store.ChangeTable.Wanted;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

@ParameterizedClass
@EnumSource(StoreKind.class)
class BulkStoreTest {
    private final EngineFixture engine;
    private final Bulks bulks;
    private final JobDefinition job;

    BulkStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
        bulks = new Bulks(engine.database, engine.ground, engine.views, engine.time::micros);
        job = engine.job("{name: a, overlap: allow, task: {shell: {command: [\"true\"]}}}");
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private static RunQuery ofJob(String name) {
        return RunQuery.ALL.ofJob(name);
    }

    private List<UUID> failed(int count) {
        engine.submitAll(job, count);
        var runs = engine.claim(count);
        engine.queue.finish(
                runs.stream()
                        .map(run -> engine.finish(run, RunState.FAILED, RunState.FAILED))
                        .toList(),
                engine.time.micros());
        return runs.stream().map(ClaimedRun::id).sorted().toList();
    }

    private Bulk step(Bulk plan) {
        return bulks.step(plan.plan(), "test").bulk();
    }

    private Bulk undo(Bulk plan) {
        return bulks.undo(plan.plan(), "test").bulk();
    }

    private List<RunState> states(List<UUID> runs) {
        return runs.stream().map(engine::state).distinct().toList();
    }

    private static List<UUID> made(Bulk bulk) {
        return bulk.acted().stream().map(each -> UUID.fromString(each.made())).toList();
    }

    @Test
    void aPlanSaysWhatIsDoneAndWhatIsLeftOutAndChangesNothing() {
        var failed = failed(3);
        engine.submitAll(job, 3);
        engine.succeed(engine.claim(1).getFirst());
        engine.claim(1);
        engine.changes.dismiss(failed.getFirst(), "test", engine.time.micros());

        var plan = bulks.plan(BulkAction.RETRY, ofJob("a"), "ada");

        assertThat(plan.total()).isEqualTo(2);
        assertThat(plan.done()).isZero();
        assertThat(plan.more()).isFalse();
        assertThat(plan.createdBy()).isEqualTo("ada");
        assertThat(plan.skipped())
                .containsExactlyInAnyOrder(
                        new Reason("1 is running", 1),
                        new Reason("1 is queued", 1),
                        new Reason("1 succeeded", 1),
                        new Reason("1 is retried or dismissed already", 1));
        assertThat(engine.runs("a")).hasSize(6);
        assertThat(bulks.get(plan.plan())).isEqualTo(plan);
    }

    @Test
    void aPlanRetriesEachRunOnceHoweverOftenItIsRepeated() {
        var failed = failed(3);
        var plan = bulks.plan(BulkAction.RETRY, ofJob("a"), "test");
        failed(1);

        var done = step(plan);
        var again = step(plan);

        assertThat(done.acted())
                .extracting(Acted::run)
                .containsExactlyElementsOf(failed.stream().map(UUID::toString).toList());
        assertThat(done.done()).isEqualTo(3);
        assertThat(states(made(done))).containsExactly(RunState.QUEUED);
        assertThat(again.acted()).isEqualTo(done.acted());
        assertThat(engine.runs("a")).hasSize(7);
        assertThat(engine.views.get(failed)).allMatch(run -> run.handled());
        assertThat(engine.views.get(made(done))).allMatch(run -> run.cause().equals("RETRY"));
    }

    @Test
    @Timeout(60)
    void ofTwoThatGoOnWithAPlanAtOnceEachRunIsRetriedOnce() {
        failed(60);
        var plan = bulks.plan(BulkAction.RETRY, ofJob("a"), "test");
        var begin = new CountDownLatch(1);

        var steps =
                List.of("one", "two").stream()
                        .map(
                                name ->
                                        CompletableFuture.supplyAsync(
                                                () -> stepAfter(begin, plan),
                                                work ->
                                                        Thread.ofPlatform()
                                                                .name("bulk-" + name)
                                                                .start(work)))
                        .toList();
        begin.countDown();

        assertThat(steps).allMatch(step -> step.join().done() == 60);
        assertThat(engine.runs("a")).hasSize(120);
    }

    private Bulk stepAfter(CountDownLatch begin, Bulk plan) {
        try {
            begin.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return step(plan);
    }

    @Test
    void manyRunsTakeSeveralSteps() {
        var failed = failed(100);
        for (int i = 0; i < 10; i++) {
            failed(100);
        }
        var plan = bulks.plan(BulkAction.DISMISS, ofJob("a"), "test");

        var first = step(plan);
        var second = step(plan);
        var third = step(plan);

        assertThat(List.of(first.done(), second.done(), third.done()))
                .containsExactly(500, 1_000, 1_100);
        assertThat(first.acted().getFirst().run()).isEqualTo(failed.getFirst().toString());
        assertThat(third.acted()).hasSize(100);
        assertThat(bulks.plan(BulkAction.DISMISS, ofJob("a"), "test").total()).isZero();
    }

    @Test
    void whatChangedSinceThePlanIsLeftOutAndTold() {
        var failed = failed(3);
        var plan = bulks.plan(BulkAction.RETRY, ofJob("a"), "test");
        engine.changes.dismiss(failed.get(0), "test", engine.time.micros());
        engine.database.transaction(
                tx -> {
                    tx.runs().delete(List.of(failed.get(1)));
                    return true;
                });

        var done = step(plan);

        assertThat(done.acted()).hasSize(1);
        assertThat(done.done()).isEqualTo(3);
        assertThat(done.refused())
                .containsExactlyInAnyOrder(
                        new Reason("1 is retried or dismissed already", 1),
                        new Reason("1 is no longer stored", 1));
    }

    @Test
    void runsOfAJobThatMayNotOverlapWaitForEachOther() {
        engine.job("{name: busy, overlap: skip, task: {shell: {command: [\"true\"]}}}");
        for (int i = 0; i < 3; i++) {
            engine.run("busy", Map.of());
            engine.fail(engine.claim(1).getFirst());
        }
        var running = engine.run("busy", Map.of());

        var done = step(bulks.plan(BulkAction.RETRY, ofJob("busy"), "test"));

        assertThat(done.acted()).hasSize(3);
        assertThat(states(made(done))).containsExactly(RunState.WAITING);
        for (int i = 0; i < 4; i++) {
            var next = engine.claim(10);
            assertThat(next).hasSize(1);
            engine.succeed(next.getFirst());
        }
        assertThat(states(made(done))).containsExactly(RunState.SUCCEEDED);
        assertThat(engine.state(running)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void runsOfADeletedJobAreLeftOut() {
        failed(2);
        engine.catalog.delete("default", "a", "test");

        var plan = bulks.plan(BulkAction.RETRY, RunQuery.ALL, "test");

        assertThat(plan.total()).isZero();
        assertThat(plan.skipped()).containsExactly(new Reason("2 are of jobs that are deleted", 2));
        assertThat(step(plan).acted()).isEmpty();
    }

    @Test
    void aFlowIsRetriedAndItsPartsAreNot() {
        engine.job(
                """
                name: flow
                task:
                  flow:
                    steps:
                      - {name: one, shell: {command: ["true"]}}
                """);
        engine.run("flow", Map.of());
        engine.fail(engine.claimWithParts(5).getFirst());

        var plan =
                bulks.plan(
                        BulkAction.RETRY,
                        new RunQuery(Set.of(RunState.FAILED), null, null, null),
                        "test");
        var done = step(plan);

        assertThat(plan.total()).isEqualTo(1);
        assertThat(plan.skipped().getFirst().text()).contains("part of another run");
        assertThat(engine.claimWithParts(5)).hasSize(1);
        assertThat(engine.state(made(done).getFirst())).isEqualTo(RunState.RUNNING);
    }

    @Test
    void runsAreCancelledHeldAndReleased() {
        var runs = engine.submitAll(job, 4);
        var running = engine.claim(1).getFirst().id();
        var waiting = runs.stream().filter(run -> !run.equals(running)).toList();

        var held = step(bulks.plan(BulkAction.HOLD, ofJob("a"), "test"));
        assertThat(held.acted()).hasSize(3);
        assertThat(states(waiting)).containsExactly(RunState.HELD);
        assertThat(engine.claim(10)).isEmpty();

        var released = step(bulks.plan(BulkAction.RELEASE, ofJob("a"), "test"));
        assertThat(released.acted()).hasSize(3);
        assertThat(states(waiting)).containsExactly(RunState.QUEUED);

        var plan = bulks.plan(BulkAction.CANCEL, ofJob("a"), "test");
        var step = bulks.step(plan.plan(), "test");
        assertThat(step.stopping()).containsExactly(running);
        assertThat(states(waiting)).containsExactly(RunState.CANCELLED);
        assertThat(engine.state(running)).isEqualTo(RunState.STOPPING);
    }

    @Test
    void runsOfOneGateAreCancelledTogether() {
        engine.job("{name: one, overlap: queue, task: {shell: {command: [\"true\"]}}}");
        var runs = new ArrayList<UUID>();
        for (int i = 0; i < 3; i++) {
            runs.add(engine.run("one", Map.of()));
        }

        var done = step(bulks.plan(BulkAction.CANCEL, ofJob("one"), "test"));

        assertThat(done.acted()).hasSize(3);
        assertThat(states(runs)).containsExactly(RunState.CANCELLED);
        assertThat(engine.state(engine.run("one", Map.of()))).isEqualTo(RunState.QUEUED);
    }

    @Test
    void namedRunsAreMeantAlone() {
        var failed = failed(3);

        var plan =
                bulks.plan(
                        BulkAction.RETRY,
                        List.of(failed.get(2).toString(), new UUID(1, 2).toString()),
                        "test");

        assertThat(plan.total()).isEqualTo(1);
        assertThat(plan.skipped()).containsExactly(new Reason("1 is no longer stored", 1));
        assertThat(step(plan).acted().getFirst().run()).isEqualTo(failed.get(2).toString());
        assertThatThrownBy(() -> bulks.plan(BulkAction.RETRY, List.of("x"), "test"))
                .hasMessageContaining("there is no run");
    }

    @Test
    void retriesThatHaveNotBegunAreTakenBack() {
        var failed = failed(3);
        var plan = bulks.plan(BulkAction.RETRY, ofJob("a"), "test");
        var made = made(step(plan));
        var begun = engine.claim(1).getFirst().id();

        var undone = undo(plan);

        assertThat(undone.undone()).isEqualTo(3);
        assertThat(undone.acted()).hasSize(2);
        assertThat(undone.refused()).containsExactly(new Reason("1 has begun", 1));
        assertThat(made.stream().filter(run -> !run.equals(begun)).map(engine::state))
                .containsOnly(RunState.CANCELLED);
        assertThat(engine.state(begun)).isEqualTo(RunState.RUNNING);
        assertThat(engine.views.get(failed).stream().filter(run -> run.handled())).hasSize(1);
        assertThat(undo(plan).acted()).isEmpty();
        assertThatThrownBy(() -> step(plan)).hasMessageContaining("was undone");
    }

    @Test
    void whatIsHeldReleasedDismissedIsTakenBackAndWhatIsCancelledCannotBe() {
        var failed = failed(1);
        var run = engine.submit(job);

        var dismissed = bulks.plan(BulkAction.DISMISS, ofJob("a"), "test");
        step(dismissed);
        assertThat(undo(dismissed).acted()).hasSize(1);
        assertThat(engine.views.get(failed.getFirst()).handled()).isFalse();
        var held = bulks.plan(BulkAction.HOLD, ofJob("a"), "test");
        step(held);
        undo(held);
        assertThat(engine.state(run)).isEqualTo(RunState.QUEUED);
        engine.changes.hold(run, "test", engine.time.micros());
        var released = bulks.plan(BulkAction.RELEASE, ofJob("a"), "test");
        step(released);
        undo(released);
        assertThat(engine.state(run)).isEqualTo(RunState.HELD);
        var cancelled = bulks.plan(BulkAction.CANCEL, ofJob("a"), "test");
        step(cancelled);
        assertThat(undo(cancelled).refused().getFirst().text()).contains("cannot be taken back");
        assertThat(engine.state(run)).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void aPlanThatIsUndoneBeforeItsEndGoesNoFurther() {
        failed(1);
        var plan = bulks.plan(BulkAction.RETRY, ofJob("a"), "test");

        assertThat(undo(plan).undone()).isZero();

        assertThatThrownBy(() -> step(plan)).hasMessageContaining("was undone");
        assertThat(engine.runs("a")).hasSize(1);
    }

    private List<ChangeRow> changes() {
        return engine.database
                .transaction(
                        tx ->
                                tx.changeLog()
                                        .list(
                                                new Wanted("bulk", null, null, null),
                                                Long.MAX_VALUE,
                                                10))
                .reversed();
    }

    @Test
    void aPlanIsOneChangeAndSoIsItsUndoing() {
        for (int i = 0; i < 6; i++) {
            failed(100);
        }
        var plan = bulks.plan(BulkAction.DISMISS, ofJob("a"), "test");
        step(plan);
        step(plan);
        assertThat(changes()).hasSize(1);
        assertThat(changes().getFirst().action()).isEqualTo("bulk.dismiss");
        assertThat(changes().getFirst().subject()).isEqualTo(plan.plan());

        bulks.undoAll(plan.plan(), "test");

        assertThat(changes()).hasSize(2);
        assertThat(changes().getFirst().undoneBy()).isEqualTo(changes().getLast().id());
        assertThat(bulks.get(plan.plan()).undone()).isEqualTo(600);
        assertThat(bulks.plan(BulkAction.DISMISS, ofJob("a"), "test").total()).isEqualTo(600);
    }

    @Test
    void plansAreForgottenAfterSevenDays() {
        failed(1);
        var plan = bulks.plan(BulkAction.RETRY, ofJob("a"), "test");
        step(plan);

        engine.time.advance(Duration.ofDays(7));
        bulks.prune();
        assertThat(bulks.get(plan.plan()).done()).isEqualTo(1);
        engine.time.advance(Duration.ofSeconds(1));
        bulks.prune();

        assertThatThrownBy(() -> bulks.get(plan.plan())).hasMessageContaining("there is no plan");
        assertThatThrownBy(() -> step(plan)).hasMessageContaining("there is no plan");
        assertThatThrownBy(() -> bulks.get("x")).hasMessageContaining("there is no plan");
    }
}
