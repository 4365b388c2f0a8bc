package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Definitions;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.PlainRules;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.run.ClaimedRun;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;

@ParameterizedClass
@EnumSource(StoreKind.class)
class QueueLimitStoreTest {
    private final EngineFixture engine;

    QueueLimitStoreTest(StoreKind kind) {
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
                overlap: allow
                %s
                """
                        .formatted(name, more));
    }

    private void queue(String definition) {
        engine.queues.put(Definitions.parseQueue(definition, "test"), null, "test");
    }

    private void submit(String name, int count) {
        for (int i = 0; i < count; i++) {
            engine.run(name, Map.of());
        }
    }

    private List<String> claimed(int slots) {
        return engine.claim(slots).stream().map(ClaimedRun::jobKey).toList();
    }

    @Test
    void noMoreRunsOfAQueueAreUnderWayThanItsLimit() {
        job("mail", "queue: mail");
        queue("{name: mail, concurrency: 2}");
        submit("mail", 5);

        var first = engine.claim(10);
        var none = engine.claim(10);
        engine.succeed(first.getFirst());
        var next = engine.claim(10);

        assertThat(first).hasSize(2);
        assertThat(none).isEmpty();
        assertThat(next).hasSize(1);
    }

    @Test
    void aFullQueueDoesNotHoldBackAnother() {
        job("mail", "queue: mail");
        job("other", "queue: other");
        queue("{name: mail, concurrency: 1}");
        submit("mail", 50);
        submit("other", 3);

        assertThat(claimed(10))
                .containsExactlyInAnyOrder(
                        "default/mail", "default/other", "default/other", "default/other");
    }

    @Test
    void beyondALimitTheOldestDueGoesFirst() {
        job("mail", "queue: mail");
        queue("{name: mail, concurrency: 1}");
        var first = engine.run("mail", Map.of());
        engine.time.advance(Duration.ofSeconds(1));
        var second = engine.run("mail", Map.of());

        var claimed = engine.claim(10);
        engine.succeed(claimed.getFirst());
        var then = engine.claim(10);

        assertThat(claimed.getFirst().id()).isEqualTo(first);
        assertThat(then.getFirst().id()).isEqualTo(second);
    }

    @Test
    void aRateLetsItsBurstGoAndThenOneForEachToken() {
        job("mail", "queue: mail");
        queue("{name: mail, rate: {count: 6, per: 1m, burst: 2}}");
        submit("mail", 10);

        var burst = engine.claim(10);
        var none = engine.queue.turn(10, engine.time.micros());
        engine.time.advance(Duration.ofSeconds(10));
        var one = engine.claim(10);

        assertThat(burst).hasSize(2);
        assertThat(none.claimed()).isEmpty();
        assertThat(none.nextUs()).hasValue(engine.time.micros());
        assertThat(one).hasSize(1);
    }

    @Test
    void aPausedQueueStartsNothingUntilItIsResumed() {
        job("mail", "queue: mail");
        submit("mail", 2);

        engine.queues.pause("mail", null, "test");
        var none = engine.claim(10);
        engine.queues.resume("mail", "test");

        assertThat(none).isEmpty();
        assertThat(engine.claim(10)).hasSize(2);
    }

    @Test
    void aTurnTellsSinceWhenNothingKeepsTheRunsOfAQueue() {
        job("mail", "queue: mail");
        job("other", "queue: other");
        submit("mail", 3);
        submit("other", 1);

        var open = turn(1);
        engine.queues.pause("mail", null, "test");
        var paused = turn(10);
        engine.time.advance(Duration.ofHours(1));
        engine.queues.resume("mail", "test");
        long resumedUs = engine.time.micros();
        var resumed = turn(1);
        engine.time.advance(Duration.ofHours(1));
        queue("{name: mail, concurrency: 5}");
        var limited = turn(1);

        assertThat(open.openSinceUs()).isEmpty();
        assertThat(paused.openSinceUs()).isEqualTo(Map.of("mail", Long.MAX_VALUE));
        assertThat(resumed.openSinceUs()).isEqualTo(Map.of("mail", resumedUs));
        assertThat(limited.claimed()).hasSize(1);
        assertThat(limited.openSinceUs()).isEqualTo(Map.of("mail", Long.MAX_VALUE));
    }

    private Turn turn(int slots) {
        return engine.queue.turn(slots, engine.time.micros());
    }

    @Test
    void aQueueThatIsPausedForAWhileGoesOnByItself() {
        job("mail", "queue: mail");
        submit("mail", 1);

        engine.queues.pause("mail", Duration.ofHours(2), "test");
        var none = engine.queue.turn(10, engine.time.micros());
        engine.time.advance(Duration.ofHours(2));

        assertThat(none.claimed()).isEmpty();
        assertThat(none.nextUs()).hasValue(engine.time.micros());
        assertThat(engine.claim(10)).hasSize(1);
    }

    @Test
    void aLimitThatIsChangedForAWhileFallsBack() {
        job("mail", "queue: mail");
        queue("{name: mail, concurrency: 1}");
        submit("mail", 10);
        engine.queues.put(
                Definitions.parseQueue("{name: mail, concurrency: 3}", "test"),
                Duration.ofHours(2),
                "test");

        var three = engine.claim(10);
        engine.time.advance(Duration.ofHours(2));
        engine.succeed(three.getFirst());
        engine.succeed(three.get(1));
        var stillFull = engine.claim(10);
        engine.succeed(three.get(2));

        assertThat(three).hasSize(3);
        assertThat(stillFull).isEmpty();
        assertThat(engine.claim(10)).hasSize(1);
    }

    @Test
    void aLimitThatIsSetWhileRunsAreUnderWayCountsThem() {
        job("mail", "queue: mail");
        submit("mail", 4);
        var two = engine.claim(2);

        queue("{name: mail, concurrency: 2}");

        assertThat(engine.claim(10)).isEmpty();
        engine.succeed(two.getFirst());
        assertThat(engine.claim(10)).hasSize(1);
    }

    @Test
    void freeSlotsAreDividedByWeight() {
        job("heavy", "queue: heavy");
        job("light", "queue: light");
        queue("{name: heavy, weight: 3}");
        submit("heavy", 40);
        submit("light", 40);

        var claimed = claimed(40);

        assertThat(claimed.stream().filter("default/heavy"::equals)).hasSize(30);
    }

    @Test
    void aHeavyRunWaitsForItsSlotsAndIsNotOvertakenForEver() {
        job("heavy", "weight: 3");
        job("light", "");
        var heavy = engine.run("heavy", Map.of());
        engine.time.advance(Duration.ofSeconds(1));
        submit("light", 5);

        assertThat(engine.claim(2)).isEmpty();
        var claimed = engine.claim(4);

        assertThat(claimed.getFirst().id()).isEqualTo(heavy);
        assertThat(claimed).hasSize(2);
    }

    @Test
    void aRunIsTakenOnlyByANodeWithItsLabels() {
        job("windows", "placement: {labels: {os: windows}}");
        job("anywhere", "");
        submit("windows", 3);
        submit("anywhere", 1);

        assertThat(claimed(10)).containsExactly("default/anywhere");
    }

    @Test
    void aNodeWithTheLabelsTakesTheRun() {
        job("windows", "placement: {labels: {os: windows}}");
        submit("windows", 2);
        var labelled = new PlainRules(10, Map.of("os", "windows", "zone", "a"));
        var there = new RunQueue(engine.database, engine.ground, engine.node, labelled);

        assertThat(there.claim(10, engine.time.micros())).hasSize(2);
    }

    @Test
    void priorityGoesFirstWithinItsBound() {
        job("low", "priority: 0");
        job("high", "priority: 9");
        var early = engine.run("low", Map.of());
        engine.time.advance(Duration.ofMinutes(8));
        var within = engine.run("high", Map.of());
        engine.time.advance(Duration.ofMinutes(2));
        var beyond = engine.run("high", Map.of());

        assertThat(engine.claim(3))
                .extracting(ClaimedRun::id)
                .containsExactly(within, early, beyond);
    }
}
