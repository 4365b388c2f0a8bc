package dev.carillon.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The clock of the database steps by an hour.
@ParameterizedClass
@EnumSource(StoreKind.class)
class ClockStepStoreTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final EngineFixture engine;
    private final Lane lane;

    ClockStepStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
        lane = engine.lane(engine.takeSegments());
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private void job(String more) {
        engine.job(
                """
                name: work
                task: {shell: {command: ["true"]}}
                overlap: allow
                retry: {attempts: 3, backoff: fixed, initial: 10s}
                %s
                """
                        .formatted(more));
    }

    private void step(Duration by) {
        engine.time.step(by);
        engine.changes.shift(by, engine.time.micros());
    }

    private void run(Duration time) {
        for (int second = 0; second < time.toSeconds(); second += 10) {
            engine.time.advance(Duration.ofSeconds(10));
            while (lane.runOnce() > 0) {}
            engine.queue.promote(engine.time.micros());
            engine.claim(100).forEach(engine::succeed);
        }
    }

    private List<RunView> runs() {
        return engine.runs("work");
    }

    @Test
    void aStepBackDoublesNoDueTimeAndLosesNone() {
        job("schedules: [{id: s, every: 1m}]");
        run(Duration.ofMinutes(10));
        step(HOUR.negated());
        run(Duration.ofMinutes(80));

        assertThat(runs()).extracting(RunView::nominal).doesNotHaveDuplicates().hasSize(30);
        assertThat(runs()).extracting(RunView::state).containsOnly(RunState.SUCCEEDED);
    }

    @Test
    void aStepForwardMakesARecordOfWhatItPassedAndDoublesNothing() {
        job("schedules: [{id: s, every: 1m}]");
        run(Duration.ofMinutes(10));
        step(HOUR);
        run(Duration.ofMinutes(10));

        assertThat(runs()).extracting(RunView::nominal).doesNotHaveDuplicates();
        var missed = runs().stream().filter(run -> run.state() == RunState.MISSED).toList();
        assertThat(missed).hasSize(1);
        assertThat(missed.getFirst().message()).contains("58 due times");
        assertThat(runs().size() - 1 + 58).isEqualTo(80);
    }

    @Test
    void theNextAttemptComesAfterItsDelayWhateverTheClockDoes() {
        job("");
        for (var step : List.of(HOUR.negated(), HOUR)) {
            var run = engine.run("work", Map.of());
            engine.queue.finish(
                    List.of(engine.finish(engine.claim(1).getFirst(), RunState.FAILED, null)),
                    engine.time.micros());
            step(step);
            engine.queue.promote(engine.time.micros());
            assertThat(engine.claim(1)).isEmpty();
            engine.time.advance(Duration.ofSeconds(10));
            engine.queue.promote(engine.time.micros());

            assertThat(engine.claim(1)).extracting(each -> each.id()).containsExactly(run);
        }
    }

    @Test
    void aDeadlineIsAsFarAwayAsBefore() {
        job("deadline: 10m");
        var run = engine.run("work", Map.of());
        engine.changes.hold(run, "test", engine.time.micros());

        step(HOUR);
        engine.changes.expire(engine.time.micros());
        assertThat(engine.state(run)).isEqualTo(RunState.HELD);
        engine.time.advance(Duration.ofMinutes(11));
        engine.changes.expire(engine.time.micros());

        assertThat(engine.state(run)).isEqualTo(RunState.TIMED_OUT);
    }

    @Test
    void aDelayAfterTheLastEndIsAsLongAsBefore() {
        job("schedules: [{id: s, delay: 10m}]");
        engine.time.advance(Duration.ofSeconds(1));
        while (lane.runOnce() > 0) {}
        engine.claim(1).forEach(engine::succeed);

        step(HOUR.negated());
        run(Duration.ofMinutes(10));

        assertThat(runs()).hasSize(2);
    }

    @Test
    void aRunForATimeToComeStaysAtThatTime() {
        var job = engine.job("{name: work, overlap: allow, task: {shell: {command: [\"true\"]}}}");
        var run = engine.submit(job, engine.time.micros() + HOUR.toNanos() / 1_000);

        step(HOUR);
        engine.queue.promote(engine.time.micros());

        assertThat(engine.claim(1)).extracting(each -> each.id()).containsExactly(run);
    }
}
