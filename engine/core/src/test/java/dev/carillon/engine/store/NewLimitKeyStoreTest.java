package dev.carillon.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.store.GateTable.GateRow;
import dev.carillon.engine.store.TriggerTable.State;
import dev.carillon.engine.store.TriggerTable.TriggerRow;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/// A key that no run has now has no row, and two transactions may need it at once.
@ParameterizedClass
@EnumSource(
        value = StoreKind.class,
        names = {"H2", "POSTGRESQL"})
@Timeout(60)
class NewLimitKeyStoreTest {
    private static final String KEY = "db";

    private final EngineFixture engine;
    private final CountDownLatch made = new CountDownLatch(1);
    private final CountDownLatch commit = new CountDownLatch(1);

    NewLimitKeyStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    @Test
    void whoComesSecondWaitsAndSeesWhatTheFirstWrote() throws Exception {
        var first = onThread(() -> hold(new GateRow(1, 0)));
        made.await();

        var second = CompletableFuture.supplyAsync(this::lock, NewLimitKeyStoreTest::start);
        engine.awaitWaiting("INSERT INTO limit_key");
        commit.countDown();

        first.get();
        assertThat(second.get()).isEqualTo(new GateRow(1, 0));
    }

    @Test
    void whoComesSecondMakesItAgainWhenTheFirstLeftIt() throws Exception {
        var first = onThread(() -> hold(new GateRow(0, 0)));
        made.await();

        var second = CompletableFuture.supplyAsync(this::lock, NewLimitKeyStoreTest::start);
        commit.countDown();

        first.get();
        assertThat(second.get()).isEqualTo(new GateRow(0, 0));
    }

    @Test
    void aScheduleFiresThoughAnotherNodeMakesItsKeyAtThatMoment() throws Exception {
        engine.job(
                """
                name: load
                task: {shell: {command: ["true"]}}
                overlap: allow
                limit: {key: %s, concurrency: 2}
                schedules: [{id: s, every: 60s}]
                """
                        .formatted(KEY));
        var lane = engine.lane(engine.takeSegments());
        engine.time.advance(Duration.ofMinutes(1));
        var other = onThread(() -> hold(new GateRow(1, 0)));
        made.await();

        var fire = CompletableFuture.supplyAsync(lane::runOnce, NewLimitKeyStoreTest::start);
        engine.awaitWaiting("INSERT INTO limit_key");
        commit.countDown();

        other.get();
        assertThat(fire.get()).isEqualTo(1);
        assertThat(engine.runs("load")).extracting(RunView::state).containsExactly(RunState.QUEUED);
        assertThat(triggers("load")).extracting(TriggerRow::state).containsExactly(State.WAITING);
    }

    private List<TriggerRow> triggers(String job) {
        return engine.database.transaction(
                tx -> tx.triggers().ofJob(JobCatalog.idOf("default", job)));
    }

    private GateRow lock() {
        return engine.database.transaction(tx -> tx.limits().lock(KEY));
    }

    private void hold(GateRow row) {
        engine.database.transaction(
                tx -> {
                    tx.limits().lock(KEY);
                    made.countDown();
                    await(commit);
                    tx.limits().save(Map.of(KEY, row));
                    return true;
                });
    }

    private static CompletableFuture<Void> onThread(Runnable work) {
        return CompletableFuture.runAsync(work, NewLimitKeyStoreTest::start);
    }

    private static void start(Runnable work) {
        Thread.ofPlatform().name("new-limit-key-test").start(work);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
