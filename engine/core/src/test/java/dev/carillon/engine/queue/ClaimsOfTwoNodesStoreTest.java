package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/// Two nodes claim at the same time; what one has locked the other passes over.
@Timeout(60)
class ClaimsOfTwoNodesStoreTest {
    private static final int QUEUED = 10;

    private final EngineFixture engine = new EngineFixture(StoreKind.POSTGRESQL);

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    @Test
    void aNodeWithOneFreeSlotLeavesTheOtherRunsToANodeWithMany() {
        submit();

        var turn = claimWhileAnotherClaims(1);

        assertThat(turn.claimed()).hasSize(QUEUED - 1);
    }

    @Test
    void whatAnotherNodeIsClaimingIsLookedForAgainSoon() {
        submit();

        var turn = claimWhileAnotherClaims(QUEUED);

        assertThat(turn.claimed()).isEmpty();
        assertThat(turn.nextUs().orElseThrow() - engine.time.micros())
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofMillis(50).toNanos() / 1_000);
    }

    private void submit() {
        var job =
                engine.job("name: simple\ntask: {shell: {command: [\"true\"]}}\noverlap: allow\n");
        IntStream.range(0, QUEUED).forEach(_ -> engine.submit(job));
    }

    private Turn claimWhileAnotherClaims(int runs) {
        return engine.database.transaction(
                other -> {
                    int line = other.runs().linesWithRuns().getFirst();
                    long now = engine.time.micros();
                    assertThat(other.runs().queued(line, runs, now, now)).hasSize(runs);
                    return CompletableFuture.supplyAsync(
                                    () -> engine.queue.turn(QUEUED, now),
                                    each -> Thread.ofPlatform().name("other-node").start(each))
                            .join();
                });
    }
}
