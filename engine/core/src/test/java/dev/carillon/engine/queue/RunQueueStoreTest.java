package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.Usage;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.store.LogTable.LogRow;
import dev.carillon.engine.store.RunTable.Counted;
import dev.carillon.engine.store.RunTable.Kept;
import dev.carillon.engine.store.RunTable.Progress;
import dev.carillon.engine.store.RunTable.RunRow;
import dev.carillon.engine.store.RunTable.UsageRow;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

@ParameterizedClass
@EnumSource(StoreKind.class)
class RunQueueStoreTest {
    private static final String ALLOW =
            """
            name: simple
            task: {shell: {command: ["true"]}}
            overlap: allow
            retry: {attempts: 3, initial: 10s}
            """;

    private final EngineFixture engine;

    RunQueueStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    @Test
    void aDueRunIsClaimedOnceAndFinishes() {
        var run = engine.submit(engine.job(ALLOW));

        var claimed = engine.claim(10);
        var again = engine.claim(10);
        engine.succeed(claimed.getFirst());

        assertThat(claimed).hasSize(1);
        assertThat(again).isEmpty();
        assertThat(engine.state(run)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aDelayedRunIsNotClaimedBeforeItIsPromoted() {
        var job = engine.job(ALLOW);
        var run = engine.submit(job, engine.time.micros() + 5_000_000);

        assertThat(engine.claim(10)).isEmpty();
        assertThat(engine.queue.promote(engine.time.micros()).nextUs())
                .hasValue(engine.time.micros() + 5_000_000);
        engine.time.advance(Duration.ofSeconds(5));
        engine.queue.promote(engine.time.micros());

        assertThat(engine.claim(10)).extracting(claimed -> claimed.id()).containsExactly(run);
    }

    @Test
    void aRunClaimedAheadBeginsOnlyIfNobodyCancelledIt() {
        var job = engine.job(ALLOW);
        long due = engine.time.micros() + 40_000;
        var run = engine.submit(job, due);
        engine.queue.promote(due);
        var claimed = engine.claim(10);

        engine.changes.cancel(run, engine.time.micros());

        assertThat(claimed.getFirst().running()).isFalse();
        assertThat(engine.queue.begin(claimed, due)).isEmpty();
        assertThat(engine.state(run)).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void aFailedAttemptGoesBackToTheQueueAndIsKept() {
        var run = engine.submit(engine.job(ALLOW));
        var first = engine.claim(1).getFirst();

        engine.queue.finish(
                List.of(engine.finish(first, RunState.FAILED, null)), engine.time.micros());
        engine.time.advance(Duration.ofSeconds(10));
        engine.queue.promote(engine.time.micros());
        var second = engine.claim(1).getFirst();
        engine.succeed(second);

        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.fence()).isGreaterThan(first.fence());
        assertThat(engine.views.attempts(run))
                .extracting(attempt -> attempt.state())
                .containsExactly(RunState.FAILED, RunState.SUCCEEDED);
    }

    @Test
    void howFarARunHasComeIsNotedForTheAttemptThatRuns() {
        var run = engine.submit(engine.job(ALLOW));
        var stale = engine.claim(1).getFirst();
        engine.queue.progress(List.of(new Progress(stale, 12.5)), List.of());
        assertThat(engine.views.get(run).progress()).isEqualTo(12.5);

        engine.restart();
        var current = engine.claim(1).getFirst();
        assertThat(engine.views.get(run).progress()).isNull();
        engine.queue.progress(List.of(new Progress(stale, 50)), List.of());
        assertThat(engine.views.get(run).progress()).isNull();
        engine.queue.progress(List.of(new Progress(current, 60)), List.of());
        assertThat(engine.views.get(run).progress()).isEqualTo(60);
        engine.succeed(current);

        engine.queue.progress(List.of(new Progress(current, 70)), List.of());
        assertThat(engine.state(run)).isEqualTo(RunState.SUCCEEDED);
        assertThat(engine.views.get(run).progress()).isNull();
    }

    @Test
    void whatAnAttemptUsedIsKeptForItAlone() {
        var run = engine.submit(engine.job(ALLOW));
        var stale = engine.claim(1).getFirst();
        assertThat(engine.views.attempts(run).getFirst().usage()).isNull();
        var little = new Usage(Duration.ofMillis(1_500), 1_000_000);
        var more = new Usage(Duration.ofHours(100), 5_000_000_000L);
        engine.queue.progress(List.of(), List.of(new UsageRow(stale, little)));
        assertThat(usages(run)).containsExactly(little);

        engine.restart();
        var current = engine.claim(1).getFirst();
        engine.queue.progress(List.of(), List.of(new UsageRow(current, little)));
        engine.queue.progress(
                List.of(), List.of(new UsageRow(current, more), new UsageRow(stale, more)));
        var most = new Usage(Duration.ofHours(101), 6_000_000_000L);
        engine.queue.finish(
                List.of(engine.finish(current, RunState.SUCCEEDED, RunState.SUCCEEDED)),
                List.of(),
                List.of(new UsageRow(current, most)),
                engine.time.micros());

        assertThat(engine.state(run)).isEqualTo(RunState.SUCCEEDED);
        assertThat(usages(run)).endsWith(most);
    }

    @Test
    void whatAFencedAttemptUsedIsNotTakenForThatOfALaterOne() {
        var run = engine.submit(engine.job(ALLOW));
        var stale = engine.claim(1).getFirst();
        engine.restart();
        engine.claim(1);

        engine.queue.progress(
                List.of(), List.of(new UsageRow(stale, new Usage(Duration.ofSeconds(9), 9))));

        assertThat(engine.views.attempts(run)).allMatch(attempt -> attempt.usage() == null);
    }

    @Test
    void whatManyAttemptsUsedIsKeptTogetherAndNewsOfSomeReplaceIt() {
        var job = engine.job(ALLOW);
        for (int i = 0; i < 9; i++) {
            engine.submit(job);
        }
        var claimed = engine.claim(9);
        var first = rows(claimed.subList(0, 6), 1);
        engine.queue.progress(List.of(), first);

        engine.queue.progress(List.of(), rows(claimed, 2));

        assertThat(claimed)
                .allSatisfy(
                        each ->
                                assertThat(usages(each.id()))
                                        .containsExactly(new Usage(Duration.ofSeconds(2), 2)));
    }

    @Test
    void whatItsAttemptsUsedGoesWithARun() {
        var run = engine.submit(engine.job(ALLOW));
        var claimed = engine.claim(1).getFirst();
        engine.queue.progress(List.of(), rows(List.of(claimed), 1));
        engine.succeed(claimed);

        engine.database.transaction(
                tx -> {
                    tx.runs().delete(List.of(run));
                    tx.runs().keepUsage(rows(List.of(claimed), 2));
                    return true;
                });
        // Nothing else shows what is left of a run but one with its id.
        engine.database.transaction(
                tx -> {
                    tx.runs().insert(List.of(begun(claimed)));
                    return true;
                });

        assertThat(engine.views.attempts(run))
                .singleElement()
                .satisfies(
                        attempt -> {
                            assertThat(attempt.fence()).isEqualTo(claimed.fence());
                            assertThat(attempt.usage()).isNull();
                        });
    }

    private RunRow begun(ClaimedRun run) {
        return new RunRow(
                run.id(),
                run.traits(),
                "MANUAL",
                RunState.RUNNING,
                run.dueUs(),
                0,
                0,
                null,
                false,
                run.dueUs(),
                null,
                null,
                run.parameters(),
                null,
                engine.node);
    }

    private static List<UsageRow> rows(List<ClaimedRun> runs, int used) {
        return runs.stream()
                .map(run -> new UsageRow(run, new Usage(Duration.ofSeconds(used), used)))
                .toList();
    }

    private List<Usage> usages(UUID run) {
        return engine.views.attempts(run).stream()
                .flatMap(attempt -> Stream.ofNullable(attempt.usage()))
                .toList();
    }

    @Test
    void theResultOfAFencedAttemptIsRefused() {
        var run = engine.submit(engine.job(ALLOW));
        var stale = engine.claim(1).getFirst();
        engine.restart();
        var current = engine.claim(1).getFirst();

        var changed =
                engine.queue.finish(
                        List.of(engine.finish(stale, RunState.FAILED, RunState.FAILED)),
                        engine.time.micros());

        assertThat(changed).isEmpty();
        assertThat(engine.state(run)).isEqualTo(RunState.RUNNING);
        assertThat(current.fence()).isGreaterThan(stale.fence());
    }

    @Test
    void anAtMostOnceRunOfAnEndedNodeIsLostAndNotQueuedAgain() {
        var job =
                engine.job(
                        "name: once\ntask: {shell: {command: [\"true\"]}}\noverlap: allow\ndelivery: at-most-once\n");
        var run = engine.submit(job);
        engine.claim(1);

        engine.restart();

        assertThat(engine.state(run)).isEqualTo(RunState.LOST);
        assertThat(engine.claim(1)).isEmpty();
    }

    @Test
    void anAtLeastOnceRunIsLostWhenItsNodesEndTooOften() {
        var run = engine.submit(engine.job(ALLOW));

        for (int losses = 0; losses < 6; losses++) {
            assertThat(engine.claim(1)).hasSize(1);
            engine.restart();
        }

        assertThat(engine.state(run)).isEqualTo(RunState.LOST);
    }

    @Test
    void aCancelledRunningRunDoesNotRetry() {
        var run = engine.submit(engine.job(ALLOW));
        var claimed = engine.claim(1).getFirst();

        assertThat(engine.changes.cancel(run, engine.time.micros()).state())
                .isEqualTo(RunState.STOPPING);
        engine.queue.finish(
                List.of(engine.finish(claimed, RunState.FAILED, null)), engine.time.micros());

        assertThat(engine.state(run)).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void overlapSkipRefusesASecondManualRunAndFreesTheJobAtTheEnd() {
        var job = engine.job("name: alone\ntask: {shell: {command: [\"true\"]}}\n");
        engine.submit(job);

        assertThatThrownBy(() -> engine.submit(job))
                .isInstanceOf(CarillonException.class)
                .hasMessageContaining("overlap: skip");
        engine.succeed(engine.claim(1).getFirst());

        assertThat(engine.state(engine.submit(job))).isEqualTo(RunState.QUEUED);
    }

    @Test
    void overlapQueueLetsRunsGoOneAfterTheOther() {
        var job = engine.job("name: line\ntask: {shell: {command: [\"true\"]}}\noverlap: queue\n");
        var first = engine.submit(job);
        var second = engine.submit(job);
        var third = engine.submit(job);

        assertThat(engine.state(second)).isEqualTo(RunState.WAITING);
        engine.changes.cancel(second, engine.time.micros());
        engine.succeed(engine.claim(10).getFirst());

        assertThat(engine.state(first)).isEqualTo(RunState.SUCCEEDED);
        assertThat(engine.claim(10)).extracting(claimed -> claimed.id()).containsExactly(third);
    }

    @Test
    void overlapReplaceStopsTheRunningRunAndStartsTheNewestAfterIt() {
        var job =
                engine.job(
                        "name: newest\ntask: {shell: {command: [\"true\"]}}\noverlap: replace\n");
        var first = engine.submit(job);
        var claimed = engine.claim(1).getFirst();
        var second = engine.submit(job);
        var third = engine.submit(job);

        assertThat(engine.state(first)).isEqualTo(RunState.STOPPING);
        assertThat(engine.state(second)).isEqualTo(RunState.CANCELLED);
        engine.queue.finish(
                List.of(engine.finish(claimed, RunState.CANCELLED, RunState.CANCELLED)),
                engine.time.micros());

        assertThat(engine.claim(10)).extracting(each -> each.id()).containsExactly(third);
    }

    @Test
    void twoRunsAtOnceOfAReplacingJobLeaveOnlyTheNewest() {
        var job =
                engine.job(
                        "name: newest\ntask: {shell: {command: [\"true\"]}}\noverlap: replace\n");
        engine.submit(job);
        var running = engine.claim(1).getFirst();

        var both = engine.submitAll(job, 2);
        engine.queue.finish(
                List.of(engine.finish(running, RunState.CANCELLED, RunState.CANCELLED)),
                engine.time.micros());

        assertThat(engine.state(both.getFirst())).isEqualTo(RunState.CANCELLED);
        assertThat(engine.claim(10)).extracting(each -> each.id()).containsExactly(both.getLast());
    }

    @Test
    void outputStoredTwiceIsThereOnce() {
        var run = engine.submit(engine.job(ALLOW));
        var piece = new LogRow(run, 0, 3, new byte[] {1, 2, 3});

        for (int i = 0; i < 2; i++) {
            engine.database.transaction(
                    tx -> {
                        tx.logs().append(List.of(piece));
                        return true;
                    });
        }

        long size =
                engine.database.transaction(
                        tx -> tx.logs().sizes(List.of(run)).getOrDefault(run, 0L));
        List<LogRow> pieces = engine.database.transaction(tx -> tx.logs().read(run, 0, 9));
        assertThat(size).isEqualTo(3);
        assertThat(pieces).hasSize(1);
    }

    @Test
    void aClaimWhoseAnswerWasLostIsGivenBackAsNotStarted() {
        var job =
                engine.job(
                        "name: once\ntask: {shell: {command: [\"true\"]}}\noverlap: allow\ndelivery: at-most-once\n");
        var unheard = engine.submit(job);
        var heard = engine.submit(job);
        engine.claim(2);

        engine.changes.giveBack(engine.node, run -> run.id().equals(heard), engine.time.micros());

        assertThat(engine.state(unheard)).isEqualTo(RunState.QUEUED);
        assertThat(engine.state(heard)).isEqualTo(RunState.RUNNING);
    }

    @Test
    void aRunThatIsNotDueYetIsNotClaimedThoughItsPriorityIsHigher() {
        var urgent = engine.job(ALLOW.replace("simple", "urgent") + "priority: 9\n");
        var plain = engine.submit(engine.job(ALLOW));
        var later = engine.submit(urgent, engine.time.micros() + 150_000);
        engine.queue.promote(engine.time.micros() + 200_000);

        var turn = engine.queue.turn(1, engine.time.micros());
        var next = engine.queue.turn(1, engine.time.micros());

        assertThat(turn.claimed()).extracting(each -> each.id()).containsExactly(plain);
        assertThat(next.claimed()).isEmpty();
        assertThat(next.nextUs())
                .hasValue(engine.time.micros() + 150_000 - RunQueue.CLAIM_AHEAD.toNanos() / 1_000);
        assertThat(engine.state(later)).isEqualTo(RunState.QUEUED);
    }

    @Test
    void retentionKeepsTheNewestAndThoseWithALiveKey() {
        var job = engine.job(ALLOW);
        var runs = engine.submitAll(job, 5);
        engine.claim(5).forEach(engine::succeed);
        long now = engine.time.micros();
        var id = JobCatalog.idOf("default", "simple");

        var kept = new Kept(0, 0);
        var beyond =
                engine.database.transaction(
                        tx ->
                                tx.runs()
                                        .upTo(
                                                id,
                                                Counted.OTHERS,
                                                tx.runs()
                                                        .newestBeyond(id, Counted.OTHERS, 2, kept)
                                                        .orElseThrow(),
                                                kept,
                                                10));
        var old =
                engine.database.transaction(
                        tx -> tx.runs().tooOld(id, new UUID(0, 0), now + 1_000_000, kept, 10));
        engine.database.transaction(
                tx -> {
                    tx.runs().delete(beyond);
                    return true;
                });

        assertThat(beyond).containsExactlyInAnyOrderElementsOf(runs.subList(0, 3));
        assertThat(old).containsExactlyInAnyOrderElementsOf(runs);
        assertThat(engine.views.find(RunQuery.ALL, null, 10).items())
                .extracting(RunView::id)
                .containsExactly(runs.get(4).toString(), runs.get(3).toString());
    }

    @Test
    void aRunThatBeginsAheadIsNotShownAsStartedBeforeItIsDue() {
        long due = engine.time.micros() + 20_000;
        var run = engine.submit(engine.job(ALLOW), due);
        engine.queue.promote(due);

        var begun = engine.queue.begin(engine.claim(1), engine.time.micros());

        assertThat(begun).hasSize(1);
        assertThat(engine.views.get(run).startedAt()).isEqualTo(engine.views.get(run).due());
    }
}
