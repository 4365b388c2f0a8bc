package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.RunState;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.PlainRules;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.StoresAround;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A commit may take effect after its client gave it up: its standby came back, or the way to the server was cut.
@Timeout(60)
class LateCommitStoreTest {
    private final EngineFixture engine = new EngineFixture(StoreKind.POSTGRESQL);

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    @Test
    void aClaimThatIsCommittedLateIsGivenBackToo() throws Exception {
        var run =
                engine.submit(
                        engine.job(
                                "name: once\ntask: {shell: {command: [\"true\"]}}\ndelivery: at-most-once\n"));
        var claimed = new CountDownLatch(1);
        var commit = new CountDownLatch(1);
        var claim = onThread(() -> claimUntil(claimed, commit));
        claimed.await();

        var givenBack =
                onThread(
                        () ->
                                engine.changes.giveBack(
                                        engine.node, _ -> false, engine.time.micros()));

        assertThatThrownBy(() -> givenBack.get(500, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        commit.countDown();
        claim.get();
        givenBack.get();
        assertThat(engine.state(run)).isEqualTo(RunState.QUEUED);
    }

    private void claimUntil(CountDownLatch claimed, CountDownLatch commit) {
        var slow =
                new StoresAround(engine.database) {
                    @Override
                    public <T> T transaction(Work<T> work) {
                        return engine.database.transaction(
                                tx -> {
                                    T result = work.in(tx);
                                    claimed.countDown();
                                    await(commit);
                                    return result;
                                });
                    }
                };
        new RunQueue(slow, engine.ground, engine.node, new PlainRules(100))
                .claim(1, engine.time.micros());
    }

    private static CompletableFuture<Void> onThread(Runnable work) {
        return CompletableFuture.runAsync(
                work, each -> Thread.ofPlatform().name("late-commit-test").start(each));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
