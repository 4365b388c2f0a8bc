package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.RunState;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;

@ParameterizedClass
@EnumSource(StoreKind.class)
class HoldStoreTest {
    private final EngineFixture engine;

    HoldStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private void job(String more) {
        engine.job(
                """
                name: simple
                task: {shell: {command: ["true"]}}
                %s
                """
                        .formatted(more));
    }

    @Test
    void aHeldRunDoesNotStartUntilItIsReleased() {
        job("overlap: allow");
        var run = engine.run("simple", Map.of());

        engine.changes.hold(run, "test", engine.time.micros());
        var none = engine.claim(10);
        engine.changes.release(run, "test", engine.time.micros());

        assertThat(none).isEmpty();
        assertThat(engine.claim(10)).extracting(each -> each.id()).containsExactly(run);
    }

    @Test
    void atMostOnceRunsThatAreDueAndHaveNotBegunAreHeld() {
        String task = "overlap: allow, task: {shell: {command: [\"true\"]}}}";
        var once = engine.job("{name: once, delivery: at-most-once, " + task);
        var again = engine.submit(engine.job("{name: again, " + task));
        var begun = engine.submit(once);
        engine.claim(2);
        var due = engine.submit(once);
        var later = engine.submit(once, engine.time.micros() + 60_000_000);

        int held = engine.changes.holdAtMostOnce("test", engine.time.micros());

        assertThat(held).isOne();
        assertThat(List.of(again, begun, due, later))
                .extracting(engine::state)
                .containsExactly(
                        RunState.RUNNING, RunState.RUNNING, RunState.HELD, RunState.DELAYED);
        engine.changes.release(due, "test", engine.time.micros());
        assertThat(engine.claim(10)).extracting(each -> each.id()).containsExactly(due);
    }

    @Test
    void aHeldDelayedRunIsStillDelayedWhenReleasedBeforeItsTime() {
        var job =
                engine.job("{name: simple, overlap: allow, task: {shell: {command: [\"true\"]}}}");
        var run = engine.submit(job, engine.time.micros() + 60_000_000);

        engine.changes.hold(run, "test", engine.time.micros());
        engine.time.advance(Duration.ofSeconds(10));
        engine.changes.release(run, "test", engine.time.micros());

        assertThat(engine.state(run)).isEqualTo(RunState.DELAYED);
        engine.time.advance(Duration.ofSeconds(50));
        engine.queue.promote(engine.time.micros());
        assertThat(engine.claim(10)).hasSize(1);
    }

    @Test
    void aRunningRunCannotBeHeldNorAQueuedOneReleased() {
        job("overlap: allow");
        var run = engine.run("simple", Map.of());

        assertThatThrownBy(() -> engine.changes.release(run, "test", engine.time.micros()))
                .hasMessageContaining("not HELD");
        engine.claim(10);
        assertThatThrownBy(() -> engine.changes.hold(run, "test", engine.time.micros()))
                .hasMessageContaining("only a run that has not begun");
    }

    @Test
    void aHeldRunThatWaitedForAnotherWaitsAgainWhileThatRuns() {
        job("overlap: queue");
        var first = engine.run("simple", Map.of());
        var second = engine.run("simple", Map.of());
        var running = engine.claim(10).getFirst();

        engine.changes.hold(second, "test", engine.time.micros());
        engine.changes.release(second, "test", engine.time.micros());
        assertThat(engine.state(second)).isEqualTo(RunState.WAITING);
        engine.changes.hold(second, "test", engine.time.micros());
        engine.succeed(running);
        assertThat(engine.state(second)).isEqualTo(RunState.HELD);
        engine.changes.release(second, "test", engine.time.micros());

        assertThat(running.id()).isEqualTo(first);
        assertThat(engine.claim(10)).extracting(each -> each.id()).containsExactly(second);
    }

    @Test
    void whatHasNotBegunByItsDeadlineIsTimedOut() {
        job("overlap: queue\ndeadline: 1m");
        var first = engine.run("simple", Map.of());
        var second = engine.run("simple", Map.of());
        engine.claim(10);
        engine.time.advance(Duration.ofSeconds(61));

        engine.changes.expire(engine.time.micros());

        assertThat(engine.state(first)).isEqualTo(RunState.RUNNING);
        assertThat(engine.state(second)).isEqualTo(RunState.TIMED_OUT);
    }
}
