package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.Engine;
import dev.carillon.engine.EngineConfig;
import dev.carillon.engine.auth.Tokens;
import dev.carillon.engine.executor.SqlConnection;
import dev.carillon.engine.http.ApiConfig;
import dev.carillon.engine.http.ApiServer;
import dev.carillon.engine.store.jdbc.DatabaseConfig;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.TreeMap;

/// A started node. It is the composition root: the only class that names the engine and its server.
/// Closing it ends the API, gives the runs under way some time, and ends the engine.
final class NodeRuntime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRuntime.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final int LANES = 2;
    private static final int CONNECTIONS = 12;

    private final String name;
    private final Engine engine;
    private final ApiServer server;
    private final URI url;

    private NodeRuntime(String name, Engine engine, ApiServer server, URI url) {
        this.name = name;
        this.engine = engine;
        this.server = server;
        this.url = url;
    }

    /// Starts the engine and its API; returns when requests are answered.
    ///
    /// @throws CarillonException UNAVAILABLE with what to do
    /// @throws WrongConfiguration when the configuration is the reason
    static NodeRuntime start(ServerConfig config) {
        String name = config.node().name();
        LOG.info(
                "node {} starts: Carillon {}, Java {}, process {}, data in {}, {} slots",
                name,
                NodeMain.VERSION,
                Runtime.version(),
                ProcessHandle.current().pid(),
                config.dataFolder().toAbsolutePath(),
                config.node().slots());
        var engine = Engine.start(engineConfig(config));
        try {
            var server =
                    ApiServer.start(
                            new ApiConfig(config.api().host(), config.api().port()),
                            engine,
                            Tokens.inFolder(config.dataFolder()));
            var url = URI.create("http://" + config.api().urlHost() + ":" + server.port());
            Files.writeString(config.dataFolder().resolve(ApiAddress.ADDRESS_FILE), url + "\n");
            LOG.info("node {} is ready at {}", name, url);
            return new NodeRuntime(name, engine, server, url);
        } catch (IOException e) {
            engine.close();
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "cannot write to the data folder " + config.dataFolder() + ": " + e,
                    e);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    Carillon carillon() {
        return engine;
    }

    URI url() {
        return url;
    }

    @Override
    public void close() {
        LOG.info(
                "node {} stops: it takes no more runs, those under way have {} s",
                name,
                DRAIN.toSeconds());
        server.close();
        engine.drain(DRAIN);
        engine.close();
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
                connections,
                config.node().labels());
    }

    private static DatabaseConfig database(ServerConfig config) {
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
            return new DatabaseConfig(url, user, database.password(), durability, CONNECTIONS);
        } catch (IllegalArgumentException e) {
            throw new WrongConfiguration(String.valueOf(e.getMessage()));
        }
    }
}
