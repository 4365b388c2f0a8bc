package dev.carillon.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.engine.StoreKind;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.engine.store.jdbc.NodeSession;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.api.Test;

import java.sql.DriverManager;
import java.util.Map;
import java.util.UUID;

/// The session by which other nodes know that a process lives.
class NodeSessionStoreTest {
    private static final int CONNECTIONS = 4;

    @Test
    void itIsOpenedAgainAtOnceWhenAllConnectionsOfTheEngineAreInUse() throws Exception {
        var place = TestDatabase.POSTGRESQL.fresh();
        var config = StoreKind.config(place, CONNECTIONS);
        var node = UUID.randomUUID();
        try (var database = Database.open(config);
                var own = Database.prompt(config);
                var session = NodeSession.of(own, database, node)) {
            own.transaction(
                    tx -> {
                        tx.nodes()
                                .insert(
                                        new NodeTable.NodeRow(
                                                node,
                                                "a",
                                                0,
                                                1,
                                                Map.of(),
                                                null,
                                                NodeTable.Presence.ALONE));
                        return true;
                    });
            for (int i = 0; i < CONNECTIONS; i++) {
                database.dedicated().setAutoCommit(true);
            }
            breakConnectionsOf(node, place);

            session.renew();

            var holding = own.transaction(tx -> tx.nodes().sight()).sessions();
            assertThat(holding).containsExactly(node);
        }
    }

    // As when the server or the network ends them.
    private static void breakConnectionsOf(UUID node, TestDatabase.Place place) throws Exception {
        try (var connection =
                        DriverManager.getConnection(place.url(), place.user(), place.password());
                var statement = connection.createStatement()) {
            var ended =
                    statement.executeQuery(
                            """
                            SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
                            WHERE datname = current_database() AND application_name LIKE 'carillon%'
                            """);
            ended.next();
            assertThat(ended.getLong(1)).as("connections of node %s", node).isPositive();
        }
    }
}
