package dev.carillon.engine.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.engine.StoreKind;
import dev.carillon.engine.store.KeyTable.KeyRow;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.stream.IntStream;

class KeyPathsStoreTest {
    private static final int KEYS = 5_000;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void oldKeysAreFoundByTheirTime(TestDatabase kind) throws Exception {
        try (var database = Database.open(StoreKind.config(StoreKind.withTables(kind), 4))) {
            database.transaction(
                    tx -> {
                        tx.keys()
                                .insert(
                                        IntStream.range(0, KEYS)
                                                .mapToObj(i -> new KeyRow("ann", "" + i, "", "", i))
                                                .toList());
                        return true;
                    });

            try (var connection = database.dedicated();
                    var statement = connection.createStatement();
                    var explain = connection.prepareStatement("EXPLAIN " + JdbcKeys.MADE_BEFORE)) {
                statement.execute("ANALYZE");
                explain.setLong(1, 10);
                explain.setInt(2, 1_000);
                try (var rows = explain.executeQuery()) {
                    var plan = new StringBuilder();
                    while (rows.next()) {
                        plan.append(rows.getString(1)).append('\n');
                    }
                    assertThat(plan.toString())
                            .containsIgnoringCase("idempotency_by_time")
                            .doesNotContain("Sort");
                }
                connection.rollback();
            }
        }
    }
}
