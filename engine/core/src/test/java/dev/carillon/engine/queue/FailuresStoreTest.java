package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.Carillon.FailureQuery;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.FailureChange;
import dev.carillon.api.FailureState;
import dev.carillon.api.FailureView;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.Finish;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

@ParameterizedClass
@EnumSource(StoreKind.class)
class FailuresStoreTest {
    private final EngineFixture engine;
    private final Failures failures;
    private final StoreKind kind;

    FailuresStoreTest(StoreKind kind) {
        this.kind = kind;
        engine = new EngineFixture(kind);
        failures = new Failures(engine.database, engine.time::micros);
        engine.job("{name: a, overlap: allow, task: {shell: {command: [\"true\"]}}}");
        engine.job("{name: b, overlap: allow, task: {shell: {command: [\"true\"]}}}");
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private Finish failed(ClaimedRun run, String message) {
        return new Finish(
                run,
                RunState.FAILED,
                RunState.FAILED,
                0,
                engine.time.micros(),
                1,
                message,
                null,
                null);
    }

    private String fail(String job, String message) {
        var id = engine.run(job, Map.of());
        var run = engine.claim(1).getFirst();
        engine.queue.finish(List.of(failed(run, message)), engine.time.micros());
        return id.toString();
    }

    private List<FailureView> open() {
        return failures.list(FailureQuery.OPEN, null, 100).items();
    }

    private FailureView only() {
        assertThat(open()).hasSize(1);
        return open().getFirst();
    }

    private List<FailureView> in(FailureState state) {
        return failures.list(new FailureQuery(Set.of(state), null, null), null, 100).items();
    }

    @Test
    void alikeFailuresAreOneGroupWithTheirNumber() {
        fail("a", "no order 17");
        engine.time.advance(Duration.ofMinutes(90));
        var last = fail("a", "no order 18");
        fail("b", "no order 17");

        assertThat(open()).extracting(FailureView::job).containsExactly("default/b", "default/a");
        var group = open().getLast();
        assertThat(group.count()).isEqualTo(2);
        assertThat(group.message()).isEqualTo("no order 18");
        assertThat(group.exitCode()).isEqualTo(1);
        assertThat(group.lastRun()).isEqualTo(last);
        assertThat(group.firstAt()).isEqualTo(EngineFixture.START);
        assertThat(group.lastAt()).isEqualTo(EngineFixture.START.plus(Duration.ofMinutes(90)));
        assertThat(group.perHour()).hasSize(24).endsWith(1L, 1L);
        assertThat(failures.get(group.fingerprint())).isEqualTo(group);
    }

    @Test
    void aRunThatIsTriedAgainOrSucceedsIsNoFailure() {
        engine.run("a", Map.of());
        engine.run("a", Map.of());
        var runs = engine.claim(2);
        engine.queue.finish(
                List.of(engine.finish(runs.get(0), RunState.FAILED, null)), engine.time.micros());
        engine.succeed(runs.get(1));

        assertThat(open()).isEmpty();
    }

    @Test
    void aLostRunIsAFailureToo() {
        engine.job(
                "{name: once, overlap: allow, delivery: at-most-once, task: {shell: {command: [\"true\"]}}}");
        var run = engine.run("once", Map.of());
        engine.claim(1);
        engine.restart();

        assertThat(engine.state(run)).isEqualTo(RunState.LOST);
        assertThat(only().lastRun()).isEqualTo(run.toString());
    }

    @Test
    void aFlowIsAFailureAndItsPartsAreNone() {
        engine.job(
                """
                name: flow
                task:
                  flow:
                    steps:
                      - {name: one, shell: {command: ["true"]}}
                """);
        var flow = engine.run("flow", Map.of());
        engine.fail(engine.claimWithParts(5).getFirst());

        assertThat(engine.state(flow)).isEqualTo(RunState.FAILED);
        assertThat(only().lastRun()).isEqualTo(flow.toString());
        assertThat(only().message()).contains("one");
    }

    @Test
    void theRunsOfAGroupAreFoundAndKnowIt() {
        var first = fail("a", "no order 17");
        fail("a", "something else");
        var second = fail("a", "no order 18");
        String fingerprint =
                engine.views.find(RunQuery.ALL, null, 1).items().getFirst().fingerprint();

        var found = engine.views.find(RunQuery.ALL.ofFailure(fingerprint), null, 100).items();

        assertThat(found).extracting(RunView::id).containsExactly(second, first);
        assertThat(engine.views.count(RunQuery.ALL.ofFailure("0".repeat(16))).count()).isZero();
    }

    @Test
    void whatIsDecidedIsKeptUntilItIsBack() {
        fail("a", "x");
        String it = only().fingerprint();
        failures.change(it, new FailureChange.Assign("ada"), "test");
        failures.change(it, new FailureChange.Note("see the firewall"), "test");

        var resolved = failures.change(it, new FailureChange.Resolve(), "test");
        assertThat(resolved.state()).isEqualTo(FailureState.RESOLVED);
        assertThat(resolved.changedBy()).isEqualTo("test");
        assertThat(open()).isEmpty();
        assertThat(in(FailureState.RESOLVED)).containsExactly(resolved);

        fail("a", "x");
        assertThat(only().state()).isEqualTo(FailureState.NEW);
        assertThat(only().assignee()).isEqualTo("ada");
        assertThat(only().note()).isEqualTo("see the firewall");
        assertThat(failures.change(it, new FailureChange.Assign(null), "test").assignee()).isNull();
    }

    @Test
    void whoKnowsOfItOrMutedItIsNotAskedAgain() {
        fail("a", "x");
        String it = only().fingerprint();

        failures.change(it, new FailureChange.Acknowledge(), "test");
        fail("a", "x");
        assertThat(only().state()).isEqualTo(FailureState.ACKNOWLEDGED);
        failures.change(it, new FailureChange.Mute(), "test");
        fail("a", "x");
        assertThat(open()).isEmpty();
        assertThat(in(FailureState.MUTED).getFirst().count()).isEqualTo(3);
    }

    @Test
    void aSnoozeHoldsForItsTime() {
        fail("a", "x");
        String it = only().fingerprint();

        failures.change(it, new FailureChange.Snooze(Duration.ofHours(2)), "test");
        fail("a", "x");
        assertThat(open()).isEmpty();
        assertThat(in(FailureState.SNOOZED).getFirst().snoozedUntil())
                .isEqualTo(EngineFixture.START.plus(Duration.ofHours(2)));
        engine.time.advance(Duration.ofHours(2));
        assertThat(only().state()).isEqualTo(FailureState.NEW);
        assertThat(in(FailureState.SNOOZED)).isEmpty();
        failures.change(it, new FailureChange.Note("back"), "test");
        assertThat(only().state()).isEqualTo(FailureState.NEW);
    }

    @Test
    void groupsAreListedInPartsByJobAndAssignee() {
        var all = new ArrayList<String>();
        for (String text : List.of("one", "two", "three")) {
            fail("a", text);
            all.addFirst(open().getFirst().fingerprint());
            engine.time.advance(Duration.ofSeconds(1));
        }
        fail("b", "four");
        failures.change(all.getFirst(), new FailureChange.Assign("ada"), "test");
        var ofA = new FailureQuery(Set.of(), "a", null);

        var first = failures.list(ofA, null, 2);
        var second = failures.list(ofA, first.cursor(), 2);

        assertThat(first.items()).extracting(FailureView::fingerprint).isEqualTo(all.subList(0, 2));
        assertThat(second.items())
                .extracting(FailureView::fingerprint)
                .containsExactly(all.getLast());
        assertThat(second.cursor()).isNull();
        assertThat(failures.list(new FailureQuery(Set.of(), null, "ada"), null, 9).items())
                .extracting(FailureView::fingerprint)
                .containsExactly(all.getFirst());
        assertThatThrownBy(() -> failures.list(ofA, "x", 2))
                .isInstanceOf(CarillonException.class)
                .hasMessageContaining("no cursor");
    }

    @Test
    void anUnknownGroupIsSaidSo() {
        assertThatThrownBy(() -> failures.get("0123456789abcdef"))
                .hasMessageContaining("there are no failures");
        assertThatThrownBy(
                        () -> failures.change("0123456789abcdef", new FailureChange.Mute(), "test"))
                .hasMessageContaining("there are no failures");
    }

    @Test
    void aGroupWithoutRunsIsRemovedAfterNinetyDays() {
        fail("a", "x");
        fail("a", "y");
        fail("a", "z");
        var groups = open();
        failures.change(groups.getFirst().fingerprint(), new FailureChange.Mute(), "test");
        engine.database.transaction(
                tx -> {
                    tx.runs()
                            .delete(
                                    groups.subList(0, 2).stream()
                                            .map(each -> java.util.UUID.fromString(each.lastRun()))
                                            .toList());
                    return true;
                });

        engine.time.advance(Duration.ofDays(90));
        failures.prune();
        assertThat(open()).hasSize(2);
        engine.time.advance(Duration.ofSeconds(1));
        failures.prune();

        assertThat(open()).containsExactly(failures.get(groups.getLast().fingerprint()));
        assertThat(in(FailureState.MUTED)).hasSize(1);
    }

    @Test
    @Timeout(60)
    void ofTwoThatFindTheSameNewGroupAtOnceBothCount() {
        if (kind == StoreKind.MEMORY) {
            // Its transactions come one after the other.
            fail("a", "x");
            fail("a", "x");
            assertThat(only().count()).isEqualTo(2);
            return;
        }
        var job = engine.job("{name: c, overlap: allow, task: {shell: {command: [\"true\"]}}}");
        engine.submitAll(job, 40);
        var runs = engine.claim(40);
        var begin = new CountDownLatch(1);

        var halves =
                List.of(runs.subList(0, 20), runs.subList(20, 40)).stream()
                        .map(
                                half ->
                                        CompletableFuture.runAsync(
                                                () -> failAll(half, begin), this::start))
                        .toList();
        begin.countDown();
        halves.forEach(CompletableFuture::join);

        assertThat(open()).hasSize(20).allMatch(group -> group.count() == 2);
    }

    private void start(Runnable work) {
        Thread.ofPlatform().name("failing-test").start(work);
    }

    // Twenty groups, each met by both at about the same time.
    private void failAll(List<ClaimedRun> runs, CountDownLatch begin) {
        try {
            begin.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < runs.size(); i++) {
            engine.queue.finish(
                    List.of(failed(runs.get(i), "error " + "abcdefghijklmnopqrst".charAt(i))),
                    engine.time.micros());
        }
    }
}
