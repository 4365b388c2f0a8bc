package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.StoresAround;
import dev.carillon.engine.store.Stores;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

@ParameterizedClass
@EnumSource(StoreKind.class)
class RetentionStoreTest {
    private static final String JOB =
            """
            name: short
            task: {shell: {command: ["true"]}}
            overlap: allow
            retention: {runs: 3, age: 2d}
            """;

    private final EngineFixture engine;
    private final Retention retention;

    RetentionStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
        retention =
                new Retention(engine.database, engine.catalog, engine.queue, engine.time::micros);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private int stored() {
        return engine.views.find(RunQuery.ALL, null, 100).items().size();
    }

    @Test
    void aNodeThatEndsDoesNotWaitUntilAllIsRemoved() {
        engine.submitAll(engine.job(JOB), 450);
        engine.claim(450).forEach(engine::succeed);
        var meanwhile = new ArrayList<Runnable>();
        var ending =
                new Retention(
                        database(() -> meanwhile.forEach(Runnable::run)),
                        engine.catalog,
                        engine.queue,
                        engine.time::micros);
        meanwhile.add(ending::stop);

        int removed = ending.pruneOnce();

        assertThat(removed).isPositive().isLessThan(447);
        assertThat(retention.pruneOnce() + removed).isEqualTo(447);
    }

    // Something happens in the first transaction that removes runs.
    private Stores database(Runnable meanwhile) {
        return new StoresAround(engine.database) {
            @Override
            public <T> T transaction(Work<T> work) {
                T result = engine.database.transaction(work);
                if (result instanceof List<?> removed && !removed.isEmpty()) {
                    meanwhile.run();
                }
                return result;
            }
        };
    }

    @Test
    void onlyTheNewestFinishedRunsAreKeptAndOpenOnesAlways() {
        var job = engine.job(JOB);
        engine.submitAll(job, 5);
        engine.claim(5).forEach(engine::succeed);
        engine.submitAll(job, 4);

        int removed = retention.pruneOnce();

        assertThat(removed).isEqualTo(2);
        assertThat(stored()).isEqualTo(3 + 4);
    }

    /// In parts, each of which begins where the one before ended.
    @Test
    void manyRunsOlderThanTheAgeGoAtOnce() {
        var job = engine.job(JOB.replace("runs: 3", "runs: 1000"));
        engine.submitAll(job, 450);
        engine.claim(450).forEach(engine::succeed);

        engine.time.advance(Duration.ofHours(49));
        engine.submitAll(job, 2);
        engine.claim(2).forEach(engine::succeed);

        assertThat(retention.pruneOnce()).isEqualTo(450);
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void betweenTheSweepsAJobIsLookedAtWhenManyOfItsRunsHaveFinished() {
        var job = engine.job(JOB);
        retention.pruneOnce();

        engine.submitAll(job, 19);
        engine.claim(19).forEach(engine::succeed);
        assertThat(retention.pruneOnce()).isZero();
        engine.submit(job);
        engine.succeed(engine.claim(1).getFirst());

        assertThat(retention.pruneOnce()).isEqualTo(20 - 3);
    }

    @Test
    void runsOlderThanTheAgeGoAtTheNextSweepAlsoThoseOfADeletedJob() {
        var job = engine.job(JOB);
        engine.submitAll(job, 2);
        engine.claim(2).forEach(engine::succeed);
        engine.catalog.delete(job.namespace(), job.name(), "test");
        retention.pruneOnce();

        engine.time.advance(Duration.ofHours(47));
        int early = retention.pruneOnce();
        engine.time.advance(Duration.ofHours(2));
        int removed = retention.pruneOnce();

        assertThat(early).isZero();
        assertThat(removed).isEqualTo(2);
        assertThat(stored()).isZero();
    }

    @Test
    void aFailedRunStaysUntilSomebodyHasDealtWithIt() {
        var job = engine.job(JOB);
        var failed = engine.submit(job);
        engine.fail(engine.claim(1).getFirst());
        engine.submitAll(job, 5);
        engine.claim(5).forEach(engine::succeed);

        retention.pruneOnce();
        engine.time.advance(Duration.ofHours(49));
        retention.pruneOnce();
        assertThat(engine.state(failed)).isEqualTo(RunState.FAILED);
        engine.changes.dismiss(failed, "test", engine.time.micros());
        engine.time.advance(Duration.ofHours(25));
        retention.pruneOnce();

        assertThat(stored()).isZero();
    }

    @Test
    void whatSomebodyHasJustDealtWithStaysSoThatItCanBeTakenBack() {
        var job = engine.job(JOB);
        engine.submitAll(job, 5);
        var failed = engine.claim(5);
        failed.forEach(engine::fail);
        failed.forEach(run -> engine.changes.dismiss(run.id(), "test", engine.time.micros()));
        engine.submitAll(job, 4);
        engine.claim(4).forEach(engine::succeed);

        retention.pruneOnce();
        assertThat(stored()).isEqualTo(5 + 3);
        failed.forEach(run -> engine.changes.reopen(run.id(), "test", engine.time.micros()));
        engine.time.advance(Duration.ofHours(25));
        retention.pruneOnce();

        assertThat(stored()).isEqualTo(5 + 3);
    }

    @Test
    void thePartsOfAFlowStayAsLongAsItDoes() {
        engine.job(
                "{name: split, shards: 5, retention: {runs: 1, age: 2d}, task: {shell: {command:"
                        + " [\"true\"]}}}");
        for (int i = 0; i < 2; i++) {
            engine.run("split", Map.of());
            engine.claimWithParts(10).forEach(engine::succeed);
        }

        retention.pruneOnce();
        assertThat(stored()).isEqualTo(6);
        engine.time.advance(Duration.ofHours(49));
        retention.pruneOnce();

        assertThat(stored()).isZero();
    }
}
