package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.StoresAround;
import dev.carillon.engine.store.Stores;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.concurrent.atomic.AtomicInteger;

/// The runs of a node that is gone wait for a commit: many share one.
@ParameterizedClass
@EnumSource(StoreKind.class)
class SettledAtOnceStoreTest {
    private static final int RUNS = 1_200;

    private final EngineFixture engine;

    SettledAtOnceStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    @Test
    void manyRunsOfANodeThatIsGoneAreQueuedAgainInFewCommits() {
        var job =
                engine.job("name: simple\ntask: {shell: {command: [\"true\"]}}\noverlap: allow\n");
        var runs = engine.submitAll(job, RUNS);
        assertThat(engine.claim(RUNS)).hasSize(RUNS);
        engine.database.transaction(
                tx -> {
                    tx.nodes().end(engine.node);
                    return true;
                });
        var commits = new AtomicInteger();

        var settled =
                new RunChanges(counting(commits), engine.ground).settleGone(engine.time.micros());

        assertThat(settled.requeued()).isEqualTo(RUNS);
        assertThat(commits).hasValueLessThanOrEqualTo(5);
        assertThat(engine.state(runs.getFirst())).isEqualTo(RunState.QUEUED);
        assertThat(engine.state(runs.getLast())).isEqualTo(RunState.QUEUED);
        assertThat(engine.views.attempts(runs.getLast()))
                .extracting(attempt -> attempt.state())
                .containsExactly(RunState.LOST);
    }

    private Stores counting(AtomicInteger commits) {
        return new StoresAround(engine.database) {
            @Override
            public <T> T transaction(Work<T> work) {
                commits.incrementAndGet();
                return engine.database.transaction(work);
            }
        };
    }
}
