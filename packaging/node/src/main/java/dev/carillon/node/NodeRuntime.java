package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.trust.Fingerprint;
import dev.carillon.cluster.ClusterConfig;
import dev.carillon.cluster.ClusterOfNodes;
import dev.carillon.cluster.keys.Authority;
import dev.carillon.cluster.keys.OwnAuthority;
import dev.carillon.engine.Engine;
import dev.carillon.engine.EngineConfig;
import dev.carillon.engine.auth.Tokens;
import dev.carillon.engine.executor.SqlConnection;
import dev.carillon.engine.http.ApiConfig;
import dev.carillon.engine.http.ApiServer;
import dev.carillon.engine.service.Clocks;
import dev.carillon.engine.service.Loop;
import dev.carillon.engine.store.NodeTable.Presence;
import dev.carillon.engine.store.NodeTable.Role;
import dev.carillon.engine.store.jdbc.DatabaseConfig;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Objects;
import java.util.TreeMap;

/// A started node. It is the composition root: the only class that names the engine and its server.
/// Closing it ends the API, gives the runs under way some time, and ends the engine.
final class NodeRuntime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRuntime.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    // It is woken when there is something to do.
    private static final Duration REJOIN_CHECK = Duration.ofMinutes(1);
    private static final int LANES = 2;
    private static final int CONNECTIONS = 12;

    private final ServerConfig config;
    private final String name;
    private final Loop rejoin = new Loop("carillon-rejoin", this::rejoinOnce);
    private volatile boolean givenUp;
    private volatile boolean closed;

    private final Object lock = new Object();
    private @Nullable Engine engine;
    private @Nullable ApiServer server;
    private @Nullable ApiCertificate certificate;
    private volatile int listening;
    private URI url = URI.create("http://127.0.0.1");

    private NodeRuntime(ServerConfig config) {
        this.config = config;
        name = config.node().name();
    }

    /// Starts the engine and its API; returns when requests are answered.
    ///
    /// @throws CarillonException UNAVAILABLE with what to do
    /// @throws WrongConfiguration when the configuration is the reason
    static NodeRuntime start(ServerConfig config) {
        var runtime = new NodeRuntime(config);
        LOG.info(
                "node {} starts: Carillon {}, Java {}, process {}, data in {}, {} slots",
                runtime.name,
                NodeMain.VERSION,
                Runtime.version(),
                ProcessHandle.current().pid(),
                config.dataFolder().toAbsolutePath(),
                config.node().slots());
        try {
            runtime.open(config.api().port());
        } catch (RuntimeException e) {
            runtime.endCertificate();
            throw e;
        }
        runtime.rejoin.start();
        return runtime;
    }

    private void open(int port) {
        synchronized (lock) {
            var cluster = cluster();
            var started =
                    Engine.start(
                            engineConfig(config),
                            cluster == null ? Engine.Clusters.ALONE : cluster,
                            this::noteGivenUp);
            try {
                engine = started;
                if (!config.node().roles().contains(Role.API)) {
                    LOG.info("node {} is ready, without an API", name);
                    return;
                }
                answer(started, cluster, port);
            } catch (IOException e) {
                shut(Duration.ZERO);
                throw new CarillonException(
                        ErrorCode.UNAVAILABLE,
                        "cannot write to the data folder " + config.dataFolder() + ": " + e,
                        e);
            } catch (RuntimeException e) {
                shut(Duration.ZERO);
                throw e;
            }
        }
    }

    private @Nullable ClusterOfNodes cluster() {
        var cluster = config.cluster();
        return cluster == null
                ? null
                : new ClusterOfNodes(
                        new ClusterConfig(
                                cluster.secret(),
                                cluster.bind(),
                                cluster.port(),
                                cluster.messages(),
                                config.dataFolder(),
                                database(config)));
    }

    private void answer(Engine started, @Nullable ClusterOfNodes cluster, int port)
            throws IOException {
        var names = ApiNames.now(config.api());
        var api =
                ApiServer.start(
                        new ApiConfig(config.api().host(), port, tls(cluster, names)),
                        started,
                        Tokens.inFolder(config.dataFolder(), started.issuedTokens()));
        server = api;
        listening = api.port();
        url = names.localUrl(listening);
        var told = names.url(listening);
        started.answersAt(told);
        Files.writeString(config.dataFolder().resolve(ApiAddress.ADDRESS_FILE), url + "\n");
        LOG.info("node {} is ready at {}", name, told);
    }

    private ApiConfig.@Nullable Tls tls(@Nullable ClusterOfNodes cluster, ApiNames names) {
        if (!config.api().isSecure()) {
            ApiCertificate.forget(config.dataFolder());
            if (cluster != null) {
                // Commands here may go on with other nodes of the cluster, which answer over TLS.
                ApiCertificate.writeAuthority(
                        config.dataFolder(), cluster.authority().certificate());
            }
            return null;
        }
        // One that begins anew in its process keeps it: a file that ran out since must not keep it
        // from its work.
        var kept = certificate;
        if (kept == null || isReplaced(kept, cluster)) {
            endCertificate();
            kept = begin(source(cluster, names));
            certificate = kept;
        }
        return new ApiConfig.Tls(kept.context(), names.gateNames(), names.gatePorts());
    }

    private boolean isReplaced(ApiCertificate kept, @Nullable ClusterOfNodes cluster) {
        return config.api().tls() == null
                && !kept.current().authority().equals(authority(cluster).certificate());
    }

    private Authority authority(@Nullable ClusterOfNodes cluster) {
        return cluster == null
                ? OwnAuthority.inFolder(config.dataFolder(), Clocks.SYSTEM.wall().instant())
                : cluster.authority();
    }

    private ApiCertificate begin(ApiCertificate.Source source) {
        var made = new ApiCertificate(config.dataFolder(), source, Clocks.SYSTEM.wall());
        made.start();
        LOG.info(
                "the certificate of the API is {}; the fingerprint of its authority is {}",
                made.current(),
                Fingerprint.of(made.current().authority()));
        return made;
    }

    private ApiCertificate.Source source(@Nullable ClusterOfNodes cluster, ApiNames names) {
        var files = config.api().tls();
        if (files != null) {
            return ApiCertificate.from(files, names.advertisedHost());
        }
        return ApiCertificate.by(
                authority(cluster), () -> ApiNames.now(config.api()).certificateNames());
    }

    private void noteGivenUp() {
        givenUp = true;
        rejoin.wake();
    }

    // What this start had belongs to the others: it ends, and the node starts anew in the same
    // process.
    private Duration rejoinOnce() {
        if (givenUp && !closed) {
            // Before: the new start may be given up as well.
            givenUp = false;
            try {
                shut(Duration.ZERO);
                open(listening == 0 ? config.api().port() : listening);
            } catch (RuntimeException e) {
                givenUp = true;
                throw e;
            }
        }
        return REJOIN_CHECK;
    }

    private void shut(Duration drain) {
        synchronized (lock) {
            if (server != null) {
                server.close();
                server = null;
            }
            if (engine != null) {
                if (!drain.isZero()) {
                    engine.drain(drain);
                }
                engine.close();
                engine = null;
            }
        }
    }

    private void endCertificate() {
        synchronized (lock) {
            if (certificate != null) {
                certificate.close();
                certificate = null;
            }
        }
    }

    Carillon carillon() {
        synchronized (lock) {
            return Objects.requireNonNull(engine);
        }
    }

    /// Where commands on this machine find it.
    URI url() {
        return url;
    }

    @Override
    public void close() {
        closed = true;
        LOG.info(
                "node {} stops: it takes no more runs, those under way have {} s",
                name,
                DRAIN.toSeconds());
        rejoin.close();
        shut(DRAIN);
        endCertificate();
        LOG.info("node {} has stopped", name);
    }

    private static EngineConfig engineConfig(ServerConfig config) {
        var connections = new TreeMap<String, SqlConnection>();
        config.sqlConnections()
                .forEach(
                        (name, to) ->
                                connections.put(
                                        name,
                                        new SqlConnection(to.url(), to.user(), to.password())));
        return new EngineConfig(
                config.node().name(),
                config.dataFolder(),
                config.plugins(),
                database(config),
                config.node().slots(),
                LANES,
                config.mostSchedules(),
                config.segments(),
                connections,
                config.node().labels(),
                presence(config));
    }

    private static Presence presence(ServerConfig config) {
        var cluster = config.cluster();
        return cluster == null
                ? Presence.alone(NodeMain.VERSION)
                : new Presence(
                        NodeMain.VERSION,
                        ClusterOfNodes.machine(),
                        cluster.messages()
                                ? cluster.bind().getHostAddress() + ":" + cluster.port()
                                : null,
                        null,
                        config.node().capacity(),
                        config.node().roles());
    }

    /// The database that a configuration names.
    ///
    /// @throws WrongConfiguration when its URL is not safe
    static DatabaseConfig database(ServerConfig config) {
        var database = config.database();
        var durability =
                switch (database.durability()) {
                    case PROCESS -> DatabaseConfig.Durability.PROCESS;
                    case POWER -> DatabaseConfig.Durability.POWER;
                };
        String url =
                database.url() == null
                        ? "jdbc:h2:file:" + config.dataFolder().toAbsolutePath().resolve("carillon")
                        : database.url();
        String user = database.url() == null ? "sa" : database.user();
        try {
            return new DatabaseConfig(
                    url,
                    user,
                    database.password(),
                    durability,
                    CONNECTIONS,
                    config.dataFolder().resolve("backups"));
        } catch (IllegalArgumentException e) {
            throw new WrongConfiguration(String.valueOf(e.getMessage()));
        }
    }
}
