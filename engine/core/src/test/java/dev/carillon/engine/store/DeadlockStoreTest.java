package dev.carillon.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

class DeadlockStoreTest {
    @ParameterizedTest
    @EnumSource(
            value = StoreKind.class,
            names = {"H2", "POSTGRESQL"})
    @Timeout(60)
    void ofTwoTransactionsThatWaitForEachOtherBothHappenInTheEnd(StoreKind kind) throws Exception {
        try (var engine = new EngineFixture(kind)) {
            var one = UUID.randomUUID();
            var other = UUID.randomUUID();
            engine.database.transaction(
                    tx -> {
                        tx.gates().create(one);
                        tx.gates().create(other);
                        return true;
                    });
            var bothHold = new CountDownLatch(2);
            var tries = new AtomicInteger();

            var first = locked(engine, one, other, bothHold, tries);
            var second = locked(engine, other, one, bothHold, tries);

            assertThat(first.join()).isTrue();
            assertThat(second.join()).isTrue();
            assertThat(tries).hasValueGreaterThan(2);
        }
    }

    private static CompletableFuture<Boolean> locked(
            EngineFixture engine,
            UUID first,
            UUID second,
            CountDownLatch bothHold,
            AtomicInteger tries) {
        // A thread each: the common pool may have one only.
        return CompletableFuture.supplyAsync(
                () ->
                        engine.database.transaction(
                                tx -> {
                                    tries.incrementAndGet();
                                    tx.gates().lock(first);
                                    bothHold.countDown();
                                    await(bothHold);
                                    return tx.gates().lock(second).isPresent();
                                }),
                work -> Thread.ofPlatform().name("deadlock-test").start(work));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
