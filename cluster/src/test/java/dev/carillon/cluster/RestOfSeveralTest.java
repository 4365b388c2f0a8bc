package dev.carillon.cluster;

import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.engine.Engine;
import dev.carillon.engine.EngineConfig;
import dev.carillon.engine.RestingCluster;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.store.NodeTable.Presence;
import dev.carillon.engine.store.NodeTable.Role;
import dev.carillon.testkit.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Nodes that rest for an hour and cannot tell each other anything find what another one commits.
@Timeout(240)
class RestOfSeveralTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    // As long as all loops take to find nothing and to rest.
    private static final Duration SETTLES = Duration.ofSeconds(5);

    @TempDir Path folder;

    private final TestDatabase.Place place = TestDatabase.POSTGRESQL.fresh();

    private Engine start(String name, Set<Role> roles) {
        var own = folder.resolve(name);
        var embedded = EngineConfig.embedded(name, own, 2);
        var database = StoreKind.config(place, 12);
        var config =
                new EngineConfig(
                        name,
                        own,
                        embedded.pluginFolder(),
                        database,
                        2,
                        2,
                        EngineConfig.MOST_SCHEDULES,
                        null,
                        Map.of(),
                        Map.of(),
                        new Presence("0", ClusterOfNodes.machine(), null, null, 1, roles));
        var nodes =
                new ClusterOfNodes(
                        new ClusterConfig(
                                "the secret of a test",
                                InetAddress.getLoopbackAddress(),
                                1,
                                false,
                                own,
                                database));
        return Engine.start(
                config,
                (opened, node, nowUs) -> RestingCluster.of(nodes.on(opened, node, nowUs)),
                () -> {});
    }

    @Test
    void whatOneCommitsTheOtherRuns() {
        // The first leads, and is told of the end of others every 5 s, which wakes its workers.
        try (var asks = start("asks", Set.of(Role.API));
                var runs = start("runs", Set.of(Role.SCHEDULE, Role.EXECUTE))) {
            asks.apply(
                    Definitions.parse("name: work\ntask: {shell: {command: [\"true\"]}}\n", "test"),
                    false);
            LockSupport.parkNanos(SETTLES.toNanos());

            succeeds("a run", runs, asks.run("default", "work", request(null), null).id());

            LockSupport.parkNanos(SETTLES.toNanos());
            var later = Instant.now().plusSeconds(4);
            succeeds("a later run", runs, asks.run("default", "work", request(later), null).id());

            LockSupport.parkNanos(SETTLES.toNanos());
            asks.apply(
                    Definitions.parse(
                            "name: often\ntask: {shell: {command: [\"true\"]}}\n"
                                    + "schedules: [{id: s, every: 2s}]\n",
                            "test"),
                    false);
            var often = new RunQuery(Set.of(RunState.SUCCEEDED), "default/often", null, null);
            await("a schedule").atMost(LONGEST).until(() -> runs.countRuns(often).count() > 0);
        }
    }

    private static RunRequest request(@Nullable Instant at) {
        return new RunRequest(Map.of(), at, null);
    }

    private static void succeeds(String what, Engine engine, String run) {
        await(what).atMost(LONGEST).until(() -> engine.run(run).state() == RunState.SUCCEEDED);
    }
}
