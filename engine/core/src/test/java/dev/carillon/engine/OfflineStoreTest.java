package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import dev.carillon.api.Carillon.SegmentView;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.segment.Resize;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.NodeTable.Presence;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.engine.store.jdbc.DatabaseConfig;
import dev.carillon.engine.store.jdbc.NodeSession;
import dev.carillon.testkit.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The number of segments from the first start of a node over later ones, and changed in between.
class OfflineStoreTest {
    private static final String JOBS =
            """
            name: often
            task: {http: {url: "http://127.0.0.1:1/"}}
            schedules: [{id: s, every: 1s}]
            """;

    @TempDir Path folder;

    private static DatabaseConfig database(TestDatabase kind) {
        return StoreKind.config(kind.fresh(), 6);
    }

    private Engine start(DatabaseConfig database, @Nullable Integer segments) {
        return start(database, segments, () -> {});
    }

    private Engine start(DatabaseConfig database, @Nullable Integer segments, Runnable givenUp) {
        return Engine.start(
                new EngineConfig(
                        "a",
                        folder,
                        folder.resolve("plugins"),
                        database,
                        2,
                        2,
                        10,
                        segments,
                        Map.of(),
                        Map.of(),
                        Presence.ALONE),
                Engine.Clusters.ALONE,
                givenUp);
    }

    private static void resize(DatabaseConfig config, int segments, int before) {
        try (var database = Offline.open(config)) {
            assertThat(database.resize(new Segments(segments), jobs -> {}))
                    .extracting(Resize::before)
                    .isEqualTo(before);
        }
    }

    private static List<Integer> ids(Engine engine) {
        return engine.segments().stream().map(SegmentView::id).toList();
    }

    @ParameterizedTest
    @EnumSource
    void theNumberIsChosenAtTheFirstStartAndChangedWhileNoNodeWorks(TestDatabase kind) {
        var database = database(kind);
        try (var engine = start(database, 3)) {
            engine.apply(Definitions.parse(JOBS, "test"), false);
            assertThat(ids(engine)).containsExactly(0, 1, 2);
        }
        resize(database, 2, 3);
        try (var engine = start(database, null)) {
            assertThat(ids(engine)).containsExactly(0, 1);
            assertThat(engine.segments()).allMatch(each -> "a".equals(each.node()));
            engine.apply(Definitions.parse(JOBS.replace("often", "oftener"), "test"), false);
        }
        resize(database, 2, 2);
    }

    @ParameterizedTest
    @EnumSource
    void anotherNumberInTheConfigurationIsToldOnceAndChangesNothing(TestDatabase kind) {
        var database = database(kind);
        start(database, 3).close();
        var log = (Logger) LoggerFactory.getLogger(Engine.class);
        var told = new ListAppender<ILoggingEvent>();
        told.start();
        log.addAppender(told);
        try (var engine = start(database, 64)) {
            assertThat(ids(engine)).hasSize(3);
        } finally {
            log.detachAppender(told);
        }

        assertThat(told.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(message -> message.contains("segments"))
                .singleElement()
                .asString()
                .contains("is 64", "into 3 segments", "carillon segments resize 64");
    }

    // Another process cannot open the file of an H2 at all.
    @Test
    void nothingIsChangedWhileANodeWorks() {
        var database = database(TestDatabase.POSTGRESQL);
        try (var _ = start(database, 3)) {
            assertThatThrownBy(() -> Offline.open(database))
                    .isInstanceOfSatisfying(
                            CarillonException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                    .hasMessage("not while a node works on this database; stop first: a");
        }

        Offline.open(database).close();
    }

    @Test
    void aNodeThatLostItsSessionWithTheDatabaseHasItAgain() throws Exception {
        var config = database(TestDatabase.POSTGRESQL);
        var anew = new CountDownLatch(1);
        try (var engine = start(config, 3, anew::countDown)) {
            endSessions(config);

            await().atMost(20, TimeUnit.SECONDS)
                    .ignoreExceptions()
                    .untilAsserted(
                            () ->
                                    assertThatThrownBy(() -> Offline.open(config).close())
                                            .hasMessageEndingWith("first: a"));
            assertThat(engine.segments()).allMatch(each -> each.epoch() == 1);
            assertThat(anew.getCount()).isOne();
        }
    }

    @Test
    void aNodeUnderWhichTheJobsWereDividedAnewStartsAnew() throws Exception {
        var config = database(TestDatabase.POSTGRESQL);
        var anew = new CountDownLatch(1);
        try (var engine = start(config, 3, anew::countDown)) {
            engine.apply(Definitions.parse(JOBS, "test"), false);
            // Unless the node is faster.
            await().atMost(20, TimeUnit.SECONDS)
                    .ignoreExceptionsInstanceOf(CarillonException.class)
                    .untilAsserted(
                            () -> {
                                endSessions(config);
                                resize(config, 2, 3);
                            });

            assertThat(anew.await(20, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> engine.pause("default", "often"))
                    .hasMessageContaining("repeat the change");
        }
        try (var engine = start(config, null)) {
            assertThat(ids(engine)).containsExactly(0, 1);
        }
    }

    private static void endSessions(DatabaseConfig config) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                config.url(), config.user(), config.password());
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """);
        }
    }

    @Test
    void theWorkingMembersOfAClusterAreNamed() {
        var config = database(TestDatabase.POSTGRESQL);
        try (var database = Database.open(config)) {
            insert(database, "killed");
            try (var _ = NodeSession.of(database, database, insert(database, "a"));
                    var _ = NodeSession.of(database, database, insert(database, "b"))) {
                assertThatThrownBy(() -> Offline.open(config)).hasMessageEndingWith("first: a, b");
            }
        }

        Offline.open(config).close();
    }

    private static UUID insert(Database database, String name) {
        var id = UUID.randomUUID();
        return database.transaction(
                tx -> {
                    tx.nodes().insert(new NodeRow(id, name, 0, 1, Map.of(), null, Presence.ALONE));
                    return id;
                });
    }

    @Test
    void noNodeStartsMeanwhile() {
        var database = database(TestDatabase.POSTGRESQL);
        try (var _ = Offline.open(database)) {
            assertThatThrownBy(() -> start(database, null))
                    .hasMessageContaining("another node works on this database");
            assertThatThrownBy(() -> Offline.open(database))
                    .hasMessageContaining("another process");
        }
    }
}
