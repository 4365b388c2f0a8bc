package dev.carillon.cluster;

import dev.carillon.engine.store.jdbc.DatabaseConfig;

import java.net.InetAddress;
import java.nio.file.Path;

/// What a node needs to be a member, besides its engine's configuration.
///
/// @param secret of the cluster, the same on all nodes
/// @param bind address of this machine at which the other nodes reach it
/// @param messages whether nodes talk to each other; without, they find everything in the database, later
/// @param folder of the node's own data
/// @param database that all nodes share
public record ClusterConfig(
        String secret,
        InetAddress bind,
        int port,
        boolean messages,
        Path folder,
        DatabaseConfig database) {
    public static final int SHORTEST_SECRET = 16;
}
