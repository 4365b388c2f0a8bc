package dev.carillon.engine.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.engine.StoreKind;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.store.TriggerTable.Key;
import dev.carillon.engine.store.TriggerTable.NewTrigger;
import dev.carillon.engine.store.TriggerTable.State;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

class TriggerPathsStoreTest {
    private static final int TRIGGERS = 2_000;

    // The statistics are of a time at which no two were due together. By the index over state and
    // time each of many that are due
    // at one time later would be looked for among all of them.
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void oneOfManyThatAreDueAtOneTimeIsFoundByItsKey(TestDatabase kind) throws Exception {
        try (var database = Database.open(StoreKind.config(StoreKind.withTables(kind), 4))) {
            fill(database);

            try (var connection = database.dedicated()) {
                assertThat(plan(connection))
                        .containsIgnoringCase(
                                kind == TestDatabase.H2 ? "PRIMARY_KEY" : "qrtz_triggers_pkey");
            }
        }
    }

    private static void fill(Database database) throws SQLException {
        database.transaction(
                tx -> {
                    for (int i = 0; i < TRIGGERS; i++) {
                        tx.triggers().insert(due("job-" + i, 1_000L + i));
                    }
                    return true;
                });
        try (var connection = database.dedicated();
                var statement = connection.createStatement()) {
            statement.execute("ANALYZE");
            connection.commit();
        }
    }

    private static NewTrigger due(String job, long millis) {
        return new NewTrigger(
                new Key("segment-0", "schedule", "default/" + job),
                job,
                "default",
                millis,
                null,
                5,
                State.WAITING,
                0,
                UUID.randomUUID(),
                1,
                Ids.ofName("job:default/" + job),
                0,
                false);
    }

    private static String plan(Connection connection) throws SQLException {
        try (var explain = connection.prepareStatement("EXPLAIN " + JdbcTriggers.ADVANCE)) {
            explain.setLong(1, 1_000);
            explain.setLong(2, 2_000);
            explain.setString(3, State.WAITING.name());
            explain.setString(4, "segment-0");
            explain.setString(5, "schedule");
            explain.setString(6, "default/job-7");
            explain.setLong(7, 1_000);
            explain.setInt(8, 1);
            explain.setLong(9, 0);
            explain.setLong(10, 0);
            explain.setLong(11, 0);
            try (var rows = explain.executeQuery()) {
                var text = new StringBuilder();
                while (rows.next()) {
                    text.append(rows.getString(1)).append('\n');
                }
                return text.toString();
            }
        } finally {
            connection.rollback();
        }
    }
}
