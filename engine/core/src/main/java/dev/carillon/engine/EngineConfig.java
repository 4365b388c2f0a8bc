package dev.carillon.engine;

import dev.carillon.engine.executor.SqlConnection;
import dev.carillon.engine.store.NodeTable.Presence;
import dev.carillon.engine.store.jdbc.DatabaseConfig;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;

/// What an engine needs to start.
///
/// @param folder of the node's own data: work folders, token
/// @param slots how many runs at once
/// @param lanes threads that fire, 1 to 4
/// @param mostSchedules how many schedules all jobs together may have
/// @param segments into how many segments the jobs are divided when the database is made; null for the default
/// @param connections what SQL jobs may name
/// @param labels of the node, which jobs may want
/// @param presence where the node is and what it does in a cluster
public record EngineConfig(
        String nodeName,
        Path folder,
        Path pluginFolder,
        DatabaseConfig database,
        int slots,
        int lanes,
        int mostSchedules,
        @Nullable Integer segments,
        Map<String, SqlConnection> connections,
        Map<String, String> labels,
        Presence presence) {
    public static final int MOST_SCHEDULES = 10_000;

    public EngineConfig {
        connections = Map.copyOf(connections);
        labels = Map.copyOf(labels);
        if (slots < 1 || slots > 10_000) {
            throw new IllegalArgumentException("slots must be 1 to 10000, not " + slots);
        }
        if (lanes < 1 || lanes > 4) {
            throw new IllegalArgumentException("lanes must be 1 to 4, not " + lanes);
        }
    }

    /// Defaults for an embedded H2 in the folder.
    public static EngineConfig embedded(String nodeName, Path folder, int slots) {
        var url = "jdbc:h2:file:" + folder.toAbsolutePath().resolve("carillon");
        return new EngineConfig(
                nodeName,
                folder,
                folder.resolve("plugins"),
                new DatabaseConfig(
                        url,
                        "sa",
                        "",
                        DatabaseConfig.Durability.PROCESS,
                        12,
                        folder.resolve("backups")),
                slots,
                2,
                MOST_SCHEDULES,
                null,
                Map.of(),
                Map.of(),
                Presence.ALONE);
    }
}
