package dev.carillon.engine.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunView;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.UUID;

@ParameterizedClass
@EnumSource(names = {"H2", "POSTGRESQL"})
class RunReadsStoreTest {
    private final EngineFixture engine;

    RunReadsStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    @Test
    void manyRunsAreReadByOneStatementInTheOrderAskedFor() {
        var job = engine.job("{name: work, overlap: allow, task: {shell: {command: [\"true\"]}}}");
        var ids = new ArrayList<>(engine.submitAll(job, 500));
        Collections.shuffle(ids, new Random(1));
        var counted = new CountedStatements((Database) engine.database);
        var asked = new ArrayList<>(ids);
        asked.add(250, UUID.randomUUID());

        var views = counted.database().transaction(tx -> tx.reads().views(asked));

        assertThat(views)
                .extracting(RunView::id)
                .containsExactlyElementsOf(ids.stream().map(UUID::toString).toList());
        assertThat(counted.take()).hasSize(1);
    }
}
