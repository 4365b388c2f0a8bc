package dev.carillon.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.store.jdbc.CountedStatements;
import dev.carillon.engine.store.jdbc.Database;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

@ParameterizedClass
@EnumSource(names = {"H2", "POSTGRESQL"})
class ScheduleQuotaStoreTest {
    private final EngineFixture engine;
    private final CountedStatements counted;

    ScheduleQuotaStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
        counted = new CountedStatements((Database) engine.database);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private JobCatalog catalog(int mostSchedules) {
        return new JobCatalog(
                counted.database(),
                engine.segments,
                engine.time::micros,
                mostSchedules,
                (queue, placement) -> {});
    }

    private static void put(JobCatalog catalog, String name) {
        var definition =
                Definitions.parse(
                        "{name: "
                                + name
                                + ", schedules: [{every: 1h}], task: {shell: {command: [x]}}}",
                        "test");
        catalog.put(definition, "test", null, false);
    }

    private List<String> counts() {
        return counted.take().stream()
                .filter(sql -> sql.contains("COUNT(*) FROM QRTZ_TRIGGERS"))
                .toList();
    }

    @Test
    void farFromTheQuotaSchedulesAreCountedOnceForManyJobsAndBeforeAnythingIsLocked() {
        var catalog = catalog(10_000);

        put(catalog, "first");
        assertThat(counted.take().getFirst()).contains("COUNT(*) FROM QRTZ_TRIGGERS");
        put(catalog, "second");
        put(catalog, "third");

        assertThat(counts()).isEmpty();
    }

    @Test
    void nearTheQuotaTheyAreCountedEachTimeAndWhatOthersStoreCounts() {
        var here = catalog(3);
        var there = catalog(3);
        put(here, "first");
        put(there, "second");
        put(there, "third");

        assertThatThrownBy(() -> put(here, "fourth"))
                .isInstanceOf(CarillonException.class)
                .hasMessageContaining("there would be 4 schedules");
    }
}
