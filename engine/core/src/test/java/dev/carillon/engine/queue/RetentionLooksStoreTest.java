package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.JobDefinition;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.store.jdbc.CountedStatements;
import dev.carillon.engine.store.jdbc.Database;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;

/// What a look at a job costs that keeps many runs.
@ParameterizedClass
@EnumSource(names = {"H2", "POSTGRESQL"})
class RetentionLooksStoreTest {
    private final EngineFixture engine;
    private final CountedStatements counted;
    private final Retention retention;
    private final JobDefinition job;

    RetentionLooksStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
        counted = new CountedStatements((Database) engine.database);
        retention =
                new Retention(
                        counted.database(), engine.catalog, engine.queue, engine.time::micros);
        job =
                engine.job(
                        "{name: work, overlap: allow, retention: {runs: 300, age: 2d}, task: {shell:"
                                + " {command: [\"true\"]}}}");
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private void finish(int runs) {
        engine.submitAll(job, runs);
        engine.claim(runs).forEach(engine::succeed);
    }

    private boolean readsThroughAll() {
        return counted.take().stream().anyMatch(sql -> sql.contains("OFFSET"));
    }

    @Test
    void whatIsKeptIsNotReadAgainBeforeATenthOfItIsNew() {
        finish(300);
        assertThat(retention.pruneOnce()).isZero();
        assertThat(readsThroughAll()).isTrue();

        finish(20);
        assertThat(retention.pruneOnce()).isZero();
        assertThat(readsThroughAll()).isFalse();
        finish(20);
        assertThat(retention.pruneOnce()).isEqualTo(40);
        assertThat(readsThroughAll()).isTrue();
    }

    @Test
    void whatIsKeptIsPassedOnceHoweverMuchIsRemoved() {
        finish(300);
        retention.pruneOnce();
        for (int i = 0; i < 11; i++) {
            finish(100);
        }
        counted.take();

        assertThat(retention.pruneOnce()).isEqualTo(1_100);
        assertThat(counted.take().stream().filter(sql -> sql.contains("OFFSET"))).hasSize(2);
    }

    @Test
    void theSweepRemovesAllThatIsNotKept() {
        finish(300);
        retention.pruneOnce();
        finish(20);
        retention.pruneOnce();
        engine.time.advance(Duration.ofHours(1));

        assertThat(retention.pruneOnce()).isEqualTo(20);
    }
}
