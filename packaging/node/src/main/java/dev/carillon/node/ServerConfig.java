package dev.carillon.node;

import dev.carillon.cluster.keys.KeyFiles;
import dev.carillon.engine.EngineConfig;
import dev.carillon.engine.http.ApiConfig;
import dev.carillon.engine.store.NodeTable;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/// The configuration of one node, with its defaults filled in.
///
/// @param plugins folder of the plugin jars
/// @param sqlConnections what SQL jobs may use, by name
/// @param mostSchedules how many schedules all jobs together may have
/// @param segments into how many segments the jobs are divided when the database is made; null is the default
/// @param cluster null is a node without others
record ServerConfig(
        Path dataFolder,
        Access access,
        Database database,
        Api api,
        Node node,
        Path plugins,
        Map<String, SqlConnection> sqlConnections,
        int mostSchedules,
        @Nullable Integer segments,
        @Nullable Cluster cluster) {
    ServerConfig {
        sqlConnections = Map.copyOf(sqlConnections);
    }

    /// What becomes of a data folder that others may enter.
    enum Access {
        /// It is made its owner's alone.
        OWNER,
        /// It stays as it is, as where a program of another user reads in it.
        KEEP
    }

    /// @param url null is the embedded database in the data folder
    record Database(@Nullable String url, String user, String password, Durability durability) {}

    /// What an acknowledged change survives: the end of the process, or of the power.
    enum Durability {
        PROCESS,
        POWER
    }

    /// Others reach it over TLS only: a host that is not of the machine itself makes it secure, whatever else is said.
    ///
    /// @param host `localhost` or an address, also one that stands for all
    /// @param advertise what clients are told of where it is, null for what this machine is called
    /// @param names by which clients ask for it too, such as that of a balancer before all nodes
    /// @param tls certificate and key, null for those that the node makes itself
    record Api(
            String host,
            int port,
            @Nullable Advertised advertise,
            Set<String> names,
            @Nullable KeyFiles tls) {
        Api {
            names = Set.copyOf(names);
        }

        static final Api DEFAULT = onLoopback(7180);

        static Api onLoopback(int port) {
            if (port < 0 || port > 65535) {
                throw new WrongConfiguration("A port is a number from 0 to 65535, not " + port);
            }
            return new Api("127.0.0.1", port, null, Set.of(), null);
        }

        private Api at(int another) {
            return new Api(host, another, advertise, names, tls);
        }

        boolean isSecure() {
            return tls != null || !ApiConfig.loopback(host);
        }

        /// Whether it listens on all addresses of this machine.
        boolean isWildcard() {
            return !host.equals("localhost") && InetAddress.ofLiteral(host).isAnyLocalAddress();
        }
    }

    /// @param slots how many runs are executed at a time
    /// @param labels what jobs may want of a node
    /// @param capacity its share of the segments, relative to the other nodes
    record Node(
            String name,
            int slots,
            Map<String, String> labels,
            int capacity,
            Set<NodeTable.Role> roles) {
        Node {
            labels = Map.copyOf(labels);
            roles = Set.copyOf(roles);
        }

        static Node ofThisMachine() {
            return new Node(
                    hostName(),
                    Math.max(8, 8 * Runtime.getRuntime().availableProcessors()),
                    Map.of(),
                    1,
                    Set.of(NodeTable.Role.values()));
        }

        private static String hostName() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (java.net.UnknownHostException _) {
                return "node";
            }
        }
    }

    /// @param bind address of this machine at which the other nodes reach it
    /// @param messages whether nodes talk to each other
    record Cluster(String secret, InetAddress bind, int port, boolean messages) {
        static final int PORT = 7800;
    }

    record SqlConnection(String url, String user, String password) {}

    /// The same with its API at another port.
    ServerConfig at(int port) {
        return new ServerConfig(
                dataFolder,
                access,
                database,
                api.at(port),
                node,
                plugins,
                sqlConnections,
                mostSchedules,
                segments,
                cluster);
    }

    /// A node on the embedded database in a folder, with nothing else configured.
    static ServerConfig inFolder(Path folder, Api api, Map<String, SqlConnection> sql) {
        return new ServerConfig(
                folder,
                Access.OWNER,
                new Database(null, "", "", Durability.PROCESS),
                api,
                Node.ofThisMachine(),
                folder.resolve("plugins"),
                sql,
                EngineConfig.MOST_SCHEDULES,
                null,
                null);
    }
}
