package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.StoresAround;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.schedule.Lane;
import dev.carillon.engine.segment.Lease;
import dev.carillon.engine.store.Stores;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

class DependencyRaceStoreTest {
    private final CountDownLatch fired = new CountDownLatch(1);
    private final CountDownLatch commit = new CountDownLatch(1);

    @ParameterizedTest
    @EnumSource(
            value = StoreKind.class,
            names = {"H2", "POSTGRESQL"})
    @Timeout(60)
    void theEndOfAJobFindsARunThatWaitsForItAndMayOverlapThoughBothHappenAtOnce(StoreKind kind)
            throws Exception {
        try (var engine = new EngineFixture(kind)) {
            job(engine, "extract", "");
            job(engine, "load", "overlap: allow\ndependsOn: [{job: extract}]\n");
            engine.time.advance(Duration.ofMinutes(1));
            lane(engine, engine.database, "extract").runOnce();
            var extract = engine.claim(1).getFirst();
            var load = lane(engine, held(engine.database), "load");

            var fire = onThread(load::runOnce);
            fired.await();
            var end = onThread(() -> engine.succeed(extract));
            engine.awaitWaiting("FROM job_gate");
            commit.countDown();

            fire.get();
            end.get();
            assertThat(engine.runs("load"))
                    .extracting(RunView::state)
                    .containsExactly(RunState.QUEUED);
        }
    }

    private static void job(EngineFixture engine, String name, String more) {
        engine.job(
                """
                name: %s
                task: {shell: {command: ["true"]}}
                schedules: [{id: s, every: 60s}]
                %s"""
                        .formatted(name, more));
    }

    // Of the segment of one job alone.
    private static Lane lane(EngineFixture engine, Stores stores, String job) {
        var segment = engine.segments.of(JobCatalog.idOf("default", job));
        var lane = new Lane(stores, engine.ground, engine.time::micros, () -> {}, Lease.FOR_EVER);
        lane.own(
                engine.takeSegments().stream()
                        .filter(owned -> owned.segment().equals(segment))
                        .toList());
        return lane;
    }

    // The transaction that fires one trigger is not committed until it may be.
    private Stores held(Stores stores) {
        return new StoresAround(stores) {
            @Override
            public <T> T transaction(Work<T> work) {
                return stores.transaction(
                        tx -> {
                            T result = work.in(tx);
                            if (Integer.valueOf(1).equals(result)) {
                                fired.countDown();
                                await(commit);
                            }
                            return result;
                        });
            }
        };
    }

    private static CompletableFuture<Void> onThread(Runnable work) {
        return CompletableFuture.runAsync(
                work, each -> Thread.ofPlatform().name("dependency-race-test").start(each));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
