package dev.carillon.engine;

import dev.carillon.engine.executor.ExecutorConfig;
import dev.carillon.engine.executor.Executors;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.segment.Cluster;
import dev.carillon.engine.service.Clocks;
import dev.carillon.engine.store.DatabaseClock;
import dev.carillon.engine.store.jdbc.Database;

import java.util.UUID;

/// What a start of the engine opens before anything else, and has to close when it cannot go on.
///
/// @param node id of this start
record Foundation(
        Database database,
        DatabaseClock clock,
        Ids ids,
        UUID node,
        Cluster cluster,
        Executors executors)
        implements AutoCloseable {
    static Foundation open(EngineConfig config, Engine.Clusters clusters) {
        var database = Database.open(config.database());
        try {
            var clock = new DatabaseClock(database, Clocks.SYSTEM);
            var ids = new Ids(clock::lowerBound);
            var node = ids.next();
            var cluster = clusters.on(database, node, clock::lowerBound);
            return new Foundation(database, clock, ids, node, cluster, executors(config, cluster));
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    // Kills what an earlier process of this node left running, before anything is claimed.
    private static Executors executors(EngineConfig config, Cluster cluster) {
        try {
            return Executors.open(
                    new ExecutorConfig(
                            config.nodeName(),
                            config.folder().resolve("work"),
                            config.pluginFolder(),
                            config.connections(),
                            config.database().url()));
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try (database;
                cluster) {
            executors.close();
        }
    }
}
