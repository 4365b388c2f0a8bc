package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.run.NewRun.Cause;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

@ParameterizedClass
@EnumSource(StoreKind.class)
class KeyLimitStoreTest {
    private final EngineFixture engine;

    KeyLimitStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private void job(String more) {
        engine.job(
                """
                name: sync
                task: {shell: {command: ["true"]}}
                overlap: allow
                parameters: [{name: customer, default: a}]
                limit: {key: "customer-${customer}", concurrency: 1}
                retry: {attempts: 2, initial: 10s}
                %s
                """
                        .formatted(more));
    }

    private UUID sync(String customer) {
        return engine.run("sync", Map.of("customer", customer));
    }

    @Test
    void runsOfOneKeyGoOneAfterTheOtherAndOthersBesideThem() {
        job("");
        var first = sync("a");
        var second = sync("a");
        var other = sync("b");

        var claimed = engine.claim(10);
        assertThat(claimed).extracting(run -> run.id()).containsExactly(first, other);
        assertThat(engine.state(second)).isEqualTo(RunState.WAITING);
        assertThat(engine.views.get(second).waitsFor()).isEqualTo("KEY");
        engine.succeed(claimed.getFirst());

        assertThat(engine.claim(10)).extracting(run -> run.id()).containsExactly(second);
    }

    @Test
    void aRunThatWaitsForItsNextAttemptLeavesTheKeyToOthers() {
        job("");
        sync("a");
        var second = sync("a");
        var claimed = engine.claim(10).getFirst();

        engine.queue.finish(
                List.of(engine.finish(claimed, RunState.FAILED, null)), engine.time.micros());
        var next = engine.claim(10);
        engine.time.advance(Duration.ofSeconds(10));
        engine.queue.promote(engine.time.micros());

        assertThat(next).extracting(run -> run.id()).containsExactly(second);
        assertThat(engine.state(claimed.id())).isEqualTo(RunState.WAITING);
        engine.succeed(next.getFirst());
        assertThat(engine.claim(10)).extracting(run -> run.id()).containsExactly(claimed.id());
    }

    @Test
    void aCancelledRunGivesItsPlaceBackWhereverItWaited() {
        job("");
        var first = sync("a");
        var second = sync("a");
        var third = sync("a");

        engine.changes.cancel(second, engine.time.micros());
        engine.changes.cancel(first, engine.time.micros());

        assertThat(engine.claim(10)).extracting(run -> run.id()).containsExactly(third);
    }

    @Test
    void aHeldRunLeavesTheKeyAndTakesItsTurnAgainWhenReleased() {
        job("");
        var first = sync("a");
        var second = sync("a");

        engine.changes.hold(first, "test", engine.time.micros());
        var claimed = engine.claim(10);
        engine.changes.release(first, "test", engine.time.micros());

        assertThat(claimed).extracting(run -> run.id()).containsExactly(second);
        assertThat(engine.state(first)).isEqualTo(RunState.WAITING);
        engine.succeed(claimed.getFirst());
        assertThat(engine.claim(10)).extracting(run -> run.id()).containsExactly(first);
    }

    @Test
    void aRunThatWaitedAndWasHeldAndCancelledLeavesTheOthersTheirTurn() {
        job("");
        sync("a");
        var second = sync("a");
        var third = sync("a");
        engine.changes.hold(second, "test", engine.time.micros());
        engine.changes.cancel(second, engine.time.micros());

        engine.claim(10).forEach(engine::succeed);

        assertThat(engine.claim(10)).extracting(run -> run.id()).containsExactly(third);
    }

    @Test
    void aLostRunKeepsItsPlace() {
        job("");
        var first = sync("a");
        var second = sync("a");
        engine.claim(10);

        engine.restart();

        assertThat(engine.claim(10)).extracting(run -> run.id()).containsExactly(first);
        assertThat(engine.state(second)).isEqualTo(RunState.WAITING);
    }

    private RunView submit(String uniqueKey) {
        return engine.submissions.submit(
                "test",
                new Submissions.Wanted(
                        "default", "sync", Map.of(), null, null, Cause.MANUAL, uniqueKey, null));
    }

    @Test
    void aUniqueKeyGivesTheSameRunUntilItIsFinished() {
        job("");
        var first = submit("order-7");
        var same = submit("order-7");
        var other = submit("order-8");
        engine.claim(10).forEach(engine::succeed);
        var next = submit("order-7");

        assertThat(same.id()).isEqualTo(first.id());
        assertThat(other.id()).isNotEqualTo(first.id());
        assertThat(next.id()).isNotEqualTo(first.id());
    }

    @Test
    void theAnswerToASubmissionIsTheRunAsItIsStored() {
        job("deadline: 1h");
        var first = submit("order-7");
        var second = submit("order-8");

        assertThat(first).isEqualTo(engine.views.get(UUID.fromString(first.id())));
        assertThat(second)
                .isEqualTo(engine.views.get(UUID.fromString(second.id())))
                .returns("KEY", RunView::waitsFor);
    }
}
