package dev.carillon.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.CarillonException;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.store.EventTable.Position;
import dev.carillon.engine.store.JobTable.JobRow;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// On PostgreSQL the last statement of a transaction, which stores its event, brings the COMMIT along.
class LastStatementStoreTest {
    private final EngineFixture engine = new EngineFixture(StoreKind.POSTGRESQL);
    private final Stores stores = engine.database;

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private static JobRow job(String name) {
        var id = JobCatalog.idOf("default", name);
        return new JobRow(id, "default", name, 1, 1, false, false, 0, "test", 0, null);
    }

    private boolean stored(String name) {
        return stores.transaction(tx -> tx.jobs().find(JobCatalog.idOf("default", name)))
                .isPresent();
    }

    private List<String> told(Position after) {
        return stores.transaction(tx -> tx.events().after(after, 100, 100)).rows().stream()
                .flatMap(event -> event.jobs().stream())
                .toList();
    }

    // Nothing is told while a transaction of whichever database began earlier.
    private void awaitTold(Position after, int count) {
        await().atMost(Duration.ofSeconds(30)).until(() -> told(after).size() >= count);
    }

    @Test
    void theChangeAndItsEventAreCommitted() {
        var begin = stores.transaction(tx -> tx.events().last());

        for (int number = 0; number < 12; number++) {
            insert(job("job-" + number));
        }

        assertThat(stored("job-11")).isTrue();
        awaitTold(begin, 12);
        assertThat(told(begin)).contains("default/job-0", "default/job-11");
    }

    @Test
    void aStatementThatFailedIsNotCommittedOver() {
        insert(job("there"));
        var begin = stores.transaction(tx -> tx.events().last());

        assertThatThrownBy(() -> stores.transaction(LastStatementStoreTest::insertTwice))
                .isInstanceOf(CarillonException.class)
                .hasMessageContaining("aborted");

        assertThat(stored("new")).isFalse();
        insert(job("next"));
        assertThat(stored("next")).isTrue();
        awaitTold(begin, 1);
        assertThat(told(begin)).containsExactly("default/next");
    }

    private void insert(JobRow job) {
        stores.transaction(
                tx -> {
                    tx.jobs().insert(job);
                    return true;
                });
    }

    private static boolean insertTwice(Tx tx) {
        tx.jobs().insert(job("new"));
        assertThatThrownBy(() -> tx.jobs().insert(job("there"))).isInstanceOf(StoreFailure.class);
        return true;
    }
}
