package dev.carillon.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.CarillonException;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.engine.store.jdbc.NodeSession;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.sql.DriverManager;
import java.util.ArrayList;
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
            breakConnections(place, "application_name LIKE 'carillon%'");

            session.renew();

            var holding = own.transaction(tx -> tx.nodes().sight()).sessions();
            assertThat(holding).containsExactly(node);
        }
    }

    @Test
    void itIsOpenedAgainWhileTheServerHoldsOnToTheConnectionThatBroke() throws Exception {
        var place = TestDatabase.POSTGRESQL.fresh();
        var node = UUID.randomUUID();
        try (var own = Database.prompt(StoreKind.config(place, CONNECTIONS));
                var before = NodeSession.of(own, own, node);
                var session = NodeSession.of(own, own, node)) {
            assertThat(session.renew()).as("the newer one is broken").isFalse();
            assertThat(before.renew()).as("the server held on to the one before").isTrue();
        }
    }

    @Test
    void howeverOftenItCannotBeOpenedItIsWhenItCanAgain() throws Exception {
        var place = TestDatabase.POSTGRESQL.fresh();
        String user = "limited_" + UUID.randomUUID().toString().replace("-", "");
        execute(place, "CREATE ROLE " + user + " LOGIN PASSWORD 'x'");
        var limited = new TestDatabase.Place(place.url(), user, "x");
        var node = UUID.randomUUID();
        try (var own = Database.prompt(StoreKind.config(limited, CONNECTIONS));
                var session = NodeSession.of(own, own, node)) {
            breakConnections(place, "usename = '" + user + "'");
            // What this user may not end.
            try (var powerful = Database.prompt(StoreKind.config(place, CONNECTIONS));
                    var _ = NodeSession.of(powerful, powerful, node)) {
                for (int i = 0; i < CONNECTIONS; i++) {
                    assertThatThrownBy(session::renew)
                            .isInstanceOf(CarillonException.class)
                            .hasMessageContaining("terminate");
                }
            }

            // The server ends the other one a moment after its connection is closed.
            await().ignoreExceptionsInstanceOf(CarillonException.class).until(session::renew);
        }
    }

    @Test
    @Timeout(60)
    void oneThatHangsWhileItJoinsDoesNotKeepTheOthersFromJoining() throws Exception {
        var place = TestDatabase.POSTGRESQL.fresh();
        var config = StoreKind.config(place, CONNECTIONS);
        try (var one = Database.open(config);
                var other = Database.open(config);
                var hanging = NodeSession.of(one, one, UUID.randomUUID());
                var joining = NodeSession.of(other, other, UUID.randomUUID())) {
            var joined = new ArrayList<String>();

            hanging.alone(() -> joining.alone(() -> joined.add("all the same")));

            assertThat(joined).containsExactly("all the same");
        }
    }

    private static void execute(TestDatabase.Place place, String sql) throws Exception {
        try (var connection =
                        DriverManager.getConnection(place.url(), place.user(), place.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    // As when the server or the network ends them.
    private static void breakConnections(TestDatabase.Place place, String which) throws Exception {
        try (var connection =
                        DriverManager.getConnection(place.url(), place.user(), place.password());
                var statement = connection.createStatement()) {
            var ended =
                    statement.executeQuery(
                            """
                            SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
                            WHERE datname = current_database() AND\s"""
                                    + which);
            ended.next();
            assertThat(ended.getLong(1)).as("connections with %s", which).isPositive();
        }
    }
}
